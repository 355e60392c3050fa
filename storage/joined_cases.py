"""Which reports are worked on together. The caller owns the transaction: nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

JOINED_CASE = METADATA.tables["joined_case"]
COLUMNS = ("case_id", "shared_id", "state", "way", "by_id", "at")
WHOLE = select(*[JOINED_CASE.c[name] for name in COLUMNS])
ONE = JOINED_CASE.c.case_id == bindparam("of")
WAITING, JOINED, DECLINED, LEFT = "waiting", "joined", "declined", "left"

ADD = insert_or_ignore(JOINED_CASE)
GET = WHOLE.where(ONE)
IN = WHOLE.where(JOINED_CASE.c.shared_id == bindparam("shared")).order_by(JOINED_CASE.c.at, JOINED_CASE.c.case_id)
ALL_WAITING = WHOLE.where(JOINED_CASE.c.state == WAITING).order_by(JOINED_CASE.c.at).limit(bindparam("most"))
SET = (
    update(JOINED_CASE)
    .where(ONE, JOINED_CASE.c.state == bindparam("was"))
    .values(state=bindparam("to"), by_id=bindparam("decided_by"), at=bindparam("when"))
)
FORGET = delete(JOINED_CASE).where(ONE)


@dataclass(frozen=True, slots=True)
class Joining:
    """`case_id` is hers, `shared_id` the case it is worked on with; `at` the last change in ms since 1970."""

    case_id: str
    shared_id: str
    state: str
    way: str
    by_id: str
    at: int


class JoinedCases:
    """Rows of `joined_case`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, joining: Joining) -> bool:
        """False: this report has asked for one shared report already."""
        return self._connection.run(ADD, **{name: getattr(joining, name) for name in COLUMNS}) == 1

    def get(self, case_id: str) -> Joining | None:
        row = self._connection.one(GET, of=case_id)
        return None if row is None else Joining(*row)

    def of(self, shared_id: str, *states: str) -> Sequence[Joining]:
        """Everybody in it who is in one of `states`, the first to join first."""
        return [one for one in map(self._joining, self._connection.all(IN, shared=shared_id)) if one.state in states]

    def waiting(self, *, most: int) -> Sequence[Joining]:
        """Whom a member has to accept or decline, the longest waiting first."""
        return [self._joining(row) for row in self._connection.all(ALL_WAITING, most=most)]

    def change(self, case_id: str, *, was: str, to: str, by: str, at: int) -> bool:
        """False: somebody else decided."""
        return self._connection.run(SET, of=case_id, was=was, to=to, decided_by=by, when=at) == 1

    def forget(self, case_id: str) -> None:
        self._connection.put(FORGET, of=case_id)

    @staticmethod
    def _joining(row: Sequence[object]) -> Joining:
        return Joining(*row)  # type: ignore[arg-type]
