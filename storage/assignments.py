"""Single texts that translators may read for some days: whose, until when, and whether they are done.

Whoever is no longer entitled finds nothing: that is decided here, by date and state. Nothing here commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, insert, select, update

from storage.corrections import HOLD
from storage.engine import Connection
from storage.models.cases import METADATA

ASSIGNMENT = METADATA.tables["assignment"]
OPEN, DONE, WITHDRAWN = "open", "done", "withdrawn"
COLUMNS = tuple(column.name for column in ASSIGNMENT.c)
ADD = insert(ASSIGNMENT).values({name: bindparam(name) for name in COLUMNS})
WHAT = select(*(ASSIGNMENT.c[name] for name in COLUMNS))
ENTITLED = and_(
    ASSIGNMENT.c.member_id == bindparam("whose"),
    ASSIGNMENT.c.state == OPEN,
    ASSIGNMENT.c.until > bindparam("at"),
)
MINE = WHAT.where(ENTITLED).order_by(ASSIGNMENT.c.until, ASSIGNMENT.c.id)
ONE = WHAT.where(ENTITLED, ASSIGNMENT.c.id == bindparam("is_id"))
OF = (
    WHAT.where(ASSIGNMENT.c.conversation_id == bindparam("of"))
    .order_by(ASSIGNMENT.c.created_at, ASSIGNMENT.c.id)
)  # fmt: skip
END = (
    update(ASSIGNMENT)
    .where(ASSIGNMENT.c.id == bindparam("is_id"), ASSIGNMENT.c.state == OPEN)
    .values(state=bindparam("to"))
)
WITHDRAW = (
    update(ASSIGNMENT)
    .where(
        ASSIGNMENT.c.id == bindparam("is_id"),
        ASSIGNMENT.c.conversation_id == bindparam("of"),
        ASSIGNMENT.c.state == OPEN,
    )
    .values(state=WITHDRAWN)
)
FORGET_MESSAGE = delete(ASSIGNMENT).where(ASSIGNMENT.c.message_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Assignment:
    """One row. `kind` is message, transcript or reply; `until` and `created_at` in ms."""

    id: str
    conversation_id: str
    message_id: str
    text_id: str
    kind: str
    source: str
    target: str
    member_id: str
    by_id: str
    until: int
    state: str
    created_at: int


class Assignments:
    """Rows of `assignment`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, assignment: Assignment) -> bool:
        """False: the conversation was erased meanwhile, nothing is stored."""
        if self._connection.one(HOLD, is_id=assignment.conversation_id) is None:
            return False
        self._connection.put(ADD, **{name: getattr(assignment, name) for name in COLUMNS})
        return True

    def of_translator(self, member_id: str, *, at: int) -> Sequence[Assignment]:
        """What she may read now, the most pressing first."""
        return [Assignment(*row) for row in self._connection.all(MINE, whose=member_id, at=at)]

    def one_of_translator(self, assignment_id: str, member_id: str, *, at: int) -> Assignment | None:
        """None where it is not hers, done, withdrawn or over: nobody learns which."""
        row = self._connection.one(ONE, is_id=assignment_id, whose=member_id, at=at)
        return None if row is None else Assignment(*row)

    def of(self, conversation_id: str) -> Sequence[Assignment]:
        return [Assignment(*row) for row in self._connection.all(OF, of=conversation_id)]

    def done(self, assignment_id: str) -> bool:
        return self._connection.run(END, is_id=assignment_id, to=DONE) == 1

    def withdraw(self, assignment_id: str, conversation_id: str) -> bool:
        return self._connection.run(WITHDRAW, is_id=assignment_id, of=conversation_id) == 1


def forget_message(connection: Connection, message_id: str) -> None:
    """She took the message back: nobody is to translate it."""
    connection.put(FORGET_MESSAGE, of=message_id)
