"""Which contacts of companies are to be called by mail: claimed under a lease, all of one contact together.

Nothing commits. What waits to be said is not said twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

TOPIC = "company_call"
CALL, LINK = "call", "link"
TABLE = METADATA.tables["company_call"]
COLUMNS = ("id", "contact_id", "disclosure_id", "kind", "occasion", "tries", "created_at")
OF = (TABLE.c.contact_id == bindparam("of"), TABLE.c.kind == bindparam("is_kind"))
ADD = insert_or_ignore(TABLE)
WAITING = (
    select(TABLE.c.contact_id, TABLE.c.kind)
    .where(TABLE.c.due_at <= bindparam("at"), TABLE.c.lease_until <= bindparam("at"))
    .group_by(TABLE.c.contact_id, TABLE.c.kind)
    .order_by(func.min(TABLE.c.due_at))
    .limit(bindparam("most"))
)
CLAIM = update(TABLE).where(*OF, TABLE.c.lease_until <= bindparam("at")).values(lease_until=bindparam("until"))
HELD = (*OF, TABLE.c.lease_until == bindparam("until"))
CLAIMED = select(*[TABLE.c[name] for name in COLUMNS]).where(*HELD)
DONE = delete(TABLE).where(*HELD)
PUT_OFF = update(TABLE).where(*HELD).values(due_at=bindparam("to"), lease_until=0, tries=TABLE.c.tries + 1)
TAKE_OVER = update(TABLE).where(TABLE.c.lease_until > 0).values(lease_until=0)


@dataclass(frozen=True, slots=True)
class Call:
    """`kind` is `call` (look at your page) or `link` (come in), `disclosure_id` empty for a link. Times in ms."""

    id: str
    contact_id: str
    disclosure_id: str
    kind: str
    occasion: str
    tries: int
    created_at: int


class CompanyCalls:
    """Rows of `company_call`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, id: str, *, contact_id: str, thread_id: str, kind: str, occasion: str, at: int, due_at: int) -> None:
        row = {"id": id, "contact_id": contact_id, "disclosure_id": thread_id, "kind": kind, "occasion": occasion}
        self._connection.put(ADD, **row, due_at=due_at, lease_until=0, tries=0, created_at=at)
        self._connection.notify(TOPIC)

    def claim(self, *, at: int, until: int, most: int) -> Sequence[Sequence[Call]]:
        """All calls of one kind of up to `most` contacts of whom one is due, those not due yet too."""
        claimed = []
        for contact_id, kind in self._connection.all(WAITING, at=at, most=most):
            named = {"of": contact_id, "is_kind": kind}
            if self._connection.run(CLAIM, **named, at=at, until=until):
                claimed.append([Call(*row) for row in self._connection.all(CLAIMED, **named, until=until)])
        return claimed

    def done(self, contact_id: str, kind: str, *, until: int) -> None:
        """What was claimed with this lease is over."""
        self._connection.put(DONE, of=contact_id, is_kind=kind, until=until)

    def put_off(self, contact_id: str, kind: str, *, until: int, to: int) -> None:
        """What was claimed with this lease is tried again at `to` (ms)."""
        self._connection.put(PUT_OFF, of=contact_id, is_kind=kind, until=until, to=to)

    def take_over(self) -> None:
        """The one process of its databases begins: whatever is leased was left by its forerunner."""
        self._connection.put(TAKE_OVER)
