"""When the last backup was finished."""

from sqlalchemy import bindparam, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

MADE = METADATA.tables["backup_made"]
ADD = insert_or_ignore(MADE)
SET = update(MADE).where(MADE.c.name == bindparam("is_name")).values(at=bindparam("to"))
GET = select(MADE.c.at).where(MADE.c.name == "last")


def made(connection: Connection, *, at: int) -> None:
    connection.put(ADD, name="last", at=at)
    connection.put(SET, is_name="last", to=at)


def last(connection: Connection) -> int | None:
    """ms since 1970 UTC, or None: never."""
    row = connection.one(GET)
    return None if row is None else int(row[0])
