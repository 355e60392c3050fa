"""Figures of a text in any script's digits: "၅၀၀၀၀" is 50,000, "१२/५/२०२६" a day. Pure; no guess is silent.

Beside a word for a currency, a multiplier (a lakh, a man) or a unit, `beside` reads it together with that. An order of
day and month that could be the other way round is told as doubtful.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import regex  # type: ignore[import-untyped]

DOUBTFUL = "?"
BUDDHIST = 543
_DATE = regex.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![\d./-]|[.,]\d)")
_NUMBER = regex.compile(r"(?<![\d.,])(?:\d{1,3}(?:[,.٬]\d{2,3})*[,.٬]\d{3}|\d{1,15}(?:[.,]\d{1,2})?)(?![\d]|[.,]\d)")
_GROUPED = regex.compile(r"\d{1,3}([,.٬])\d{2,3}(?:\1\d{2,3})*$")


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` of a number, `day` of a date as it is told; offsets are those of the text that was read."""

    start: int
    end: int
    value: Decimal | None
    day: str = ""


def figures(text: str) -> Sequence[Figure]:
    """In order, none overlapping."""
    days = [one for match in _DATE.finditer(text) if (one := _day(match)) is not None]
    taken = {place for one in days for place in range(one.start, one.end)}
    numbers = [
        Figure(match.start(), match.end(), value(match[0]))
        for match in _NUMBER.finditer(text)
        if match.start() not in taken
    ]
    return sorted([*days, *numbers], key=lambda one: one.start)


def value(digits: str) -> Decimal:
    """Of digits as people write them: a point or comma before three digits groups, before one or two it divides."""
    plain = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in digits)
    grouped = _GROUPED.match(plain) and len(regex.split("[,.٬]", plain)[-1]) == 3
    return Decimal(regex.sub("[,.٬]", "", plain) if grouped else plain.replace(",", "."))


def _day(match: "regex.Match[str]") -> Figure | None:
    first, middle, last = int(match[1]), int(match[3]), int(match[4])
    year, month, day = (first, middle, last) if first > 31 else (last, middle, first)
    if year < 100:
        year += 2000
    if year > 2400:
        year -= BUDDHIST
    swapped = first <= 12 < middle
    if swapped:
        month, day = first, middle
    doubt = f" {DOUBTFUL}" if first <= 12 and middle <= 12 and first != middle else ""
    try:
        told = date(year, month, day).isoformat()
    except ValueError:
        return None
    return Figure(match.start(), match.end(), None, told + doubt)


def told(number: Decimal) -> str:
    """`50,000`, `1.5`."""
    return f"{number.normalize():,f}"
