"""Whether the vendor has accepted every part of a message of ours. Reads only."""

from sqlalchemy import bindparam, select

from storage.engine import Connection
from storage.models.cases import METADATA

MESSAGE, OUTBOX = METADATA.tables["message"], METADATA.tables["outbox"]
TAKEN = ("queued", "sent", "delivered", "read")
"""What a vendor says of a message that it took and did not give up."""
HOW = (
    select(MESSAGE.c.delivery, OUTBOX.c.state)
    .select_from(MESSAGE.outerjoin(OUTBOX, OUTBOX.c.message_id == MESSAGE.c.id))
    .where(MESSAGE.c.id == bindparam("is_id"))
)


def whole(connection: Connection, message_id: str) -> bool:
    """A status may come for its first part while the last is not sent yet: its row of the outbox must be closed too.

    Rows of the outbox are swept after a time; what the message says of itself stays.
    """
    row = connection.one(HOW, is_id=message_id)
    return row is not None and str(row[0]) in TAKEN and row[1] in (None, "sent")
