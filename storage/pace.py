"""How much of each channel's allowance is used up, in one row for all processes that send: they share it exactly.

A process takes what it may send within the transaction that claims the rows. Times are microseconds since 1970 UTC.
Nothing here commits.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

PACE = METADATA.tables["pace"]
ADD = insert_or_ignore(PACE)
GET = (
    select(PACE.c.spent_until, PACE.c.paused_until, PACE.c.strikes)
    .where(PACE.c.channel == bindparam("of"))
    .with_for_update()
)
SPEND = update(PACE).where(PACE.c.channel == bindparam("of")).values(spent_until=bindparam("until"))
PAUSE = (
    update(PACE)
    .where(PACE.c.channel == bindparam("of"))
    .values(paused_until=bindparam("until"), strikes=bindparam("count"))
)


@dataclass(frozen=True, slots=True)
class Spent:
    """`strikes` counts refusals for haste, one after the other."""

    spent_until: int = 0
    paused_until: int = 0
    strikes: int = 0


class Paces:
    """Rows of `pace`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, channel: str) -> Spent:
        """The row, locked until the end of the transaction."""
        row = self._connection.one(GET, of=channel)
        if row is None:
            self._connection.run(ADD, channel=channel, spent_until=0, paused_until=0, strikes=0)
            row = self._connection.one(GET, of=channel)
        return Spent() if row is None else Spent(*row)

    def spend(self, channel: str, until: int) -> None:
        self._connection.put(SPEND, of=channel, until=until)

    def pause(self, channel: str, until: int, strikes: int) -> None:
        self._connection.put(PAUSE, of=channel, until=until, count=strikes)
