"""How many workers each channel has, and how many of them cannot be written to, by reason. Counts, nobody's name."""

from collections.abc import Sequence

from sqlalchemy import func, select

from storage.engine import Connection
from storage.models.cases import METADATA

RECIPIENT = METADATA.tables["recipient"]
BY_STATE = select(RECIPIENT.c.channel, RECIPIENT.c.stopped, func.count()).group_by(
    RECIPIENT.c.channel, RECIPIENT.c.stopped
)


def by_channel(connection: Connection) -> Sequence[tuple[str, str, int]]:
    """(channel, why she cannot be written to or empty, how many)."""
    return [(str(row[0]), str(row[1]), int(row[2])) for row in connection.all(BY_STATE)]
