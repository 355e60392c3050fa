"""Which members are to hear by mail of which cases: claimed under a lease, all of one member together. Nothing commits.

What waits to be told is not told twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

TOPIC = "alert"
ALERT = METADATA.tables["alert"]
COLUMNS = ("id", "member_id", "case_id", "occasion", "tries", "created_at")
OF = ALERT.c.member_id == bindparam("of")

ADD = insert_or_ignore(ALERT)
WAITING = (
    select(ALERT.c.member_id)
    .where(ALERT.c.due_at <= bindparam("at"), ALERT.c.lease_until <= bindparam("at"))
    .group_by(ALERT.c.member_id)
    .order_by(func.min(ALERT.c.due_at))
    .limit(bindparam("most"))
)
CLAIM = update(ALERT).where(OF, ALERT.c.lease_until <= bindparam("at")).values(lease_until=bindparam("until"))
CLAIMED = select(*[ALERT.c[name] for name in COLUMNS]).where(OF, ALERT.c.lease_until == bindparam("until"))
DONE = delete(ALERT).where(OF, ALERT.c.lease_until == bindparam("until"))
PUT_OFF = (
    update(ALERT)
    .where(OF, ALERT.c.lease_until == bindparam("until"))
    .values(due_at=bindparam("to"), lease_until=0, tries=ALERT.c.tries + 1)
)
FORGET_OF = delete(ALERT).where(ALERT.c.case_id == bindparam("case"), OF)
TAKE_OVER = update(ALERT).where(ALERT.c.lease_until > 0).values(lease_until=0)


@dataclass(frozen=True, slots=True)
class Alert:
    """One case that one member is to hear of. Times are milliseconds since 1970 UTC."""

    id: str
    member_id: str
    case_id: str
    occasion: str
    tries: int
    created_at: int


class Alerts:
    """Rows of `alert`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, alert_id: str, *, member_id: str, case_id: str, occasion: str, at: int, due_at: int) -> None:
        self._connection.put(
            ADD,
            id=alert_id,
            member_id=member_id,
            case_id=case_id,
            occasion=occasion,
            due_at=due_at,
            lease_until=0,
            tries=0,
            created_at=at,
        )
        self._connection.notify(TOPIC)

    def claim(self, *, at: int, until: int, most: int) -> Sequence[Sequence[Alert]]:
        """All alerts of up to `most` members of whom one is due, those not due yet too: one mail says them all."""
        claimed = []
        for (member_id,) in self._connection.all(WAITING, at=at, most=most):
            if self._connection.run(CLAIM, of=member_id, at=at, until=until):
                claimed.append([Alert(*row) for row in self._connection.all(CLAIMED, of=member_id, until=until)])
        return claimed

    def done(self, member_id: str, *, until: int) -> None:
        """What was claimed with this lease is over."""
        self._connection.put(DONE, of=member_id, until=until)

    def put_off(self, member_id: str, *, until: int, to: int) -> None:
        """What was claimed with this lease is tried again at `to` (ms)."""
        self._connection.put(PUT_OFF, of=member_id, until=until, to=to)

    def forget_of(self, case_id: str, member_id: str) -> None:
        """She is not to hear of this case any more."""
        self._connection.put(FORGET_OF, case=case_id, of=member_id)

    def take_over(self) -> None:
        """The one process of its databases begins: whatever is leased was left by its forerunner."""
        self._connection.put(TAKE_OVER)
