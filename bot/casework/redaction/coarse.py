"""Telling less exactly what may stay: months as quarters, single payments in round figures. Pure.

For the languages that a company reads, English and Japanese; who wrote in another reads a rendering of these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.casework.redaction.cues import Cues
from bot.casework.redaction.folding import folded
from bot.casework.redaction.rules import AMOUNT

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NAMES = {name: n for n, whole in enumerate(MONTHS, 1) for name in (whole.lower(), whole[:3].lower())}
ENGLISH = re.compile(rf"(?<!to )(?<![a-z])(?P<month>{'|'.join(sorted(NAMES, key=len, reverse=True))})(?![a-z])\.?")
MAY = re.compile(r"(?:\b(?:in|since|of|from|until|by|last|this|early|late|mid) |[-,] ?)$")
JAPANESE = re.compile(r"(?<![\d~〜\-])(?P<month>1[0-2]|[1-9])月(?![〜~\-])")
NUMBERED = re.compile(r"(?<![\d\-/.])(?P<year>(?:19|20)\d\d)[-/](?P<month>0?[1-9]|1[0-2])(?![\d\-/])")
EXACT = 2
"""So many first digits of a single payment are told (`privacy.md` A3)."""


@dataclass(frozen=True, slots=True)
class Coarser:
    """What could stand in `start:end` instead."""

    start: int
    end: int
    instead: str


def quarters(text: str, language: str) -> Iterator[Coarser]:
    """Each month that is named, as its quarter. A quarter of ours is not found again."""
    plain = folded(text)
    for found in NUMBERED.finditer(plain):
        first = first_of(int(found["month"]))
        instead = (
            f"{found['year']}年{first}月〜{first + 2}月" if language == "ja" else english(first, f" {found['year']}")
        )
        yield Coarser(*found.span(), instead)
    if language == "ja":
        for found in JAPANESE.finditer(plain):
            first = first_of(int(found["month"]))
            yield Coarser(*found.span(), f"{first}月〜{first + 2}月")
        return
    for found in ENGLISH.finditer(plain):
        if plain[found.end() : found.end() + 4] == " to " or (
            found["month"] == "may" and not is_may(plain, *found.span())
        ):
            continue
        yield Coarser(*found.span(), english(first_of(NAMES[found["month"]])))


def is_may(plain: str, start: int, end: int) -> bool:
    """The month and not the verb."""
    return bool(MAY.search(plain[:start]) or re.match(r",? ?(?:19|20)\d\d", plain[end:]))


def first_of(month: int) -> int:
    return (month - 1) // 3 * 3 + 1


def english(first: int, year: str = "") -> str:
    return f"{MONTHS[first - 1]} to {MONTHS[first + 1]}{year}"


class Amounts:
    """Amounts of money that are told to the last digit. Hours and head counts are none."""

    def __init__(self, cues: Cues) -> None:
        left, right = cues.any_of("money_before"), cues.any_of("money_after", left=False)
        self._before = re.compile(rf"{left}[ .]{{0,2}}(?P<it>{AMOUNT})(?!\d)")
        self._after = re.compile(rf"(?<![\d.,])(?P<it>{AMOUNT}) ?{right}")

    def rounded(self, text: str) -> Iterator[Coarser]:
        plain, seen = folded(text), set[int]()
        for pattern in (self._before, self._after):
            for found in pattern.finditer(plain):
                start, end = found.span("it")
                instead = about(found["it"])
                if start not in seen and instead != found["it"]:
                    seen.add(start)
                    yield Coarser(start, end, instead)


def about(amount: str) -> str:
    """`150,250` as `150,000`: the first digits stay, commas where they stood; what is behind a point goes."""
    whole = re.sub(r"[.,]\d{1,2}$", "", amount)
    if sum(map(str.isdigit, whole)) <= EXACT:
        return amount
    kept, said = 0, []
    for letter in whole:
        if letter.isdigit():
            kept += kept > 0 or letter != "0"
            said.append(letter if kept <= EXACT else "0")
        else:
            said.append(letter)
    return "".join(said)
