"""What a company promised to do, each by a day, sealed with its thread's key. Nothing here commits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, func, insert, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection, Row
from storage.models.cases import METADATA

ACTION = METADATA.tables["plan_action"]
PLAIN = ("id", "disclosure_id", "n", "due_day", "state")
ADD = insert(ACTION).values({column.name: bindparam(column.name) for column in ACTION.c})
LAST = select(func.coalesce(func.max(ACTION.c.n), 0)).where(ACTION.c.disclosure_id == bindparam("of"))
OF = (
    select(*[ACTION.c[name] for name in (*PLAIN, "body_ct")])
    .where(ACTION.c.disclosure_id == bindparam("of"))
    .order_by(ACTION.c.n)
)
MOVE = (
    update(ACTION)
    .where(
        ACTION.c.id == bindparam("is_id"),
        ACTION.c.disclosure_id == bindparam("of"),
        ACTION.c.state == bindparam("was"),
    )
    .values(state=bindparam("to"))
)
DUE = (
    select(ACTION.c.disclosure_id)
    .where(ACTION.c.state.in_(("agreed", "done")), ACTION.c.due_day < bindparam("today"))
    .distinct()
    .limit(bindparam("most"))
)


class State(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"  # the worker said yes
    DONE = "done"  # says the company
    ASKED = "asked"  # its day is over, she is asked
    CONFIRMED = "confirmed"  # says the worker
    MISSED = "missed"  # says the worker
    DROPPED = "dropped"  # a later plan replaced it


@dataclass(frozen=True, slots=True)
class Action:
    """One promise. `due_day` counts from 1970."""

    id: str
    disclosure_id: str
    n: int
    due_day: int
    state: str
    text: str


class PlanActions:
    """Rows of `plan_action` of one thread."""

    def __init__(self, connection: Connection, thread_id: str, key: DataKey) -> None:
        self._connection, self._thread, self._key = connection, thread_id, key

    def add(self, id: str, text: str, *, due_day: int) -> None:
        last = self._connection.one(LAST, of=self._thread)
        sealed = self._key.seal(_place(id), json.dumps({"text": text}, ensure_ascii=False).encode())
        n, state = int(last[0] if last else 0) + 1, State.PROPOSED.value
        self._connection.put(ADD, id=id, disclosure_id=self._thread, n=n, body_ct=sealed, due_day=due_day, state=state)

    def all(self) -> Sequence[Action]:
        return [self._opened(row) for row in self._connection.all(OF, of=self._thread)]

    def move(self, action: Action, to: State) -> bool:
        """Compare and set."""
        return self._connection.run(MOVE, is_id=action.id, of=self._thread, was=action.state, to=to.value) == 1

    def _opened(self, row: Row) -> Action:
        body = json.loads(self._key.open(_place(row[0]), row[len(PLAIN)]))
        return Action(**dict(zip(PLAIN, row[: len(PLAIN)], strict=True)), text=str(body["text"]))


def due(connection: Connection, *, today: int, most: int) -> Sequence[str]:
    """Threads with an agreed action whose day is over."""
    return [str(row[0]) for row in connection.all(DUE, today=today, most=most)]


def _place(id: str) -> Place:
    return Place("plan_action", "body_ct", id)
