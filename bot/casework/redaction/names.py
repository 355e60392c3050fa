"""The people and companies that a case knows, in every form they are written in, each under one alias everywhere. Pure.

A name that the case does not know is only pointed at: nobody can tell a name from a word in twenty languages by rules.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial

from rapidfuzz import fuzz, process

from bot.casework.redaction.cues import Cues, spaced
from bot.casework.redaction.finding import Finding, Kind, Level
from bot.casework.redaction.folding import bare, folded

LATIN_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’\u0300-\u036f])*")
APART = re.compile(r"[\s・·.,()（）\-]+")
SHORT, FUZZY_FROM, ALIKE, SOUNDS_ALIKE = 4, 5, 84, 86
LATIN, HAN = "\u0250", ("\u3400", "\u9fff")
SOUNDS = str.maketrans(
    {"g": "k", "c": "k", "q": "k", "d": "t", "b": "p", "f": "p", "z": "s", "j": "s", "l": "r", "w": "v"}
)


class Role(StrEnum):
    WORKER = "worker"
    CO_WORKER = "co_worker"
    MANAGER = "manager"
    BROKER = "broker"
    COMPANY = "company"
    SITE = "site"
    OTHER = "other"


NO_PERSON = frozenset({Role.COMPANY, Role.SITE})


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the case: every form in which the case has the name."""

    role: Role
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spotted:
    known: int
    start: int
    end: int
    level: Level


def aliases(people: Sequence[Known], cues: Cues, language: str, *, begins: int = 1) -> tuple[str, ...]:
    """One for each, by the order of the list: `[Worker 1]`, `[Company 1]`. The same list gives the same aliases.

    `begins` is a case's own first number: who reads two cases must not take two people for one.
    """
    count: dict[Role, int] = {}
    made = []
    for one in people:
        at = count[one.role] = count.get(one.role, begins - 1) + 1
        label = cues.label(one.role, language)
        made.append(f"{label[:-1]} {at}]")
    return tuple(made)


class Names:
    def __init__(self, people: Sequence[Known], cues: Cues) -> None:
        self._people = people
        legal, around = cues.any_of("legal", fold=bare), partial(cues.any_of, fold=bare)
        titles = f"(?:{around('honor_before')}|{around('honor_known')})", around("honor_after", left=False)
        self._title = re.compile(rf"[ \-]?{titles[1]}")
        self._behind = re.compile(rf"(?:{titles[1]})$")
        self._legal = re.compile(rf"{legal}\.?")
        self._known = [
            (place, self._pattern(one, *((legal, legal) if one.role in NO_PERSON else titles)))
            for place, one in enumerate(people)
        ]
        self._latin = {
            bare(word): place for place, one in enumerate(people) for word in self._words(one) if _latin(word)
        }
        before, behind = cues.any_of("honor_before"), cues.any_of("honor_after", left=False)
        self._stranger = re.compile(
            rf"(?<![^\s(\[“‘\"',.၊、。])(?:{before})[ .]{{0,2}}(?P<it>[^\W\d_][^\s\d,.!?;:。।။។()\[\]]{{0,24}})"
        )
        self._respected = re.compile(rf"(?P<it>[^\s\d,.!?;:。।။។()\[\]]{{1,16}}?)[ \-]?{behind}")

    def found(self, text: str) -> Iterator[Spotted]:
        """Where somebody known is named. What is certain comes first."""
        plain = bare(text)
        for place, pattern in self._known:
            for found in pattern.finditer(plain):
                if self._is_name(found["core"], text[found.start("core") : found.end("core")]):
                    yield Spotted(place, *found.span(), Level.MUST)
        yield from self._alike(plain)

    def strangers(self, text: str) -> Iterator[tuple[int, int]]:
        """What stands beside a word of respect. In Latin letters a name begins with a capital."""
        plain = folded(text)
        for pattern in (self._stranger, self._respected):
            for found in pattern.finditer(plain):
                start = found.start("it")
                if not spaced(text[start]) or text[start].isupper():
                    yield found.span()

    def _words(self, one: Known) -> list[str]:
        """The parts by which somebody may be called, the whole first."""
        words: list[str] = []
        for form in one.forms:
            name = APART.sub(" ", self._legal.sub(" ", bare(form)) if one.role in NO_PERSON else bare(form)).strip()
            parts = [part for part in name.split(" ") if one.role not in NO_PERSON]
            words += [name, *parts, *(short for part in (name, *parts) for short in _short(part))]
        return [word for word in dict.fromkeys(words) if len(word) >= 2]

    def _pattern(self, one: Known, before: str, behind: str) -> re.Pattern[str]:
        """One or more of the parts in any order, with the words of respect around them."""
        parts = sorted(self._words(one), key=lambda word: (-len(word), word))
        core = "|".join(map(_written, parts)) or r"(?!)"
        joint = r"[ ・·.,\-]{0,2}"
        title = rf"(?:{before}[ .]{{0,2}})?"
        return re.compile(rf"{title}(?P<core>(?:{core})(?:{joint}(?:{core})){{0,5}})(?:[ \-]?{behind})?")

    @staticmethod
    def _is_name(core: str, written: str) -> bool:
        """Short Latin words mean something else in many languages: as names they have a capital."""
        return len(core) > SHORT or not _latin(core) or written[:1].isupper()

    def _alike(self, plain: str) -> Iterator[Spotted]:
        """Slips of the pen, and names written by ear in another script."""
        if not self._latin:
            return
        known = {word: place for word, place in self._latin.items() if len(word) >= FUZZY_FROM and " " not in word}
        sounds = {sound: place for word, place in known.items() if len(sound := consonants(word)) >= 3}
        for start, end in _runs(plain):
            word = self._behind.sub("", plain[start:end])
            place = _closest(word, known) if _latin(word) else _closest_sound(word, sounds)
            if place is not None:
                title = self._title.match(plain, end)
                yield Spotted(place, start, title.end() if title else end, Level.CONSIDER)


def _closest(word: str, known: dict[str, int]) -> int | None:
    if len(word) < FUZZY_FROM or word in known:
        return None
    best = process.extractOne(word, known.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return known[best[0]] if best else None


def _closest_sound(word: str, known: dict[str, int]) -> int | None:
    if not known or len(sound := consonants(romanised(word))) < 3:
        return None
    best = process.extractOne(sound, known.keys(), scorer=fuzz.ratio, score_cutoff=SOUNDS_ALIKE)
    return known[best[0]] if best else None


def _runs(plain: str) -> Iterator[tuple[int, int]]:
    """Words: Latin ones, katakana, and what spaces divide in other scripts."""
    for found in re.finditer(r"[a-z\u00c0-\u024f]{5,24}|[\u30a1-\u30fc]{3,16}|[\u0900-\u0dff]{3,24}", plain):
        yield found.span()


def _written(word: str) -> str:
    """A whole word where words are written apart; marks may be letters of their own."""
    letters = "".join(re.escape(letter) + (r"[\u0300-\u036f]{0,2}" if _latin(letter) else "") for letter in word)
    letters = letters.replace(re.escape(" "), r"[ ・·.,\-]{0,2}")
    return rf"(?<![^\W_]){letters}(?![^\W_])" if spaced(word[0]) else letters


def _short(name: str) -> Iterator[str]:
    """Chinese and Japanese full names: the family's name and the other, which nothing divides."""
    if 3 <= len(name) <= 5 and all(HAN[0] <= letter <= HAN[1] for letter in name):
        yield from (name[:2], name[2:] if len(name) > 3 else name[1:])


def _latin(word: str) -> bool:
    return all(letter < LATIN for letter in word)


@lru_cache(maxsize=8192)
def romanised(word: str) -> str:
    """Roughly how it sounds, from the names that Unicode gives to letters: KATAKANA LETTER TA."""
    return "".join(map(_sound, word))


@lru_cache(maxsize=4096)
def _sound(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return name.rpartition(" ")[2].lower() if "LETTER" in name or "VOWEL" in name else ""


def consonants(word: str) -> str:
    """The bones of a name, sounds that languages confuse made one."""
    bones = re.sub(r"[aeiouyh']", "", word.translate(SOUNDS))
    return re.sub(r"(.)\1+", r"\1", bones)


def as_findings(spotted: Iterator[Spotted], alias: Sequence[str]) -> Iterator[Finding]:
    for one in spotted:
        reason = "known_name" if one.level is Level.MUST else "like_known_name"
        yield Finding(one.start, one.end, Kind.NAME, one.level, reason, alias[one.known])
