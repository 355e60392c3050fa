"""Words and figures of one text put together: an amount with its currency, a count with its unit, "not" with its word.

Pure. Units and multipliers say something beside a figure only, and are dropped elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex  # type: ignore[import-untyped]

from bot.translation.figures import Figure, told
from bot.translation.lexicon_file import Kind, Term

NEAR = 24
"""Letters between a negation and a word that it may be about."""
AGE = "years old"
"""What the word for a person's age says in every list."""
AGE_OF_WORK, GROWN_UP = 8, 18
"""Years between which a person who is named in a report may be a child at work (ILO C138, C182)."""
_SIDE = 2
_STOP = regex.compile(r"[.!?।။៕\n]")
_CODE = regex.compile(r"\(([A-Z]{3})\)")
_WHOLE = regex.compile(r"^[\d,]+")
_BOUND = frozenset({Kind.UNIT, Kind.MULTIPLIER})


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of the compared text and what it says."""

    start: int
    end: int
    term: Term | None
    kind: str
    en: str = ""
    ja: str = ""
    category: str = ""
    danger: str = ""
    negated: bool = False
    young: bool = False


def joined(text: str, words: Sequence[Found], numbers: Sequence[Figure]) -> Sequence[Found]:
    """Words and figures in order; a figure swallows what belongs to it."""
    starts = {one.start: one for one in words}
    ends = {one.end: one for one in words}
    read: list[Found] = []
    free = 0
    for number in numbers:
        whole = _read(text, number, starts, ends, free)
        if whole is not None:
            read.append(whole)
            free = whole.end
    return sorted([*_outside(words, read), *read], key=lambda one: one.start)


def _outside(words: Sequence[Found], read: Sequence[Found]) -> Iterator[Found]:
    at = 0
    for word in words:
        while at < len(read) and read[at].end <= word.start:
            at += 1
        if word.kind not in _BOUND and (at == len(read) or read[at].start >= word.end):
            yield word


def _read(text: str, number: Figure, starts: dict[int, Found], ends: dict[int, Found], free: int) -> Found | None:
    if number.value is None:
        return Found(number.start, number.end, None, Kind.DATE, number.day, number.day)
    reading = _Reading(number.start, number.end, number.value)
    while (word := _next(text, reading.end, starts)) is not None and reading.takes(word):
        reading.end = word.end
    while (word := _before(text, reading.start, ends)) is not None and word.start >= free and reading.takes(word, True):
        reading.start = word.start
    place = Found(reading.start, reading.end, None, Kind.AMOUNT)
    return _told(text, place, reading.value, reading.currency, reading.unit)


@dataclass(slots=True)
class _Reading:
    """A figure that grows to both sides, by one multiplier or several behind it, one currency or one unit."""

    start: int
    end: int
    value: Decimal
    currency: Found | None = None
    unit: Found | None = None
    multiplied: bool = False

    def takes(self, word: Found, before: bool = False) -> bool:
        if word.kind == Kind.MULTIPLIER:
            return self._multiplies(word, before)
        if word.kind == Kind.CURRENCY and self.currency is None and self.unit is None:
            self.currency = word
            return True
        if word.kind == Kind.UNIT and self.currency is None and (self.unit is None or (before and word.en == AGE)):
            self.unit = word
            return True
        return False

    def _multiplies(self, word: Found, before: bool) -> bool:
        if (self.currency is not None and not before) or self.unit is not None or (before and self.multiplied):
            return False
        match = _WHOLE.match(word.en)
        self.value *= Decimal(match[0].replace(",", "")) if match else 1
        self.multiplied = True
        return True


def _next(text: str, end: int, starts: dict[int, Found]) -> Found | None:
    for at in range(end, min(end + _SIDE, len(text)) + 1):
        if at in starts:
            return starts[at]
        if at < len(text) and text[at] not in " \u00a0-":
            return None
    return None


def _before(text: str, start: int, ends: dict[int, Found]) -> Found | None:
    for at in range(start, max(start - _SIDE, 0) - 1, -1):
        if at in ends:
            return ends[at]
        if at and text[at - 1] not in " \u00a0-":
            return None
    return None


def _told(text: str, place: Found, value: Decimal, currency: Found | None, unit: Found | None) -> Found | None:
    if currency is not None:
        code = match[1] if (match := _CODE.search(currency.en)) else currency.en
        return replace(place, en=f"{told(value)} {code}", ja=f"{told(value)} {code}")
    if unit is not None:
        young = unit.en == AGE and AGE_OF_WORK <= value < GROWN_UP
        return replace(
            place, en=f"{told(value)} {unit.en}", ja=f"{told(value)}{unit.ja}", category=unit.category, young=young
        )
    digits = text[place.start : place.end]
    if digits.isascii() and not any(map(str.isalpha, digits)):
        return None
    return replace(place, en=_bare(value), ja=_bare(value))


def _bare(value: Decimal) -> str:
    """Without commas as long as it may be a number of something: a phone, a room."""
    return told(value) if value >= 1000 and value % 1000 == 0 else f"{value.normalize():f}"


def negations_noted(text: str, marks: Sequence[Found]) -> Sequence[Found]:
    """Words of a sentence in which something says "not" close by, before or behind."""
    nots = [one for one in marks if one.kind == Kind.NEGATION]
    noted: list[Found] = []
    first = 0
    for one in marks:
        while first < len(nots) and nots[first].end < one.start - NEAR:
            first += 1
        near = one.kind not in (Kind.NEGATION, Kind.AMOUNT, Kind.DATE, Kind.TIME) and any(
            _reaches(text, one, other) for other in nots[first : first + 4]
        )
        noted.append(replace(one, negated=True) if near else one)
    return noted


def _reaches(text: str, one: Found, other: Found) -> bool:
    left, right = (one, other) if one.start < other.start else (other, one)
    return right.start - left.end <= NEAR and _STOP.search(text, left.end, right.start) is None
