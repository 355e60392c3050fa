"""The figures of a month (`domain.md` 11), read from all cases: rows in, `bot.casework.figures` out. Reads only.

What is sealed is opened only for sums: the reason of a refusal, the flags of a translation. A case whose key is gone is
counted without them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from bot.casework.assessment import TREE, Answer, Assessment
from bot.casework.figures import Counted, Table, added, medians, shares, sums, table
from bot.casework.lifecycle import ENDINGS, Status
from bot.casework.quarters import trend
from storage.assessments import Assessments
from storage.case_columns import CaseColumns, Columns, Happened
from storage.engine import Unit
from storage.renderings import Renderings
from storage.surveys import SKIPPED
from storage.times import DAY_MS, milliseconds
from storage.vault import KeyDestroyed

SUBMITTED, MOVED, LATE, CLOSING, SAFETY, WORRIED = (
    "submitted",
    "moved",
    "late",
    "closing_said",
    "safety_said",
    "worried",
)
ANSWERED, AN_ANSWER = "company_wrote", frozenset({"answer", "plan", "refused"})
"""What a company writes that answers the worker; that it has read it, or asks back, is none."""
KINDS = (SUBMITTED, MOVED, LATE, CLOSING, SAFETY, WORRIED, ANSWERED)
ANSWERS = ("solved", "partly", "not", "worse")
RECEIVED = ("category", "language", "channel")
DECIDED = frozenset({Status.WITH_COMPANIES, Status.OUT_OF_SCOPE})


@dataclass(frozen=True, slots=True)
class Month:
    """`first` and `end` are ms since 1970: the first moment, and the first after it."""

    name: str
    first: int
    end: int

    def holds(self, at: int) -> bool:
        return self.first <= at < self.end


def month(name: str, zone: tzinfo) -> Month:
    """Raises ValueError for what is not a month like 2026-11."""
    begin = datetime.strptime(name, "%Y-%m").replace(tzinfo=zone)
    after = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
    return Month(f"{begin:%Y-%m}", milliseconds(begin), milliseconds(after))


@dataclass(frozen=True, slots=True)
class Rows:
    """All that is counted."""

    month: Month
    cases: Mapping[str, CaseColumns]
    events: Sequence[Happened]

    def restricted(self, case_id: str) -> bool:
        return case_id in self.cases and bool(self.cases[case_id].restricted)

    def received(self) -> list[CaseColumns]:
        return [case for case in self.cases.values() if self.month.holds(case.created_at)]

    def happened(self, kind: str) -> list[Happened]:
        return [one for one in self.events if one.kind == kind and self.month.holds(one.at)]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one table is made of: `how` says which of table, shares, medians and sums it becomes."""

    kind: str
    how: str
    rows: Sequence[Any]
    unit: str = "cases"

    def made(self, k: int) -> Table:
        if self.how == "table":
            return table(self.kind, self.rows, k, unit=self.unit)
        ways: Mapping[str, Callable[[str, Sequence[Any], int], Table]]
        ways = {"shares": shares, "medians": medians, "sums": sums}
        return ways[self.how](self.kind, self.rows, k)


def by_month(unit: Unit, months: Sequence[Month], *, k: int) -> Table:
    """How many came in each month, as its own page counts them by category; nothing of a month with fewer than `k`."""
    cases = Columns(unit.cases).cases()
    came = [list(by([case for case in cases if one.holds(case.created_at)], RECEIVED[0])) for one in months]
    totals = [sum(added(((one.name, one.restricted) for one in some), k).values()) for some in came]
    return trend([(one.name, many) for one, many in zip(months, totals, strict=True)], k)


def figures(unit: Unit, of: Month, *, k: int, languages: Sequence[str]) -> list[Table]:
    """Every table of this month. `languages`: those the desk reads, into which texts are translated."""
    return [one.made(k) for one in gathered(unit, of, languages=languages)]


def gathered(unit: Unit, of: Month, *, languages: Sequence[str]) -> list[Gathered]:
    """What the tables of this month are made of. It names cases one by one: nothing of it leaves uncounted."""
    columns = Columns(unit.cases)
    rows = Rows(of, {case.id: case for case in columns.cases()}, columns.events(KINDS, end=of.end))
    first, end = of.first // DAY_MS, of.end // DAY_MS
    stops = [Counted(step) for step, many in columns.stopped(first=first, end=end).items() for _ in range(many)]
    threads = columns.threads(first=of.first, end=of.end)
    ticks = [one for one in columns.surveys(first=first, end=end) if one[2] != SKIPPED]
    received = rows.received()
    companies = [Counted(name, rows.restricted(case), missed) for case, name, missed in threads]
    reach = [Counted(case.channel, bool(case.restricted), bool(case.unreachable)) for case in received]
    return [
        *(Gathered(f"received_{name}", "table", list(by(received, name))) for name in RECEIVED),
        Gathered("received_status", "table", list(stood(rows))),
        Gathered("decided", "table", list(decided(unit, rows))),
        Gathered("waits", "medians", list(waits(rows))),
        Gathered("days", "medians", list(stays(rows))),
        Gathered("late_desk", "shares", list(late(rows))),
        Gathered("late_company", "shares", companies),
        Gathered("closing", "table", list(once(rows, CLOSING, ANSWERS))),
        *(Gathered(question, "table", ticked(question, ticks, rows)) for question in asked(ticks)),
        Gathered("retaliation", "shares", list(worried(rows))),
        Gathered("reopened", "shares", list(reopened(rows))),
        Gathered("unreachable", "shares", reach),
        Gathered("flagged", "sums", list(flagged(unit, received, languages)), "segments"),
        Gathered("stopped", "table", stops, "reports"),
    ]


def by(cases: Sequence[CaseColumns], name: str) -> Iterator[Counted]:
    for case in cases:
        yield Counted(getattr(case, name), bool(case.restricted))


def stood(rows: Rows) -> Iterator[Counted]:
    """Where the cases of this month stood at its end. Later moves are not counted: a month's figures stay."""
    last = {one.case_id: one.now for one in rows.happened(MOVED)}
    for case in rows.received():
        yield Counted(last.get(case.id, Status.RECEIVED), bool(case.restricted))


def waits(rows: Rows) -> Iterator[tuple[str, bool, float]]:
    """Days from a report's arrival until somebody took it up, the first answer of a company, and the end: of those that
    came about in this month.
    """
    seen: set[tuple[str, str]] = set()
    for one in rows.events:
        for what in milestones(one):
            case = rows.cases.get(one.case_id)
            if case is not None and (what, case.id) not in seen:
                seen.add((what, case.id))
                if rows.month.holds(one.at):
                    yield what, bool(case.restricted), (one.at - case.created_at) / DAY_MS


def milestones(one: Happened) -> Iterator[str]:
    if one.kind == MOVED and one.was == Status.RECEIVED:
        yield "taken_up"
    if one.kind == MOVED and one.now == Status.CLOSED:
        yield "ended"
    if one.kind == ANSWERED and one.now in AN_ANSWER:
        yield "answered"


def decided(unit: Unit, rows: Rows) -> Iterator[Counted]:
    """Accepted, or refused for a reason: the first decision of the month."""
    seen: set[str] = set()
    for one in rows.happened(MOVED):
        if one.now in DECIDED and one.case_id not in seen:
            seen.add(one.case_id)
            accepted = one.now == Status.WITH_COMPANIES
            yield Counted("accepted" if accepted else refused(unit, rows, one.case_id), rows.restricted(one.case_id))


def refused(unit: Unit, rows: Rows, case_id: str) -> str:
    """The reason that the review found; `other` where it found none or the case is erased."""
    case = rows.cases.get(case_id)
    try:
        kept = Assessments(unit.cases, unit.vault.key(case.conversation_id)).of(case_id) if case else None
    except KeyDestroyed:
        kept = None
    tree: Mapping[str, Answer] = Assessment.read(kept.body).tree if kept else {}
    return next((one.id for one in TREE if one.refuses and tree.get(one.id) == one.refuses), "other")


def stays(rows: Rows) -> Iterator[tuple[str, bool, float]]:
    """Days that a status lasted which ended in this month."""
    entered: dict[str, int] = {}
    for one in rows.events:
        if one.kind in (SUBMITTED, MOVED):
            if one.kind == MOVED and one.case_id in entered and rows.month.holds(one.at):
                yield one.was, rows.restricted(one.case_id), (one.at - entered[one.case_id]) / DAY_MS
            entered[one.case_id] = one.at


def late(rows: Rows) -> Iterator[Counted]:
    """Of the cases that were open in this month, those of which a limit was missed."""
    missed = {one.case_id for one in rows.happened(LATE)}
    for case in rows.cases.values():
        over = case.status in ENDINGS and case.moved_at < rows.month.first
        if case.created_at < rows.month.end and not over:
            yield Counted("desk", bool(case.restricted), case.id in missed)


def once(rows: Rows, kind: str, values: Sequence[str]) -> Iterator[Counted]:
    """The last answer of each case."""
    last = {one.case_id: one.now for one in rows.happened(kind)}
    for case_id, value in last.items():
        yield Counted(value if value in values else "other", rows.restricted(case_id))


def worried(rows: Rows) -> Iterator[Counted]:
    """Of the workers who were asked whether they are treated worse, or said so: who was."""
    yes = {one.case_id for one in rows.happened(WORRIED)}
    for case_id in {one.case_id for one in rows.happened(SAFETY)} | yes:
        yield Counted("asked", rows.restricted(case_id), case_id in yes)


def reopened(rows: Rows) -> Iterator[Counted]:
    """Of the cases that were closed, or opened again, in this month."""
    moves = rows.happened(MOVED)
    again = {one.case_id for one in moves if one.was == Status.CLOSED}
    for case_id in {one.case_id for one in moves if one.now == Status.CLOSED} | again:
        yield Counted("closed", rows.restricted(case_id), case_id in again)


def asked(ticks: Sequence[tuple[str, str, int]]) -> list[str]:
    return sorted({question for _, question, _ in ticks})


def ticked(question: str, ticks: Sequence[tuple[str, str, int]], rows: Rows) -> list[Counted]:
    return [Counted(str(value), rows.restricted(case)) for case, of, value in ticks if of == question]


def flagged(unit: Unit, cases: Sequence[CaseColumns], languages: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Of each case how many sentences were marked as doubtful, and of how many, by its language."""
    for case in cases:
        if not case.restricted and (sentences := levels(unit, case, languages)):
            yield case.language, sum(level != "ok" for level in sentences), len(sentences)


def levels(unit: Unit, case: CaseColumns, languages: Sequence[str]) -> list[str]:
    try:
        rendered = Renderings(unit.cases, unit.vault.key(case.conversation_id))
        kept = [one for target in languages for one in rendered.of(case.conversation_id, target).values()]
    except KeyDestroyed:
        return []
    return [segment["level"] for one in kept for segment in one.body.get("segments", ())]
