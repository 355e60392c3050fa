"""Whether the names of a text came through a translation: the same, or in the letters of another script. Pure.

Names that the desk knows are protected before translating; this is for those it does not. Without a list of names it
takes for one what is written with a capital inside a sentence, or in Latin letters among those of another script.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from bot.intake import sounds
from bot.intake.alphabets import main_script

_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"(?<![{_LETTER}])[{_LETTER}]{{3,}}")
_STARTS = re.compile(r"(?:^|[.!?…:]\s+|\n)[\"'“¿¡]*\Z")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}")
_HONOURED = re.compile(
    r"[가-힣]{2,5}(?=\s?씨)|(?<=(?<![ก-๙])คุณ)[ก-๙]{2,12}(?![ก-๙])|(?<=နာမည် )[က-႟]{2,20}"
    r"|(?<=श्री )[\u0900-\u0963]{2,20}|[\u0900-\u0963]{2,20}(?=\s?(?:जी|दाइ|दिदी)(?![\u0900-\u0963]))"
)
"""Korean ssi, Thai khun, Burmese "name", shri, ji, dai and didi: what stands beside them is a name."""
_INSTITUTION = re.compile(
    r"\b(?:la|el|los|las|del|al) "
    r"(?:[A-ZÁÉÍÓÚÑ]\w+(?: (?:de|del|la|el|los|las|y|para))*\s?)+"
)
# Not names of people: languages name them each in its own way.
_KNOWN = frozenset({
    "japan", "japanese", "vietnam", "vietnamese", "indonesia", "indonesian", "myanmar", "burma", "burmese", "nepal",
    "nepali", "nepalese", "china", "chinese", "philippines", "filipino", "korea", "korean", "thailand", "thai",
    "cambodia", "khmer", "bangladesh", "india", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "english", "europe", "european", "america", "american", "africa", "asia", "asian", "god",
    "mrs", "mister", "miss", "manager", "boss", "company", "visa", "yen",
})  # fmt: skip


def garbled(source: str, text: str, names: Iterable[str] = (), language: str = "") -> bool:
    """A name of the source is not in the text, and something like it is, or nothing where it should stand."""
    latin, into = main_script(source) == "Latn", main_script(text)
    given = [part for name in names if name in source for part in _parts(name)]
    wanted = list(dict.fromkeys([*_inside(source, anywhere=not latin, language=language), *given, *_marked(source)]))
    own = [name for name in wanted if main_script(name) != "Latn"]
    if into != "Latn":
        return any(_misread(name, text, language) for name in wanted if folded(name) not in folded(text))
    words = [word for word in _WORD.findall(text) if word[0].isupper() and not word.isupper()]
    said = _words(text)
    new = [word for word in map(folded, words) if word not in _words(source) and word not in _KNOWN]
    lost = [name for name in map(folded, set(wanted) - set(own)) if name not in said]
    unlike = any(_changed(name, new) or (not latin and name not in _KNOWN) for name in lost)
    return unlike or any(_misspelt(name, words) for name in own)


def _words(text: str) -> frozenset[str]:
    return frozenset(map(folded, re.findall(rf"[{_LETTER}]+", text)))


def folded(text: str) -> str:
    """Small letters without marks: Nguyễn is Nguyen."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _inside(text: str, *, anywhere: bool, language: str) -> Sequence[str]:
    """Words with a capital. In Spanish an article stands before institutions, and not before the names of people."""
    plain = _INSTITUTION.sub(lambda told: told[0].lower(), text) if language == "es" else text
    found = (one for one in _WORD.finditer(plain) if one[0][0].isupper() and not one[0].isupper())
    return [one[0] for one in found if anywhere or not _STARTS.search(plain[max(0, one.start() - 6) : one.start()])]


def _changed(name: str, new: Iterable[str]) -> bool:
    """Another word begins as it does; one letter in common says nothing."""
    return any(word[0] == name[0] and SequenceMatcher(None, name, word).ratio() >= 0.33 for word in new)


def _misread(name: str, text: str, language: str) -> bool:
    """Some word in katakana is nearly its sound, and none is. In Chinese signs nobody can tell."""
    heard = _KATAKANA.findall(text)
    heard += ["".join(heard[at : at + 2]) for at in range(len(heard) - 1)]
    told = any(sounds.cost(name, one, language) <= sounds.SAME for one in heard)
    return not told and any(sounds.near(name, one, language) for one in heard)


def _misspelt(name: str, words: Sequence[str]) -> bool:
    """The same for a name in letters of its own and words that begin with a capital."""
    told = any(sounds.cost(name, word) <= sounds.SAME for word in words)
    return not told and any(sounds.near(name, word) for word in words)


def _marked(text: str) -> Sequence[str]:
    """What stands beside a word that is said with names."""
    return [one for one in _HONOURED.findall(text) if len(one) > 1]


def _parts(name: str) -> Sequence[str]:
    """Each word of a name of several; titles are not names."""
    return [part for part in re.split(r"[\s・]+", name) if len(part) > 1]
