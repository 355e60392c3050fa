"""The lists of the inbox as SQL: which cases a member sees, which list each is in, in what order, a page at a time.

One statement counts all lists and one reads a page, however many cases there are. A restricted case is left out here,
by the rule of `bot.casework.access.sees`, so that it is in nobody's count who may not see it. Whose turn a status is
comes from the caller, who has the table of statuses. Nothing here commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    not_,
    or_,
    select,
)

from storage.case_rows import PLAIN, Case, case_from
from storage.engine import Connection
from storage.models.cases import METADATA

CASES, ACCESS, MEMBER, THREAD, TASK, SNOOZE, JOINED, PARTY = (
    METADATA.tables[name]
    for name in (
        *("cases", "case_access", "member", "disclosure", "translation_task", "case_snooze", "joined_case"),
        "case_party",
    )
)
FAR = 1 << 62
OVER = ("closed", "kept_private", "withdrawn")  # a company's part that nobody works on


def named(name: str) -> ColumnElement[str]:
    return bindparam(name, type_=String)


ME, READER, CATEGORY, LANGUAGE, CHANNEL, COMPANY, CASE = (
    named(name) for name in ("me", "reader", "category", "language", "channel", "company", "case")
)
LEAD: ColumnElement[bool] = bindparam("lead", type_=Boolean)
AT, SOON, MOST, SKIP = (bindparam(name, type_=BigInteger) for name in ("at", "soon", "most", "skip"))

MINE = exists().where(ACCESS.c.case_id == CASES.c.id, ACCESS.c.member_id == ME)
LED = (
    exists()
    .where(ACCESS.c.case_id == CASES.c.id, ACCESS.c.granted.is_(True))
    .where(MEMBER.c.id == ACCESS.c.member_id, MEMBER.c.role == "lead", MEMBER.c.disabled.is_(False))
)
VISIBLE = or_(
    CASES.c.restricted == "",
    MINE.where(ACCESS.c.granted.is_(True)),
    and_(LEAD, not_(MINE), not_(LED)),
)
PRESSING = or_(CASES.c.urgent, CASES.c.retaliation)


@dataclass(frozen=True, slots=True)
class Turns:
    """Whose turn a status is: `worker`, `company`, and everything else is the desk's. `places` are the statuses of a
    company's part from what is furthest behind; one that is not named is further behind than all.
    """

    finished: Sequence[str]
    with_companies: str
    first: str  # the status that nobody has begun with
    cases: Mapping[str, str]
    threads: Mapping[str, str]
    places: Sequence[str]

    @property
    def by_place(self) -> Mapping[int, str]:
        return {place: self.threads.get(status, "desk") for place, status in enumerate(self.places)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, and by whom. Empty filters take everything. `at` and `soon` in ms."""

    member_id: str
    lead: bool
    reader: str
    at: int
    soon: int
    list: str = ""
    category: str = ""
    language: str = ""
    channel: str = ""
    company: str = ""

    @property
    def values(self) -> dict[str, object]:
        who: dict[str, object] = {"me": self.member_id, "lead": self.lead, "reader": self.reader}
        kind = {"category": self.category, "language": self.language, "channel": self.channel}
        return {**who, **kind, "company": self.company, "at": self.at, "soon": self.soon}


def fits(of: FromClause) -> ColumnElement[bool]:
    """The filter: empty takes everything."""
    told = exists().where(PARTY.c.case_id == of.c.id, PARTY.c.company_id == COMPANY)
    plain = ((CATEGORY, of.c.category), (LANGUAGE, of.c.language), (CHANNEL, of.c.channel))
    return and_(*(or_(want == "", has == want) for want, has in plain), or_(COMPANY == "", told))


def count(of: FromClause, which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(of).where(which).scalar_subquery()


class CaseLists:
    """The statements for one table of statuses: made once, for both databases."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    @property
    def _done(self) -> ColumnElement[bool]:
        return and_(CASES.c.status.in_(self._turns.finished), not_(CASES.c.unread), not_(CASES.c.retaliation))

    @cached_property
    def _cases(self) -> CTE:
        """One row for each case that goes on and that this member sees, with what the lists ask: the finished ones,
        the most by far, are never looked at closely.
        """
        with_them, behind = CASES.c.status == self._turns.with_companies, self._behind
        turn = case(
            (and_(with_them, behind.c.place.is_not(None)), self._whose(behind.c.place, self._turns.by_place)),
            else_=self._whose(CASES.c.status, self._turns.cases),
        )
        own, theirs = func.coalesce(CASES.c.due_at, FAR), func.coalesce(behind.c.due_at, FAR)
        away = and_(SNOOZE.c.case_id == CASES.c.id, SNOOZE.c.member_id == ME, SNOOZE.c.until > AT)
        return (
            select(
                *(CASES.c[name] for name in ("id", "status", "category", "language", "channel", "created_at")),
                *(CASES.c.conversation_id, CASES.c.owner_id),
                (CASES.c.restricted != "").label("closed_to_others"),
                PRESSING.label("pressing"),
                and_(CASES.c.urgent, CASES.c.unread, CASES.c.status.not_in(self._turns.finished)).label("unlooked"),
                or_(turn == "desk", CASES.c.unread, CASES.c.wants_person, CASES.c.retaliation).label("ours"),
                turn.label("turn"),
                and_(SNOOZE.c.until.is_not(None), not_(CASES.c.unread), not_(PRESSING)).label("away"),
                case((and_(with_them, theirs < own), theirs), else_=own).label("due"),
            )
            .outerjoin_from(CASES, behind, behind.c.case_id == CASES.c.id)
            .outerjoin(SNOOZE, away)
            .where(not_(self._done), VISIBLE)
            .cte("seen")
            .prefix_with("MATERIALIZED")
        )

    @property
    def _behind(self) -> Subquery:
        """Of each case: where the company's part is that is furthest behind, -1 for a status that nobody knows, and
        which date of a part comes next.
        """
        places = case({status: n for n, status in enumerate(self._turns.places)}, value=THREAD.c.status, else_=-1)
        return (
            select(THREAD.c.case_id, func.min(places).label("place"), func.min(THREAD.c.due_at).label("due_at"))
            .where(THREAD.c.status.not_in(OVER))
            .group_by(THREAD.c.case_id)
            .subquery("behind")
        )

    @staticmethod
    def _whose(of: ColumnElement[Any], turns: Mapping[Any, str]) -> ColumnElement[str]:
        return case(*((of == value, turn) for value, turn in turns.items() if turn != "desk"), else_="desk")

    @cached_property
    def going(self) -> Mapping[str, ColumnElement[bool]]:
        """Which cases are in which list, of those that go on and that she sees."""
        of = self._cases.c
        here = not_(of.away)
        waits = and_(here, not_(of.ours))
        untranslated = select(TASK.c.conversation_id).where(TASK.c.state == "untranslated", TASK.c.target == READER)
        together = [
            select(column).where(JOINED.c.state.in_(("waiting", "joined")))
            for column in (JOINED.c.case_id, JOINED.c.shared_id)
        ]
        return {
            "mine": and_(here, of.owner_id == ME),
            "new": and_(here, of.status == self._turns.first),
            "us": and_(here, of.ours),
            "worker": and_(waits, of.turn == "worker"),
            "company": and_(waits, of.turn == "company"),
            "week": of.due < SOON,
            "danger": of.pressing,
            "translator": of.conversation_id.in_(untranslated),
            "restricted": of.closed_to_others,
            "together": or_(*map(of.id.in_, together)),
            "snoozed": of.away,
        }

    @cached_property
    def whole(self) -> Mapping[str, ColumnElement[bool]]:
        """Lists that are read from the table itself."""
        return {"closed": and_(self._done, VISIBLE), "all": VISIBLE}

    @property
    def lists(self) -> Sequence[str]:
        return (*self.going, *self.whole)

    def _source(self, name: str) -> tuple[FromClause, ColumnElement[bool], Sequence[ColumnElement[Any]]]:
        """Where the list is read from, which rows it takes, in what order: danger first, of it what nobody has looked
        at, then what is due next; what is finished by its last change.
        """
        if name in self.whole:
            return CASES, and_(self.whole[name], fits(CASES)), (CASES.c.moved_at.desc(), CASES.c.id)
        of = self._cases.c
        order = (of.unlooked.desc(), of.pressing.desc(), of.due, of.created_at, of.id)
        return self._cases, and_(self.going[name], fits(self._cases)), order

    @cached_property
    def _counts(self) -> Mapping[str, Select[Any]]:
        """Each list whole, and last of all the one that is asked for as far as it fits."""
        every: list[ColumnElement[int]] = [func.sum(case((which, 1), else_=0)) for which in self.going.values()]
        every += [count(CASES, which) for which in self.whole.values()]
        made: dict[str, Select[Any]] = {}
        for name in self.lists:
            source, which, _ = self._source(name)
            asked = count(source, which) if name in self.whole else func.sum(case((which, 1), else_=0))
            columns: list[ColumnElement[Any]] = [*every, asked]
            made[name] = select(*columns).select_from(self._cases)
        return made

    @cached_property
    def _pages(self) -> Mapping[str, Select[tuple[object, ...]]]:
        """Whole rows are read of the page only: what is sorted are the few columns that the order asks for."""
        made: dict[str, Select[tuple[object, ...]]] = {}
        for name in self.lists:
            source, which, order = self._source(name)
            place = func.row_number().over(order_by=order).label("place")
            found = select(source.c.id, place).where(which).order_by(*order).limit(MOST).offset(SKIP).subquery("found")
            rows = select(*(CASES.c[column] for column in PLAIN)).join(found, found.c.id == CASES.c.id)
            made[name] = rows.order_by(found.c.place)
        return made

    @cached_property
    def _next(self) -> Mapping[str, Select[tuple[str]]]:
        """The case after this one; where it has left the list, the first of it."""
        made: dict[str, Select[tuple[str]]] = {}
        for name in self.lists:
            source, which, order = self._source(name)
            place = func.row_number().over(order_by=order).label("place")
            found = select(source.c.id, place).where(which).cte("found")
            here = func.coalesce(select(found.c.place).where(found.c.id == CASE).scalar_subquery(), 0)
            made[name] = select(found.c.id).where(found.c.place > here, found.c.id != CASE).order_by("place").limit(1)
        return made

    def counts(self, connection: Connection, asked: Asked) -> tuple[Mapping[str, int], int]:
        """How many are in each list whatever the filter, and how many of the list asked for fit it."""
        row = connection.one(self._counts[asked.list], **asked.values) or ()
        *every, fitting = (int(n or 0) for n in row)
        return dict(zip(self.lists, every, strict=True)), fitting

    def page(self, connection: Connection, asked: Asked, *, most: int, skip: int = 0) -> Sequence[Case]:
        """The cases of the list that fit, in its order."""
        rows = connection.all(self._pages[asked.list], **asked.values, most=most, skip=skip)
        return [case_from(row) for row in rows]

    def after(self, connection: Connection, asked: Asked, case_id: str) -> str:
        """The id of the next case of the list; empty at its end."""
        row = connection.one(self._next[asked.list], **asked.values, case=case_id)
        return "" if row is None else str(row[0])
