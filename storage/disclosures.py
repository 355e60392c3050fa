"""Threads: each company's part of a case. The caller owns the transaction: nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

DISCLOSURE = METADATA.tables["disclosure"]
PLAIN = (
    *("id", "number", "case_id", "company_id", "contact_id", "status", "version", "moved_at", "due_at", "late"),
    *("notified_at", "acknowledged_at", "checks", "outcome", "created_at"),
)
WHOLE = select(*[DISCLOSURE.c[name] for name in PLAIN])
ONE = DISCLOSURE.c.id == bindparam("is_id")

ADD = insert_or_ignore(DISCLOSURE)
GET = WHOLE.where(ONE)
BETWEEN = WHOLE.where(DISCLOSURE.c.case_id == bindparam("of"), DISCLOSURE.c.company_id == bindparam("company"))
OF_CASE = WHOLE.where(DISCLOSURE.c.case_id == bindparam("of")).order_by(DISCLOSURE.c.created_at, DISCLOSURE.c.number)
OF_COMPANY = (
    WHOLE.where(DISCLOSURE.c.company_id == bindparam("of"), DISCLOSURE.c.notified_at.is_not(None))
    .order_by(DISCLOSURE.c.notified_at.desc(), DISCLOSURE.c.number)
    .limit(bindparam("most"))
)
OF_READER = (
    WHOLE.where(DISCLOSURE.c.contact_id == bindparam("of"), DISCLOSURE.c.notified_at.is_not(None))
    .order_by(DISCLOSURE.c.notified_at.desc(), DISCLOSURE.c.number)
    .limit(bindparam("most"))
)
NUMBERED = WHOLE.where(DISCLOSURE.c.number == bindparam("is_number"))
GOING_ON = WHOLE.where(DISCLOSURE.c.status.not_in(("closed", "kept_private", "withdrawn")))
GOING_ON_OF = GOING_ON.where(DISCLOSURE.c.case_id.in_(bindparam("cases", expanding=True)))
MOVE = (
    update(DISCLOSURE)
    .where(ONE, DISCLOSURE.c.status == bindparam("was"), DISCLOSURE.c.version == bindparam("at_version"))
    .values(
        status=bindparam("to"),
        moved_at=bindparam("at"),
        due_at=bindparam("due"),
        late=False,
        outcome=bindparam("ended"),
        version=DISCLOSURE.c.version + 1,
    )
)
SETS = ("contact_id", "notified_at", "acknowledged_at", "checks")
SET = {name: update(DISCLOSURE).where(ONE).values({name: bindparam("to")}) for name in SETS}
LIMIT = update(DISCLOSURE).where(ONE).values(due_at=bindparam("due"), late=bindparam("missed"), planned=-1)
REPLAN = update(DISCLOSURE).where(ONE).values(planned=-1)
UNPLANNED = WHOLE.where(DISCLOSURE.c.planned != DISCLOSURE.c.version).limit(bindparam("most"))
PLANNED = update(DISCLOSURE).where(ONE).values(planned=bindparam("for_version"))
FORGET = delete(DISCLOSURE).where(DISCLOSURE.c.case_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Thread:
    """One company's part of a case, without a word of what was said. Times are milliseconds since 1970 UTC."""

    id: str
    number: str
    case_id: str
    company_id: str
    contact_id: str
    status: str
    version: int
    moved_at: int
    due_at: int | None
    late: bool
    notified_at: int | None
    acknowledged_at: int | None
    checks: int
    outcome: str
    created_at: int


def thread_from(row: Sequence[object]) -> Thread:
    values = dict(zip(PLAIN, row, strict=True))
    values["late"] = bool(values["late"])
    return Thread(**values)  # type: ignore[arg-type]


class Disclosures:
    """Rows of `disclosure`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, thread: Thread) -> bool:
        """False: this company has a thread of this case already, or the number is taken."""
        return self._connection.run(ADD, **{name: getattr(thread, name) for name in PLAIN}, planned=-1) == 1

    def get(self, thread_id: str) -> Thread | None:
        row = self._connection.one(GET, is_id=thread_id)
        return None if row is None else thread_from(row)

    def between(self, case_id: str, company_id: str) -> Thread | None:
        row = self._connection.one(BETWEEN, of=case_id, company=company_id)
        return None if row is None else thread_from(row)

    def of_case(self, case_id: str) -> Sequence[Thread]:
        """The first opened comes first."""
        return [thread_from(row) for row in self._connection.all(OF_CASE, of=case_id)]

    def going_on(self) -> Sequence[Thread]:
        """Those of all cases that somebody works on."""
        return [thread_from(row) for row in self._connection.all(GOING_ON)]

    def going_on_of(self, case_ids: Sequence[str]) -> Sequence[Thread]:
        """Those of these cases that somebody works on."""
        found = self._connection.all(GOING_ON_OF, cases=list(case_ids)) if case_ids else ()
        return [thread_from(row) for row in found]

    def of_company(self, company_id: str, *, most: int = 1000) -> Sequence[Thread]:
        """What this company was told of, the newest first; nothing of which it was not."""
        return [thread_from(row) for row in self._connection.all(OF_COMPANY, of=company_id, most=most)]

    def of_reader(self, contact_id: str, *, most: int) -> Sequence[Thread]:
        """What this contact was told of, her company's or not, the newest first."""
        return [thread_from(row) for row in self._connection.all(OF_READER, of=contact_id, most=most)]

    def numbered(self, number: str) -> Thread | None:
        row = self._connection.one(NUMBERED, is_number=number)
        return None if row is None else thread_from(row)

    def move(
        self, thread_id: str, *, was: str, version: int, to: str, at: int, due_at: int | None, outcome: str = ""
    ) -> bool:
        """Compare and set. False: somebody else moved it."""
        values = {"is_id": thread_id, "was": was, "at_version": version, "to": to, "at": at, "due": due_at}
        return self._connection.run(MOVE, **values, ended=outcome) == 1

    def change(self, thread_id: str, name: str, to: object) -> None:
        """One of contact_id, notified_at, acknowledged_at, checks."""
        self._connection.put(SET[name], is_id=thread_id, to=to)

    def limit(self, thread_id: str, *, due_at: int, late: bool) -> None:
        """Another date in the same status: its deadlines are planned anew."""
        self._connection.put(LIMIT, is_id=thread_id, due=due_at, missed=late)

    def replan(self, thread_id: str) -> None:
        """What its deadlines depend on has changed."""
        self._connection.put(REPLAN, is_id=thread_id)

    def unplanned(self, most: int) -> Sequence[Thread]:
        """Threads whose deadlines are not planned for what they are now."""
        return [thread_from(row) for row in self._connection.all(UNPLANNED, most=most)]

    def planned(self, thread: Thread) -> None:
        self._connection.put(PLANNED, is_id=thread.id, for_version=thread.version)

    def forget(self, case_id: str) -> None:
        self._connection.put(FORGET, of=case_id)
