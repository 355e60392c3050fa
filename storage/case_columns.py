"""What is known of all cases at once, column by column and without a word: for what is published and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

CASES, THREAD, PARTY, COMPANY, CONVERSATION = (
    METADATA.tables[name] for name in ("cases", "disclosure", "case_party", "company", "conversation")
)
EVENT, SURVEY, STOPPED = (METADATA.tables[name] for name in ("case_event", "survey_answer", "stopped_at"))
PLAIN = (
    *("id", "conversation_id", "status", "outcome", "category", "language", "channel", "restricted", "unreachable"),
    *("retaliation", "late", "created_at", "moved_at"),
)
ALL = select(*[CASES.c[name] for name in PLAIN]).order_by(CASES.c.created_at, CASES.c.id)
NOTIFIED = (
    select(THREAD.c.case_id, func.min(THREAD.c.notified_at), func.max(THREAD.c.outcome), func.min(THREAD.c.outcome))
    .where(THREAD.c.notified_at.is_not(None))
    .group_by(THREAD.c.case_id)
)
PARTIES = (
    select(PARTY.c.case_id, PARTY.c.role, COMPANY.c.id, COMPANY.c.kind, COMPANY.c.country, COMPANY.c.sector)
    .join(COMPANY, COMPANY.c.id == PARTY.c.company_id)
    .order_by(PARTY.c.case_id, PARTY.c.at, COMPANY.c.id)
)
EVENTS = (
    select(EVENT.c.case_id, EVENT.c.kind, EVENT.c.was, EVENT.c.now, EVENT.c.at)
    .where(EVENT.c.at < bindparam("end"), EVENT.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(EVENT.c.case_id, EVENT.c.seq)
)
THREADS = (
    select(THREAD.c.case_id, COMPANY.c.name, THREAD.c.late, THREAD.c.status)
    .join(COMPANY, COMPANY.c.id == THREAD.c.company_id)
    .where(THREAD.c.notified_at >= bindparam("first"), THREAD.c.notified_at < bindparam("end"))
)
SURVEYS = select(SURVEY.c.case_id, SURVEY.c.question, SURVEY.c.value).where(
    SURVEY.c.day >= bindparam("first"), SURVEY.c.day < bindparam("end")
)
STOPPED_AT = (
    select(STOPPED.c.step, func.sum(STOPPED.c.reports))
    .where(STOPPED.c.day >= bindparam("first"), STOPPED.c.day < bindparam("end"))
    .group_by(STOPPED.c.step)
)
ADD_STOP = insert_or_ignore(STOPPED)
COUNT_STOP = (
    update(STOPPED)
    .where(STOPPED.c.day == bindparam("on_day"), STOPPED.c.step == bindparam("at_step"))
    .values(reports=STOPPED.c.reports + 1)
)


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """One case. Times are ms since 1970 UTC."""

    id: str
    conversation_id: str
    status: str
    outcome: str
    category: str
    language: str
    channel: str
    restricted: str
    unreachable: str
    retaliation: bool
    late: bool
    created_at: int
    moved_at: int


@dataclass(frozen=True, slots=True)
class PartyColumns:
    """A company of a case, as the register describes it."""

    role: str
    company_id: str
    kind: str
    country: str
    sector: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a case's history without its reason. `at` is ms since 1970."""

    case_id: str
    kind: str
    was: str
    now: str
    at: int


@dataclass(frozen=True, slots=True)
class Notified:
    """When the first company was told (ms), and the outcome of all its threads; empty where they differ."""

    at: int
    outcome: str


class Columns:
    """Reads, but for the tally of unfinished reports. Nothing here commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cases(self) -> Sequence[CaseColumns]:
        """All there are, the oldest first."""
        flags = slice(PLAIN.index("retaliation"), PLAIN.index("late") + 1)
        found = []
        for row in self._connection.all(ALL):
            values = list(row)
            values[flags] = map(bool, values[flags])
            found.append(CaseColumns(*values))
        return found

    def notified(self) -> Mapping[str, Notified]:
        """By case, of those of which some company was told."""
        rows = self._connection.all(NOTIFIED)
        return {row[0]: Notified(int(row[1]), row[2] if row[2] == row[3] else "") for row in rows}

    def parties(self) -> Mapping[str, Sequence[PartyColumns]]:
        """By case, in the order in which members confirmed them."""
        found: dict[str, list[PartyColumns]] = {}
        for case_id, *rest in self._connection.all(PARTIES):
            found.setdefault(case_id, []).append(PartyColumns(*rest))
        return found

    def events(self, kinds: Sequence[str], *, end: int) -> Sequence[Happened]:
        """Of these kinds and before `end` (ms), case by case in their order."""
        return [Happened(*row) for row in self._connection.all(EVENTS, kinds=list(kinds), end=end)]

    def threads(self, *, first: int, end: int) -> Sequence[tuple[str, str, bool]]:
        """(case, company, missed its limit) of companies that were told in that time (ms)."""
        rows = self._connection.all(THREADS, first=first, end=end)
        return [(row[0], row[1], bool(row[2]) or row[3] == "escalated") for row in rows]

    def surveys(self, *, first: int, end: int) -> Sequence[tuple[str, str, int]]:
        """(case, question, what she ticked), by days since 1970."""
        return [(row[0], row[1], int(row[2])) for row in self._connection.all(SURVEYS, first=first, end=end)]

    def stopped(self, *, first: int, end: int) -> Mapping[str, int]:
        """At which question so many unfinished reports were left, by days since 1970."""
        return {row[0]: int(row[1]) for row in self._connection.all(STOPPED_AT, first=first, end=end)}

    def stop(self, step: str, *, day: int) -> None:
        """One more unfinished report was left at this question."""
        if self._connection.run(COUNT_STOP, on_day=day, at_step=step) != 1:
            self._connection.run(ADD_STOP, day=day, step=step, reports=0)
            self._connection.run(COUNT_STOP, on_day=day, at_step=step)
