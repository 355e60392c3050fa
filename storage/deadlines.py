"""What is to happen to cases because time passes: rows that are due, claimed by deleting them. Nothing here commits.

`plan` replaces all rows of a case, so that a case which moved on has none of the status it left.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.case_rows import Case, case_from
from storage.cases import CASES, WHOLE
from storage.disclosures import Disclosures, Thread
from storage.engine import Connection
from storage.models.cases import METADATA

DEADLINE = METADATA.tables["deadline"]
COLUMNS = ("id", "case_id", "thread_id", "kind", "n", "due_at", "put_off")

ADD = insert(DEADLINE).values({name: bindparam(name) for name in COLUMNS})
FORGET = delete(DEADLINE).where(DEADLINE.c.case_id == bindparam("of"), DEADLINE.c.thread_id == bindparam("thread"))
# Whole cases: of several deadlines that one case missed only the last still means something.
WAITING = (
    select(DEADLINE.c.case_id)
    .where(DEADLINE.c.due_at <= bindparam("at"))
    .group_by(DEADLINE.c.case_id)
    .order_by(func.min(DEADLINE.c.due_at))
    .limit(bindparam("most"))
)
DUE = (
    select(*[DEADLINE.c[name] for name in COLUMNS])
    .where(DEADLINE.c.case_id == bindparam("of"), DEADLINE.c.due_at <= bindparam("at"))
    .order_by(DEADLINE.c.thread_id, DEADLINE.c.due_at)
)
DONE = delete(DEADLINE).where(DEADLINE.c.id == bindparam("is_id"))
PUT_OFF = (
    update(DEADLINE)
    .where(DEADLINE.c.id == bindparam("is_id"))
    .values(due_at=bindparam("to"), put_off=DEADLINE.c.put_off + 1)
)

LATER = (
    update(DEADLINE)
    .where(DEADLINE.c.case_id == bindparam("of"), DEADLINE.c.due_at <= bindparam("at"))
    .values(due_at=bindparam("to"))
)
LIMIT = (
    update(CASES)
    .where(CASES.c.id == bindparam("is_id"))
    .values(due_at=bindparam("due"), late=bindparam("missed"), planned=-1)
)
UNPLANNED = select(*WHOLE).where(CASES.c.planned != CASES.c.version).limit(bindparam("most"))
PLANNED = update(CASES).where(CASES.c.id == bindparam("is_id")).values(planned=bindparam("for_version"))


@dataclass(frozen=True, slots=True)
class Planned:
    """`thread_id` is empty where it is about the case itself. `put_off` counts how often it was moved to later."""

    id: str
    case_id: str
    thread_id: str
    kind: str
    n: int
    due_at: int
    put_off: int


class Deadlines:
    """Rows of `deadline`, and what `cases` says of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unplanned(self, most: int) -> Sequence[Case]:
        """Cases whose deadlines are not planned for what they are now."""
        return [case_from(row) for row in self._connection.all(UNPLANNED, most=most)]

    def plan(self, case: Case, deadlines: Iterable[tuple[str, int, int]], *, ids: Callable[[], str]) -> None:
        """All that is to happen to this case, as (kind, n, when in ms); what was planned before is forgotten."""
        self._replace(case.id, "", deadlines, ids)
        self._connection.put(PLANNED, is_id=case.id, for_version=case.version)

    def plan_thread(self, thread: Thread, deadlines: Iterable[tuple[str, int, int]], *, ids: Callable[[], str]) -> None:
        """As `plan`, for one company's part of a case."""
        self._replace(thread.case_id, thread.id, deadlines, ids)
        Disclosures(self._connection).planned(thread)

    def _replace(
        self, case_id: str, thread_id: str, deadlines: Iterable[tuple[str, int, int]], ids: Callable[[], str]
    ) -> None:
        self._connection.put(FORGET, of=case_id, thread=thread_id)
        for kind, n, due_at in deadlines:
            row = {"id": ids(), "case_id": case_id, "thread_id": thread_id, "kind": kind, "n": n}
            self._connection.put(ADD, **row, due_at=due_at, put_off=0)

    def limit(self, case_id: str, *, due_at: int, late: bool) -> None:
        """Another date in the same status: its deadlines are planned anew."""
        self._connection.put(LIMIT, is_id=case_id, due=due_at, missed=late)

    def waiting(self, *, at: int, most: int) -> Sequence[str]:
        """Cases with something due, the longest waiting first."""
        return [row[0] for row in self._connection.all(WAITING, at=at, most=most)]

    def due(self, case_id: str, *, at: int) -> Sequence[Planned]:
        """Of the case itself first, then thread by thread; each with the earliest first."""
        return [Planned(*row) for row in self._connection.all(DUE, of=case_id, at=at)]

    def claim(self, deadline_id: str) -> bool:
        """Take it as done. False: somebody else did it, or the case has moved on."""
        return self._connection.run(DONE, is_id=deadline_id) == 1

    def later(self, case_id: str, *, at: int, to: int) -> None:
        """All that is due for this case at `at`, not before `to`: what failed just now would fail again."""
        self._connection.put(LATER, of=case_id, at=at, to=to)

    def put_off(self, deadline_id: str, *, to: int) -> None:
        self._connection.put(PUT_OFF, is_id=deadline_id, to=to)
