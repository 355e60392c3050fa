"""From a case to what the public list may know of it: coarse columns, and whether it may be known at all. Pure.

Never a company, site, nationality, sex, exact date, channel or language (`domain.md` 10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.casework.lifecycle import Outcome, Status
from bot.casework.publication import ANY, Coded, Path

ROLES = {"union": "union", "ngo": "ngo"}
ROLES_OF_COMPANIES = ("site", "employer", "broker", "buyer")
"""Where the work is done comes first: its country and sector stand for the case."""
SILENT = frozenset({Outcome.KEPT_PRIVATE, Outcome.WITHDRAWN})
"""She did not want it told, or took it back: such a case comes onto no list."""
BANDS = ((30, "0-30"), (90, "31-90"), (180, "91-180"))
LONGER = ">180"
UNTOLD = frozenset({Status.WITHDRAWN, Status.KEPT_PRIVATE, Status.JOINED})
"""A joined case is told with the one that it was joined to; one that was erased is withdrawn."""
OVER = frozenset({Status.CLOSED, Status.OUT_OF_SCOPE})


@dataclass(frozen=True, slots=True)
class Place:
    """One company of the case: what it is in the case and in the register."""

    role: str
    kind: str
    country: str
    sector: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One case in the desk's time zone. `told` is when the first company was told of it, `moved` its last step.

    `answers` are those of its report that matter here; empty where the report is erased.
    """

    id: str
    status: str
    outcome: str
    category: str
    received: datetime
    moved: datetime
    told: datetime | None = None
    places: Sequence[Place] = ()
    answers: Mapping[str, str] | None = None
    restricted: bool = False


def may_be_told(facts: Facts, *, now: datetime, delay: timedelta) -> bool:
    """Some days after a company was told; where none was, as many after it ended. Never what she did not want told."""
    if facts.outcome in SILENT or facts.status in UNTOLD:
        return False
    since = facts.told or (facts.moved if facts.status in OVER else None)
    return since is not None and since + delay <= now


def coded(facts: Facts, continents: Mapping[str, str]) -> Coded:
    """Its columns. `continents` leads from a country to its part of the world."""
    silent = facts.status == Status.WITHDRAWN or facts.outcome in SILENT
    ended = silent or facts.status in OVER
    end = ending(facts) if ended and not silent else ()
    paths = (region(facts, continents), sector(facts), (facts.category,), quarter_path(facts.received))
    fixed = (filer(facts), relation(facts), (facts.answers or {}).get("remedy.ask", "") or ANY)
    return Coded(facts.id, paths, ended, fixed, end, apart=facts.restricted)


def ending(facts: Facts) -> tuple[str, str, str]:
    outcome = Outcome.OUT_OF_SCOPE.value if facts.status == Status.OUT_OF_SCOPE else facts.outcome
    return quarter(facts.moved), outcome or ANY, band((facts.moved - facts.received).days)


def region(facts: Facts, continents: Mapping[str, str]) -> Path:
    country = next((one.country for one in ordered(facts.places) if one.country), "")
    part = continents.get(country, "")
    return (country, part) if country and part else (country,) if country else (ANY,)


def sector(facts: Facts) -> Path:
    return (next((folded for one in ordered(facts.places) if (folded := one.sector.strip().casefold())), ANY),)


def relation(facts: Facts) -> str:
    """Of what kind the company is; the most distant one where there are several."""
    distance = ("member", "group", "site", "supplier", "broker")
    kinds = [one.kind for one in facts.places if one.kind in distance]
    return max(kinds, key=distance.index, default=ANY)


def filer(facts: Facts) -> str:
    answers = facts.answers or {}
    who = answers.get("who.ask", "")
    if who == "group":
        return "group"
    if who == "other":
        return ROLES.get(answers.get("who.role", ""), "other")
    return "worker" if who == "me" else ANY


def ordered(places: Sequence[Place]) -> Sequence[Place]:
    def rank(place: Place) -> int:
        return ROLES_OF_COMPANIES.index(place.role) if place.role in ROLES_OF_COMPANIES else len(ROLES_OF_COMPANIES)

    return sorted(places, key=rank)


def quarter(day: datetime) -> str:
    return f"{day.year}Q{(day.month + 2) // 3}"


def quarter_path(day: datetime) -> Path:
    return quarter(day), str(day.year)


def band(days: int) -> str:
    return next((name for most, name in BANDS if days <= most), LONGER)
