"""The numbers of a text, in the digits of any script and in words, so that a text and its translation can be compared.

What can be read in two ways (3.500) has both values; a word that is a number only sometimes may confirm the other side,
and is never missed there. Words are in `locales/number_words.toml`. Pure; no text makes it fail.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bot.intake.locale_table import LOCALES

YEARS = range(1900, 2100)
_MARKS = r"[\u0900-\u0963\u0981-\u0983\u09bc-\u09cd\u0b82\u0bbe-\u0bcd\u0dca-\u0ddf]"
_DIGITS = r"\d[\d.,٬٫،’]*\d|\d"
_NEAR = re.compile(r"[\s\u00a0-]{0,2}\Z")
_TWELVE_HOURS = re.compile(r"[:時时點点]|\b[ap]\.?m\b|午|giờ|jam|बजे|နာရီ")


@dataclass(frozen=True, slots=True)
class Number:
    """`values`: all it may be. `sure`: it is one, and must be found on the other side. `date`: a month or a year."""

    values: frozenset[float]
    sure: bool
    date: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    numbers: bool = False
    dates: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One language's row. `value`: what a word adds; `times`: what it multiplies."""

    pattern: re.Pattern[str]
    sure: Mapping[str, int] = field(default_factory=dict)
    maybe: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    plus: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    units: tuple[str, ...] = ()


def compare(source: str, text: str, source_language: str, target_language: str) -> Difference:
    """What is on one side only. In a language whose number words are not known, the text's are not judged by it."""
    left, right = read(source, source_language), read(text, target_language)
    hours = _TWELVE_HOURS.search(source.casefold()) is not None or _TWELVE_HOURS.search(text.casefold()) is not None
    odd = [*_unmatched(left, right, hours=hours)] if known(target_language) else []
    odd += [*_unmatched(right, left, hours=hours)] if known(source_language) else []
    return Difference(any(not number.date for number in odd), any(number.date for number in odd))


def known(language: str) -> bool:
    return _table_name(language) in _tables()


def read(text: str, language: str) -> Sequence[Number]:
    """Numbers in the order of the text."""
    words = _tables().get(_table_name(language)) or _tables()[""]
    plain = _plain(text)
    numbers: list[Number] = []
    run: list[_Part] = []
    end = 0
    for found in words.pattern.finditer(plain):
        part = _part(found, words, plain)
        if run and not (_NEAR.match(plain[end : found.start()]) and _continues(run[-1], part)):
            numbers += _whole(run)
            run = []
        run.append(part)
        end = found.end()
    return [*numbers, *_whole(run)]


@dataclass(frozen=True, slots=True)
class _Part:
    values: frozenset[float]
    sure: bool
    kind: str  # "one", "times", "plus", "month"


def _unmatched(wanted: Iterable[Number], there: Sequence[Number], *, hours: bool) -> Iterable[Number]:
    values = frozenset(value for number in there for value in number.values)
    if hours:
        values |= {value + 12 for value in values if value <= 12} | {
            value - 12 for value in values if 13 <= value <= 24
        }
    return (number for number in wanted if number.sure and not number.values & values)


def _plain(text: str) -> str:
    digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    folded = unicodedata.normalize("NFC", "".join(digits).lower())
    return re.sub(r"(?<=\d)[:：]00\b", "", folded)


def _part(found: re.Match[str], words: Words, text: str) -> _Part:
    word = found[0]
    if word[0].isdecimal():
        values = readings(word)
        return _Part(values, values != {1.0}, "one")  # "1 day" is "a day" elsewhere
    if word in words.months:
        return _Part(frozenset({float(words.months[word])}), True, "month")
    for kind, table in (("times", words.times), ("plus", words.plus)):
        if word in table:
            return _Part(frozenset({float(table[word])}), kind == "plus", kind)
    if word in words.sure:
        return _Part(frozenset({float(words.sure[word])}), True, "one")
    value = words.maybe[word]
    counted = value > 1 and text[found.end() : found.end() + 12].lstrip(" ").startswith(words.units or "\0")
    return _Part(frozenset({float(value)}), counted, "one")


def readings(digits: str) -> frozenset[float]:
    """Every value a row of digits with points and commas may have: 1.500,00 one, 3.500 two."""
    signs = [char for char in digits if not char.isdecimal()]
    last = signs[-1] if signs else ""
    whole = float("".join(char for char in digits if char.isdecimal())[:300] or 0)
    if not signs:
        return frozenset({whole})
    head, _, tail = digits.rpartition(last)
    decimal = float(("".join(filter(str.isdecimal, head))[:300] or "0") + "." + tail)
    if len(set(signs)) > 1 and signs.count(last) == 1:
        return frozenset({decimal})
    if len(signs) > 1:
        return frozenset({whole})
    return frozenset({whole, decimal}) if len(tail) == 3 else frozenset({decimal})


def _continues(before: _Part, after: _Part) -> bool:
    if after.kind in ("times", "plus"):
        return before.kind != "month"
    return before.kind in ("times", "plus") and after.kind == "one" and max(after.values) < max(before.values)


def _whole(run: Sequence[_Part]) -> Sequence[Number]:
    """`two hundred fifty` is one number, whose parts were read."""
    if not run:
        return ()
    sure = any(part.sure for part in run) or (len(run) > 1 and run[0].kind == "one")
    if run[0].kind == "month":
        return (Number(run[0].values, run[0].sure, date=True),)
    values = frozenset(_sum(first, run) for first in (run[0].values if run[0].kind == "one" else (None,)))
    return (Number(values, sure, date=len(run) == 1 and all(value in YEARS for value in values)),)


def _sum(first: float | None, run: Sequence[_Part]) -> float:
    total, current = 0.0, first or 0.0
    for part in run if first is None else run[1:]:
        value = max(part.values)
        if part.kind == "times" and value >= 1000:
            total, current = total + (current or 1) * value, 0.0
        elif part.kind == "times":
            rest = current % 10 if current > 10 else current
            current = current - rest + (rest or 1) * value
        else:
            current += value
    return total + current


def _table_name(language: str) -> str:
    return language.removesuffix("-simple")


@cache
def _tables() -> Mapping[str, Words]:
    rows = tomllib.loads((LOCALES / "number_words.toml").read_text("utf-8"))
    return {"": Words(re.compile(_DIGITS)), **{language: _words(row) for language, row in rows.items()}}


def _words(row: Mapping[str, Any]) -> Words:
    months = {name: n for n, name in enumerate(row.get("months", ()), 1) if name}
    sure, maybe, times, plus = (row.get(name, {}) for name in ("sure", "maybe", "times", "plus"))
    every = sorted({word for table in (sure, maybe, times, plus, months) for word in table}, key=len, reverse=True)
    one = "|".join(map(re.escape, every))
    taking = "|".join(re.escape(word) for word in every if word >= "\u0900" and len(word) > 3)  # endings grow on them
    alone = rf"(?<![^\W\d_])(?:(?:{one})(?![^\W_]|{_MARKS}){f'|(?:{taking})' if taking else ''})"
    spoken = one if row.get("joined") else alone
    pattern = re.compile(f"{_DIGITS}|{spoken}")
    return Words(pattern, sure, maybe, times, plus, months, tuple(row.get("units", ())))
