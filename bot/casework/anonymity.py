"""Whether a sentence may leave its case for the desk's memory: nothing in it may name a person, a place, a company or
a number (`decisions.md` 16). It refuses too much rather than too little: a person changes the words and tries
again. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

SHORTEST_NAME = 2
SHORT_WORD, FEW_WORDS = 3, 4
# Not all of `legal_forms.toml`: "công ty" and "factory" stand there too, and few reports go without them.
COMPANY = re.compile(
    r"株式会社|有限会社|合同会社|組合|㈱|㈲|\b(?:inc|ltd|co|corp|llc|gmbh|pt|sdn|bhd|pvt|ltda|s\.a|tbk)\b\.?",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"\w(?:さん|氏|様|君|ちゃん)|\b(?:mr|mrs|ms|dr|pak|bu|bapak|ibu|anh|chị|ông|bà|kuya|ate)\b\.? \w", re.I
)
CONTACT = re.compile(r"@|https?:|www\.|\.(?:com|jp|net|org)\b", re.IGNORECASE)
COUNTED = re.compile(r"[〇零一二三四五六七八九十百千万億]+(?=[年月日円人時分歳回万千百])")
WORD = re.compile(r"[^\W\d_][\w'’-]*")
SENTENCE_ENDS = '.!?:;…。！？\n"“”«»()（）「」-–—'
LETTERS_ALONE = frozenset({"I"})


class Left(StrEnum):
    """What is still in it."""

    NUMBER = "number"
    CONTACT = "contact"
    NAME = "name"  # it stands in this case as a name, a company or a place
    PERSON = "person"  # a word that goes before or behind a name
    COMPANY = "company"
    CAPITAL = "capital"  # a capital letter inside a sentence: often a name


def left(texts: Iterable[str], known: Iterable[str]) -> Sequence[Left]:
    """Why these texts may not be released, empty if they may. `known`: names and places that this case tells of."""
    found: set[Left] = set()
    names = [folded for name in known if len(folded := fold(name)) >= SHORTEST_NAME]
    for text in texts:
        found |= _left(text, names)
    return [one for one in Left if one in found]


def _left(written: str, names: Sequence[str]) -> set[Left]:
    text = unicodedata.normalize("NFKC", written)
    found = {
        Left.NUMBER: any(unicodedata.category(letter).startswith("N") for letter in written) or COUNTED.search(text),
        Left.CONTACT: bool(CONTACT.search(text)),
        Left.NAME: any(stands_in(name, fold(text)) for name in names),
        Left.PERSON: bool(PERSON.search(text)),
        Left.COMPANY: bool(COMPANY.search(text)),
        Left.CAPITAL: any(capitals(text)),
    }
    return {left for left, there in found.items() if there}


def fold(text: str) -> str:
    """One spelling: width, case and spaces make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def stands_in(name: str, text: str) -> bool:
    """As a word where words are written apart, anywhere in other scripts."""
    if name.isascii():
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    return name in text


def capitals(text: str) -> Iterable[str]:
    """Words with a capital letter that begin no sentence."""
    for found in WORD.finditer(text):
        word, before = found[0], text[: found.start()].rstrip(" ")
        begins = not before or before[-1] in SENTENCE_ENDS
        if word[0].isupper() and not begins and word.partition("'")[0].partition("’")[0] not in LETTERS_ALONE:
            yield word


def names_told(report: Iterable[tuple[str, str]], messages: Iterable[str]) -> list[str]:
    """What a case tells as names: companies and places she was asked for, and what she wrote as names of people."""
    told = [*(value for question, value in report if question.startswith("where.")), *messages]
    return [*told, *(word for text in told for word in WORD.findall(text) if telling(word, text))]


def telling(word: str, text: str) -> bool:
    """Alone it may name somebody too: a short answer is a name, a longer one has some among other words."""
    if word[0].islower():
        return len(text.split()) <= FEW_WORDS and len(word) > SHORT_WORD
    return len(word) >= (SHORTEST_NAME + 1 if word[0].isupper() else SHORTEST_NAME)
