"""Every query about cases. The caller owns the transaction: nothing here commits."""

import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, case, exists, func, or_, select, update

from storage.case_history import CaseEvent, CaseHistory
from storage.case_rows import PLAIN, Case, case_from
from storage.crypto import DataKey, Place
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

__all__ = ["Case", "CaseEvent", "Cases"]
CASES = METADATA.tables["cases"]
CONVERSATION = METADATA.tables["conversation"]
WHOLE = [CASES.c[name] for name in PLAIN]

ADD = insert_or_ignore(CASES)
FRESH: Mapping[str, object] = {
    **dict.fromkeys(("wants_person", "retaliation", "safety_later", "late", "parallel", "minor"), False),
    **dict.fromkeys(("version", "reopened", "pin_wrong", "pin_wrong_from", "pin_wrong_lately"), 0),
    **dict.fromkeys(("unreachable", "outcome", "restricted", "owner_id"), ""),
    **{"unread": True, "planned": -1, "hold_until": None, "worried_at": None},
}
GET = select(*WHOLE).where(CASES.c.id == bindparam("is_id"))
OF_CONVERSATION = select(*WHOLE).where(CASES.c.conversation_id == bindparam("of"))
BY_REFERENCE = select(*WHOLE).where(CASES.c.reference == bindparam("called"))
SOME = select(*WHOLE).where(
    CASES.c.id.in_(bindparam("ids", expanding=True)),
    *(CASES.c.created_at >= bindparam("since"), CASES.c.created_at <= bindparam("until")),
)
OF_ALIAS = (
    select(*WHOLE)
    .join(CONVERSATION, CONVERSATION.c.id == CASES.c.conversation_id)
    .where(CONVERSATION.c.alias == bindparam("of"))
    .order_by(CASES.c.created_at)
)
ENDED = (
    select(CASES.c.id, CASES.c.conversation_id, CONVERSATION.c.alias)
    .join(CONVERSATION, CONVERSATION.c.id == CASES.c.conversation_id)
    .where(CASES.c.status.in_(bindparam("statuses", expanding=True)), CASES.c.moved_at < bindparam("before"))
    .order_by(CASES.c.moved_at)
    .limit(bindparam("most"))
)
NOT_HELD = or_(CASES.c.hold_until.is_(None), CASES.c.hold_until <= bindparam("at"))
ENDED_FREE = ENDED.where(NOT_HELD)
HELD = select(func.count()).select_from(CASES).where(CASES.c.hold_until > bindparam("at"))
HOLD = update(CASES).where(CASES.c.id == bindparam("is_id")).values(hold_until=bindparam("until"))
ALL = select(*WHOLE).order_by(CASES.c.urgent.desc(), CASES.c.moved_at.desc()).limit(bindparam("most"))
REPORT = select(CASES.c.report_ct).where(CASES.c.id == bindparam("is_id"))
ASSESSED = exists().where(METADATA.tables["assessment"].c.case_id == CASES.c.id)
AMEND = (
    update(CASES)
    .where(CASES.c.id == bindparam("is_id"))
    .values(
        report_ct=bindparam("sealed"),
        category=case((ASSESSED, CASES.c.category), else_=bindparam("to_category", type_=CASES.c.category.type)),
        unread=True,
    )
)
FLAG = {
    name: update(CASES).where(CASES.c.id == bindparam("is_id")).values({name: bindparam("to")})
    for name in (
        "urgent",
        "wants_person",
        "unread",
        "retaliation",
        "language",
        "category",
        "restricted",
        "parallel",
        "minor",
        "safety_later",
        "owner_id",
    )
}
WORRY = (
    update(CASES)
    .where(CASES.c.id == bindparam("is_id"))
    .values(retaliation=True, worried_at=bindparam("at"), planned=-1)
)
CALM = update(CASES).where(CASES.c.id == bindparam("is_id")).values(retaliation=False, worried_at=None, planned=-1)
REPLAN = update(CASES).where(CASES.c.id == bindparam("is_id")).values(planned=-1)
OUT_OF_REACH = (
    update(CASES)
    .where(CASES.c.conversation_id.in_(select(CONVERSATION.c.id).where(CONVERSATION.c.alias == bindparam("of"))))
    .values(unreachable=bindparam("why"))
)
MOVE = (
    update(CASES)
    .where(
        CASES.c.id == bindparam("is_id"), CASES.c.status == bindparam("was"), CASES.c.version == bindparam("at_version")
    )
    .values(
        status=bindparam("to"),
        moved_at=bindparam("at"),
        due_at=bindparam("due"),
        late=False,
        outcome=bindparam("ended"),
        reopened=CASES.c.reopened + bindparam("again"),
        version=CASES.c.version + 1,
    )
)
ERASED = (
    update(CASES)
    .where(CASES.c.id == bindparam("is_id"))
    .values(
        report_ct=b"",
        status=case((CASES.c.status == "closed", "closed"), else_="withdrawn"),
        moved_at=case((CASES.c.status == "closed", CASES.c.moved_at), else_=bindparam("at")),
        due_at=None,
        late=False,
        planned=-1,
        hold_until=None,
        unread=CASES.c.status != "closed",
        worried_at=None,
        **dict.fromkeys(("wants_person", "retaliation", "safety_later", "parallel", "minor"), False),
    )
)


class Cases(CaseHistory):
    """Rows of `cases`, and what happened to each."""

    def open(
        self,
        case_id: str,
        key: DataKey,
        *,
        reference: str,
        conversation_id: str,
        status: str,
        urgent: bool,
        category: str,
        language: str,
        channel: str,
        report: Mapping[str, str],
        at: int,
        due_at: int | None,
    ) -> bool:
        """False: this reference is taken, the caller draws another."""
        return (
            self._connection.run(
                ADD,
                id=case_id,
                reference=reference,
                conversation_id=conversation_id,
                status=status,
                urgent=urgent,
                category=category,
                language=language,
                channel=channel,
                report_ct=self._sealed(key, case_id, report),
                created_at=at,
                moved_at=at,
                due_at=due_at,
                **FRESH,
            )
            == 1
        )

    def get(self, case_id: str) -> Case | None:
        row = self._connection.one(GET, is_id=case_id)
        return None if row is None else case_from(row)

    def some(self, case_ids: Collection[str], *, since: int, until: int) -> Sequence[Case]:
        """Those of them that were opened in that time (ms)."""
        found = self._connection.all(SOME, ids=list(case_ids), since=since, until=until) if case_ids else ()
        return [case_from(row) for row in found]

    def of_conversation(self, conversation_id: str) -> Case | None:
        row = self._connection.one(OF_CONVERSATION, of=conversation_id)
        return None if row is None else case_from(row)

    def by_reference(self, reference: str) -> Case | None:
        row = self._connection.one(BY_REFERENCE, called=reference)
        return None if row is None else case_from(row)

    def of_alias(self, alias: str) -> Sequence[Case]:
        return [case_from(row) for row in self._connection.all(OF_ALIAS, of=alias)]

    def all(self, most: int = 1000) -> Sequence[Case]:
        """The desk's cases, the urgent first, then the latest moved."""
        return [case_from(row) for row in self._connection.all(ALL, most=most)]

    def ended(self, statuses: Sequence[str], *, before: int, most: int = 100) -> Sequence[tuple[str, str, str]]:
        """(case, conversation, alias) of those that have been in one of `statuses` since before (ms), oldest first."""
        rows = self._connection.all(ENDED, statuses=list(statuses), before=before, most=most)
        return [(row[0], row[1], row[2]) for row in rows]

    def ended_free(
        self, statuses: Sequence[str], *, before: int, at: int, most: int = 100
    ) -> Sequence[tuple[str, str, str]]:
        """As `ended`, without those whose words a legal hold keeps at this moment."""
        rows = self._connection.all(ENDED_FREE, statuses=list(statuses), before=before, at=at, most=most)
        return [(row[0], row[1], row[2]) for row in rows]

    def held(self, at: int) -> int:
        """Of how many cases a legal hold keeps the words at this moment."""
        row = self._connection.one(HELD, at=at)
        return int(row[0]) if row else 0

    def hold(self, case_id: str, until: int | None) -> None:
        """Keep its words until then (ms), whatever retention says; None: no longer."""
        self._connection.put(HOLD, is_id=case_id, until=until)

    def report(self, case_id: str, key: DataKey) -> dict[str, str]:
        """The answers given, by step, in the order given."""
        row = self._connection.one(REPORT, is_id=case_id)
        return {} if row is None or not row[0] else json.loads(key.open(Place("cases", "report_ct", case_id), row[0]))

    def amend(self, case_id: str, key: DataKey, report: Mapping[str, str], *, category: str) -> None:
        """She changed her answers. Once a reviewer has begun, the category is hers to decide."""
        self._connection.put(AMEND, is_id=case_id, sealed=self._sealed(key, case_id, report), to_category=category)

    def flag(self, case_id: str, name: str, to: bool | str) -> None:
        """Set one of the columns in `FLAG`."""
        self._connection.put(FLAG[name], is_id=case_id, to=to)

    def worry(self, case_id: str, *, at: int) -> None:
        """Somebody treats her badly, or she fears it: since `at` (ms) a member has to look."""
        self._connection.put(WORRY, is_id=case_id, at=at)

    def calm(self, case_id: str) -> None:
        """A member has looked."""
        self._connection.put(CALM, is_id=case_id)

    def replan(self, case_id: str) -> None:
        """What its deadlines depend on has changed."""
        self._connection.put(REPLAN, is_id=case_id)

    def out_of_reach(self, alias: str, why: str) -> None:
        """The flag `unreachable` of all her cases, with its reason; empty: she can be written to (`domain.md` 6)."""
        self._connection.put(OUT_OF_REACH, of=alias, why=why)

    def move(
        self,
        case_id: str,
        *,
        was: str,
        version: int,
        to: str,
        at: int,
        due_at: int | None,
        outcome: str = "",
        again: bool = False,
    ) -> bool:
        """Compare and set: False means someone else moved it first. `again`: it had ended and is opened again."""
        values = {"to": to, "at": at, "due": due_at, "ended": outcome, "again": int(again)}
        return self._connection.run(MOVE, is_id=case_id, was=was, at_version=version, **values) == 1

    def erased(self, case_id: str, *, at: int) -> None:
        """What stays of the row: that there was a case, its category, how it ended (`storage.holdings`)."""
        self._connection.put(ERASED, is_id=case_id, at=at)

    @staticmethod
    def _sealed(key: DataKey, case_id: str, report: Mapping[str, str]) -> bytes:
        plain = json.dumps(dict(report), ensure_ascii=False).encode("utf-8", "replace")
        return key.seal(Place("cases", "report_ct", case_id), plain)
