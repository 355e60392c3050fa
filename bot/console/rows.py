"""A row of the inbox: whose turn it is and how near its date is. Pure. Which list it is in: `bot.console.lists`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from bot.casework import lifecycle
from bot.casework.lifecycle import PROGRESS, Actor, Graph, Status
from storage.cases import Case
from storage.disclosures import Thread
from storage.times import HOUR_MS, milliseconds, moment

FINISHED = frozenset({Status.CLOSED, Status.WITHDRAWN})
SOON_DAYS = 2
PLACE = {status.value: place for place, status in enumerate(PROGRESS)}


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
    thread: Thread | None = None  # the company's part that is furthest behind
    held: bool = False  # by a legal hold

    @property
    def answered(self) -> bool:
        """She wrote something that nobody has read, after the desk had begun."""
        return self.case.unread and self.case.status != Status.RECEIVED


def row(case: Case, now: datetime, zone: tzinfo, thread: Thread | None = None) -> Row:
    """Days are those of the desk's calendar: what is due tomorrow morning is due tomorrow. What missed its limit stays
    late, with its new date, until it moves. Where companies work on it the date is theirs.
    """
    of = thread if thread is not None and case.status == Status.WITH_COMPANIES else case
    due, due_days = nearness(of.due_at, now, zone)
    late = Due.LATE if of.late else due
    open_days, looks = -days_until(case.created_at, now, zone), look_hours(case, now)
    held = case.held(milliseconds(now))
    return Row(case, acts(case, thread), open_days, late, due_days, looks, thread, held)


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


def acts(case: Case, thread: Thread | None = None) -> Actor | None:
    """Whose turn it is: where companies work on it, the turn of the thread that is furthest behind. An unknown status
    is the desk's, so that nothing disappears from its lists.
    """
    try:
        if thread is not None and case.status == Status.WITH_COMPANIES:
            return lifecycle.stage(thread.status, Graph.THREAD).acts
        return lifecycle.stage(case.status).acts
    except (KeyError, ValueError):
        return Actor.DESK


def behind(threads: Iterable[Thread]) -> Mapping[str, Thread]:
    """Of each case the thread that stands for all of them in a list (`decisions.md` 27)."""
    found: dict[str, Thread] = {}
    for thread in threads:
        other = found.get(thread.case_id)
        if other is None or PLACE.get(thread.status, 0) < PLACE.get(other.status, 0):
            found[thread.case_id] = thread
    return found
