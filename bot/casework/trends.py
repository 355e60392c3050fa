"""Several reports of one kind from one place within a month: the leads hear of it once (`domain.md` 2, continuous
learning), and that an issue of the public list is due. One transaction of the caller's.

Restricted cases are never among them: neither counted nor told of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.casework import access, publishing
from bot.casework.alerting import Alarm, Occasion
from bot.casework.categories import UNKNOWN
from bot.casework.publishing import Terms
from storage.case_columns import CaseColumns, Columns, PartyColumns
from storage.companies import Companies
from storage.engine import Unit
from storage.publication import PublicList
from storage.times import DAY_MS, milliseconds
from storage.trends import Trends

FEWEST, DAYS = 3, 30
LIST = ("", "PUB")
"""The row that says of which issue the desk was reminded."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Cases of one category about one site, or one company where no site is known."""

    company_id: str
    category: str
    cases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A pattern as a page shows it."""

    company_id: str
    name: str
    category: str
    cases: Sequence[str]


def patterns(
    cases: Iterable[CaseColumns], parties: Mapping[str, Sequence[PartyColumns]], *, since: int
) -> list[Pattern]:
    """Of at least three cases that came since then (ms)."""
    found: dict[tuple[str, str], set[str]] = {}
    for case in cases:
        if case.created_at >= since and not case.restricted and case.category != UNKNOWN:
            for company_id in places(parties.get(case.id, ())):
                found.setdefault((company_id, case.category), set()).add(case.id)
    return [Pattern(*of, frozenset(some)) for of, some in sorted(found.items()) if len(some) >= FEWEST]


def places(parties: Sequence[PartyColumns]) -> set[str]:
    sites = {one.company_id for one in parties if one.role == "site" or one.kind == "site"}
    return sites or {one.company_id for one in parties}


def watch(unit: Unit, alarm: Alarm, *, at: int) -> int:
    """Alarm the leads of every pattern in which there is a case that they have not heard of; how many patterns."""
    columns, trends, told = Columns(unit.cases), Trends(unit.cases), 0
    for one in patterns(columns.cases(), columns.parties(), since=at - DAYS * DAY_MS):
        known = trends.cases(one.company_id, one.category)
        if one.cases <= known:
            continue
        trends.set(one.company_id, one.category, one.cases, at=at)
        alarm.leads(unit, max(one.cases - known), Occasion.TREND, at=at)
        told += 1
    return told


def shown(unit: Unit, *, at: int) -> list[Shown]:
    """What leads were alarmed of in the last month, without restricted cases: a lead sees all others."""
    alarmed, found = Trends(unit.cases).since(at - DAYS * DAY_MS), []
    hidden = access.restricted(unit) if alarmed else frozenset()
    for one in alarmed:
        if (one.company_id, one.category) == LIST:
            continue
        cases, company = sorted(one.cases - hidden), Companies(unit.cases).get(one.company_id)
        if company is not None and len(cases) >= FEWEST:
            found.append(Shown(company.id, company.name, one.category, cases))
    return found


def remind(unit: Unit, alarm: Alarm, terms: Terms, *, now: datetime, ids: publishing.Draw) -> bool:
    """Call the desk once when an issue of the public list is due and would say something new."""
    public, trends = PublicList(unit.cases), Trends(unit.cases)
    last, draft = public.newest(), public.draft()
    number = str(last.number + 1 if last else 1)
    if draft is not None or number in trends.cases(*LIST):
        return False
    if last is not None and last.at > milliseconds(now - terms.every):
        return False
    made = publishing.plan(unit, terms, now=now, ids=ids)
    if [(row.case_id, row.ended) for row in made.rows] == [(row.case_id, row.ended) for row in public.rows()]:
        return False
    at = milliseconds(now)
    trends.set(*LIST, [number], at=at)
    alarm.readers(unit, Occasion.PUBLISH, at=at)
    return True
