"""How the value of a placeholder is written in a language: days, lengths of time, references, coded words. Pure."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_timedelta, get_day_names
from babel.lists import format_list

from bot.intake.wording import Wording

# Placeholder -> the ids its coded values are worded under. What is no code is written as it came.
CODED: Mapping[str, str] = {
    "status": "status.name.",
    "next": "status.next.",
    "result": "outcome.",
    "outcome": "outcome.",
    "category": "category.ask.",
}
APART = frozenset({"links"})
"""Of several these are put side by side; of anything else a language makes a list: `A, B and C`."""
DAYS = frozenset({"date", "due", "until"})
_WEEKDAYS = {name: place for place, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))}
_WEEKDAY = re.compile(r"\b(" + "|".join(_WEEKDAYS) + r")\b")
_REFERENCE = re.compile(r"\d{8}")


def spell(name: str, value: object, language: str, wording: Wording) -> str:
    """`value` as it stands in a text, by what the placeholder is for. Never raises."""
    if isinstance(value, date):
        return wording.date(value, language)
    if isinstance(value, timedelta):
        return spell_length(value, wording.locale(language))
    if isinstance(value, tuple | list):
        parts = [spell(name, part, language, wording) for part in value]
        return " ".join(parts) if name in APART else format_list(parts, locale=wording.locale(language))
    text = str(value)
    if name == "ref":
        return spell_reference(text)
    if name == "hours":
        return spell_hours(text, wording.locale(language))
    if name in DAYS:
        return _spell_iso(text, language, wording)
    coded = CODED.get(name, "") + text
    return wording.text(coded, language) if name in CODED and wording.knows(coded) else text


def spell_reference(digits: str) -> str:
    """`12345678` -> `1234-5678`."""
    return f"{digits[:4]}-{digits[4:]}" if _REFERENCE.fullmatch(digits) else digits


def _spell_iso(text: str, language: str, wording: Wording) -> str:
    try:
        return wording.date(date.fromisoformat(text[:10]), language)
    except ValueError:
        return text


@lru_cache(maxsize=256)
def spell_length(length: timedelta, locale: str) -> str:
    """Hours up to two days, then days."""
    step = "hour" if length < timedelta(days=2) else "day"
    return str(format_timedelta(length, granularity=step, threshold=10_000, locale=Locale.parse(locale)))  # type: ignore[arg-type]


@lru_cache(maxsize=256)
def spell_hours(hours: str, locale: str) -> str:
    """`Mon-Fri 09:00-17:00`, the form of the configuration, with the weekdays of the language."""
    names = get_day_names("abbreviated", locale=Locale.parse(locale))
    return _WEEKDAY.sub(lambda match: names[_WEEKDAYS[match[0]]], hours)


@lru_cache(maxsize=1024)
def spell_country(code: str, locale: str) -> str:
    """The country's name in the language, or empty."""
    return str(Locale.parse(locale).territories.get(code, ""))
