"""From the lines of a table to companies with their contacts: several lines of one company are one entry.

Pure but for the names of countries. A line that cannot be understood is refused with a word for the reason; nothing is
guessed and nothing left out silently.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from babel import Locale

from bot.casework.register import checks
from bot.casework.register.checks import COUNTRIES, EntryRefused
from bot.casework.register.sheets import Row, folded, named

DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D?")
SEVERAL = re.compile(r"[;；|\n]")
EPOCH = date(1970, 1, 1)
OF_COMPANY = ("key", "name", "other_names", "kind", "parent", "country", "sector", "pledged", "disabled")


@dataclass(frozen=True, slots=True)
class Refusal:
    """`about` is the cell, or what else stands in the way."""

    row: int
    reason: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as the table has her. `rank` 0: the table does not say."""

    row: int
    name: str
    other_names: tuple[str, ...] = ()
    role: str = ""
    language: str = ""
    mail: str = ""
    rank: int = 0


@dataclass(slots=True)
class Entry:
    """A company as the table has it. What is empty or None the table does not say."""

    row: int
    key: str
    name: str
    other_names: tuple[str, ...] = ()
    kind: str = ""
    parent: str = ""
    country: str = ""
    sector: str = ""
    pledged_day: int | None = None
    disabled: bool | None = None
    people: list[Person] = field(default_factory=list)


def entries(rows: Iterable[Row]) -> tuple[list[Entry], list[Refusal]]:
    """In the order of the table. A company stands in several lines where it has several contacts."""
    found: dict[tuple[str, str], tuple[Entry, Row]] = {}
    refused: list[Refusal] = []
    for row in rows:
        try:
            entry, person = _entry(row), _person(row)
            identity = ("key", entry.key) if entry.key else ("name", checks.folded(entry.name))
            kept, first = found.setdefault(identity, (entry, row))
            if (other := _differs(first, row)) is not None:
                refused.append(Refusal(row.number, "differs", f"{other} ({first.number})"))
            elif person is not None:
                kept.people.append(person)
        except EntryRefused as error:
            refused.append(Refusal(row.number, error.reason, str(error.__cause__ or "")[:80]))
    return [entry for entry, _ in found.values()], refused


def _differs(first: Row, row: Row) -> str | None:
    """A column that says something else of the same company than its first line."""
    said = ((one, row.cells.get(one, ""), first.cells.get(one, "")) for one in OF_COMPANY)
    return next((one for one, here, there in said if here and folded(here) != folded(there)), None)


def _entry(row: Row) -> Entry:
    cells = row.cells
    name = checks.line(cells.get("name", ""), checks.LONGEST["name"], "company_name")
    if not any(map(str.isalnum, name)):
        raise EntryRefused("company_name")
    return Entry(
        row.number,
        checks.line(cells.get("key", ""), checks.LONGEST["external"], "company_key"),
        name,
        tuple(checks.other_name(one) for one in _several(cells.get("other_names", ""))),
        _word(cells.get("kind", ""), "kinds", "company_kind"),
        checks.line(cells.get("parent", ""), checks.LONGEST["name"], "company_parent"),
        country_of(cells.get("country", "")),
        checks.line(cells.get("sector", ""), checks.LONGEST["sector"], "company_sector"),
        day_of(cells.get("pledged", "")),
        _yes(cells.get("disabled", "")),
    )


def _person(row: Row) -> Person | None:
    cells = {name: row.cells.get(f"contact_{name}", "") for name in ("name", "role", "language", "mail", "order")}
    if not any(cells.values()):
        return None
    if not cells["name"]:
        raise EntryRefused("contact_name")
    rank = cells["order"]
    if rank and not (rank.isascii() and rank.isdecimal() and checks.FIRST <= int(rank[:4]) <= checks.LAST):
        raise _cause("contact_rank", rank)
    others = _several(row.cells.get("contact_other_names", ""))
    language = _language(cells["language"])
    return Person(row.number, cells["name"], others, cells["role"], language, cells["mail"], int(rank or 0))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in SEVERAL.split(cell))))


def _word(cell: str, table: str, reason: str) -> str:
    if cell and folded(cell) not in named(table):
        raise _cause(reason, cell)
    return named(table).get(folded(cell), "")


def _yes(cell: str) -> bool | None:
    return {"yes": True, "no": False}.get(_word(cell, "yes", "company_disabled"))


def day_of(cell: str) -> int | None:
    """2026-04-01, 2026/4/1, or with the Japanese words for year, month and day."""
    if not cell:
        return None
    told = DAY.fullmatch(checks.line(cell, 40, "company_day"))
    try:
        return (date(*map(int, told.groups())) - EPOCH).days if told else _wrong_day(cell)
    except ValueError:
        return _wrong_day(cell)


def _wrong_day(cell: str) -> int:
    raise _cause("company_day", cell)


def country_of(cell: str) -> str:
    """By its two letters, or by its English or Japanese name."""
    if not cell or cell.upper() in COUNTRIES:
        return cell.upper()
    code = _names(("en", "ja")).get(folded(cell))
    if code is None:
        raise _cause("company_country", cell)
    return code


def _language(cell: str) -> str:
    if not cell or checks.LANGUAGE.fullmatch(cell):
        return cell
    tags = {folded(name): tag for tongue in ("en", "ja") for tag, name in Locale(tongue).languages.items()}
    if folded(cell) not in tags:
        raise _cause("contact_language", cell)
    return str(tags[folded(cell)]).replace("_", "-")


@cache
def _names(tongues: Sequence[str]) -> Mapping[str, str]:
    return {
        folded(str(name)): str(code)
        for tongue in tongues
        for code, name in Locale(tongue).territories.items()
        if code in COUNTRIES
    }


def _cause(reason: str, cell: str) -> EntryRefused:
    refused = EntryRefused(reason)
    refused.__cause__ = ValueError(cell)
    return refused
