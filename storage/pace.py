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

QUOTAS = select(PACE.c.channel, PACE.c.quota, PACE.c.quota_used, PACE.c.quota_at).where(PACE.c.quota_at > 0)
KEEP = (
    update(PACE)
    .where(PACE.c.channel == bindparam("of"))
    .values(quota=bindparam("most"), quota_used=bindparam("used"), quota_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Quota:
    """What a vendor said at `at` (ms) of the month's messages; `most` is 0 where the plan has no limit."""

    channel: str
    most: int
    used: int
    at: int


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
            self._add(channel)
            row = self._connection.one(GET, of=channel)
        return Spent() if row is None else Spent(*row)

    def spend(self, channel: str, until: int) -> None:
        self._connection.put(SPEND, of=channel, until=until)

    def pause(self, channel: str, until: int, strikes: int) -> None:
        self._connection.put(PAUSE, of=channel, until=until, count=strikes)

    def _add(self, channel: str) -> None:
        spent = {"spent_until": 0, "paused_until": 0, "strikes": 0}
        self._connection.run(ADD, channel=channel, **spent, quota=0, quota_used=0, quota_at=0)

    def quotas(self) -> list[Quota]:
        return [Quota(*row) for row in self._connection.all(QUOTAS)]

    def keep_quota(self, told: Quota) -> None:
        self._add(told.channel)
        self._connection.put(KEEP, of=told.channel, most=told.most, used=told.used, at=told.at)
