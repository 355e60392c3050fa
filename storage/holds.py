"""Legal holds as they were asked for and decided. The caller owns the transaction. What holds: `cases.hold_until`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA

HOLD = METADATA.tables["hold"]
COLUMNS = ("id", "state", "until", "reason_ct", "asked_by", "asked_at", "decided_by", "decided_at")
OF = (
    select(*[HOLD.c[name] for name in COLUMNS])
    .where(HOLD.c.case_id == bindparam("of"))
    .order_by(HOLD.c.asked_at, HOLD.c.id)
)
ADD = insert(HOLD).values({name: bindparam(name) for name in (*COLUMNS, "case_id")})
DECIDE = (
    update(HOLD)
    .where(HOLD.c.id == bindparam("is_id"), HOLD.c.case_id == bindparam("of"), HOLD.c.state == "asked")
    .values(state=bindparam("to"), decided_by=bindparam("who"), decided_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Hold:
    """One wish, opened. `until` (ms) None: that the hold ends. `state`: asked, agreed, refused."""

    id: str
    state: str
    until: int | None
    reason: str
    asked_by: str
    asked_at: int
    decided_by: str = ""
    decided_at: int | None = None


class Holds:
    """Rows of `hold` of cases that this key opens."""

    def __init__(self, connection: Connection, key: DataKey) -> None:
        self._connection, self._key = connection, key

    def of(self, case_id: str) -> Sequence[Hold]:
        """The oldest first."""
        return [
            Hold(row[0], row[1], row[2], self._key.open(_place(row[0]), row[3]).decode(), *row[4:])
            for row in self._connection.all(OF, of=case_id)
        ]

    def ask(self, case_id: str, hold: Hold) -> None:
        values = {name: getattr(hold, name) for name in COLUMNS if name != "reason_ct"}
        sealed = self._key.seal(_place(hold.id), hold.reason.encode())
        self._connection.put(ADD, case_id=case_id, reason_ct=sealed, **values)

    def decide(self, case_id: str, hold_id: str, to: str, *, by: str, at: int) -> bool:
        """False: it is none of this case's, or somebody decided it before."""
        return self._connection.run(DECIDE, is_id=hold_id, of=case_id, to=to, who=by, at=at) == 1


def _place(hold_id: str) -> Place:
    return Place("hold", "reason_ct", hold_id)
