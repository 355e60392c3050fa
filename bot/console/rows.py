"""The lists of the inbox: which case is in which, in what order, and how near its date is. Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from bot.casework import lifecycle
from bot.casework.lifecycle import Actor, Status
from storage.cases import Case
from storage.times import HOUR_MS, milliseconds, moment

FINISHED = frozenset({Status.CLOSED, Status.WITHDRAWN})
SOON_DAYS = 2
FAR = 1 << 62
NOBODY: Set[str] = frozenset()


class Due(StrEnum):
    """A colour and, always with it, a word."""

    NONE = "none"
    CALM = "calm"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    acts: Actor | None
    open_days: int
    due: Due
    due_days: int  # until the date, negative when it is over
    look_hours: int | None = None  # until a person must have looked, where somebody is in danger and nobody has


def row(case: Case, now: datetime, zone: tzinfo) -> Row:
    """Days are those of the desk's calendar: what is due tomorrow morning is due tomorrow. What missed its limit stays
    late, with its new date, until it moves.
    """
    due, due_days = nearness(case.due_at, now, zone)
    late = Due.LATE if case.late else due
    return Row(case, acts(case), -days_until(case.created_at, now, zone), late, due_days, look_hours(case, now))


def unlooked(case: Case) -> bool:
    """Somebody is in danger, and nobody of the desk has opened what she wrote."""
    return case.urgent and case.unread and case.status not in FINISHED


def look_hours(case: Case, now: datetime) -> int | None:
    """Whole hours left of the 24 in which a person looks at a report of danger (`domain.md` 6), 0 or less when over."""
    if not unlooked(case) or case.status != Status.RECEIVED or case.due_at is None:
        return None
    return -((milliseconds(now) - case.due_at) // HOUR_MS)


def nearness(due_at: int | None, now: datetime, zone: tzinfo) -> tuple[Due, int]:
    if due_at is None:
        return Due.NONE, 0
    left = days_until(due_at, now, zone)
    if due_at < milliseconds(now):
        return Due.LATE, left
    return (Due.SOON if left < SOON_DAYS else Due.CALM), left


def days_until(at: int, now: datetime, zone: tzinfo) -> int:
    return (moment(at).astimezone(zone).date() - now.astimezone(zone).date()).days


def acts(case: Case) -> Actor | None:
    """Whose turn it is; an unknown status is the desk's, so that nothing disappears from its lists."""
    try:
        return lifecycle.stage(case.status).acts
    except (KeyError, ValueError):
        return Actor.DESK


def lists_of(case: Case, wanting: Set[str] = NOBODY) -> frozenset[str]:
    """The saved lists a case is in. What she just wrote, and a wish for a person, wait for us whatever the status.

    `wanting` are conversations with texts that no machine translates and no person has.
    """
    if case.status in FINISHED and not case.unread:
        return frozenset({"closed"})
    found = set()
    if case.status == Status.RECEIVED:
        found.add("new")
    ours = acts(case) is not Actor.WORKER or case.unread or case.wants_person
    found.add("us" if ours else "worker")
    if case.urgent:
        found.add("danger")
    if case.conversation_id in wanting:
        found.add("translator")
    if case.restricted:
        found.add("restricted")
    return frozenset(found)


def counts(cases: Iterable[Case], names: Iterable[str], wanting: Set[str] = NOBODY) -> Mapping[str, int]:
    counted = dict.fromkeys(names, 0)
    for case in cases:
        for name in lists_of(case, wanting):
            counted[name] += 1
    return counted


@dataclass(frozen=True, slots=True)
class Filter:
    """What the query string asks for; an empty one asks for everything."""

    list: str
    category: str = ""
    language: str = ""
    channel: str = ""
    wanting: Set[str] = NOBODY

    def takes(self, case: Case) -> bool:
        wanted = ((self.category, case.category), (self.language, case.language), (self.channel, case.channel))
        return self.list in lists_of(case, self.wanting) and all(want in ("", has) for want, has in wanted)


def chosen(cases: Sequence[Case], asked: Filter, now: datetime, zone: tzinfo) -> list[Row]:
    """Danger first, of it what nobody has looked at, then what is due next; what is finished by its last change."""
    found = [case for case in cases if asked.takes(case)]
    if asked.list == "closed":
        found.sort(key=lambda case: -case.moved_at)
    else:
        found.sort(key=lambda case: (not unlooked(case), not case.urgent, case.due_at or FAR, case.created_at))
    return [row(case, now, zone) for case in found]
