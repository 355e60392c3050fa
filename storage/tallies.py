"""What the channels took each month, of nobody in particular: messages, and the parts that SMS are billed by."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

TALLY = METADATA.tables["tally"]
ADD = insert_or_ignore(TALLY)
COUNT = (
    update(TALLY)
    .where(
        TALLY.c.month == bindparam("in_month"),
        TALLY.c.channel == bindparam("by"),
        TALLY.c.country == bindparam("to_country"),
    )
    .values(messages=TALLY.c.messages + bindparam("more"), parts=TALLY.c.parts + bindparam("more_parts"))
)
OF = (
    select(TALLY.c.channel, TALLY.c.country, TALLY.c.messages, TALLY.c.parts)
    .where(TALLY.c.month == bindparam("in_month"))
    .order_by(TALLY.c.channel, TALLY.c.country)
)


@dataclass(frozen=True, slots=True)
class Tally:
    """One country's share of a month on one channel; the country is empty where the address tells none."""

    channel: str
    country: str
    messages: int
    parts: int


class Tallies:
    """Rows of `tally`. Nothing here commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, month: str, channel: str, country: str, *, messages: int, parts: int) -> None:
        """Add to `month` (2026-11)."""
        place = {"in_month": month, "by": channel, "to_country": country}
        if self._connection.run(COUNT, **place, more=messages, more_parts=parts) == 1:
            return
        self._connection.run(ADD, month=month, channel=channel, country=country, messages=0, parts=0)
        self._connection.run(COUNT, **place, more=messages, more_parts=parts)

    def of(self, month: str) -> list[Tally]:
        return [Tally(*row) for row in self._connection.all(OF, in_month=month)]
