"""Who does a job that only one process may do: a row each, taken for a while, taken over when its holder is silent."""

from sqlalchemy import bindparam, delete, or_, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

LEASE = METADATA.tables["lease"]

ADD = insert_or_ignore(LEASE)
TAKE = (
    update(LEASE)
    .where(
        LEASE.c.name == bindparam("is_name"),
        or_(LEASE.c.owner == bindparam("me"), LEASE.c.until <= bindparam("at")),
    )
    .values(owner=bindparam("me"), until=bindparam("to"))
)
GIVE_BACK = delete(LEASE).where(LEASE.c.name == bindparam("is_name"), LEASE.c.owner == bindparam("me"))
END = delete(LEASE).where(LEASE.c.name == bindparam("is_name"))
UNTIL = select(LEASE.c.until).where(LEASE.c.name == bindparam("is_name"))


def take(connection: Connection, name: str, *, owner: str, at: int, until: int) -> bool:
    """True: `owner` holds `name` until `until` (ms). Taking again prolongs."""
    if connection.run(ADD, name=name, owner=owner, until=until) == 1:
        return True
    return connection.run(TAKE, is_name=name, me=owner, at=at, to=until) == 1


def give_back(connection: Connection, name: str, *, owner: str) -> None:
    connection.put(GIVE_BACK, is_name=name, me=owner)


def end(connection: Connection, name: str) -> None:
    """Whoever holds it is known to be dead."""
    connection.put(END, is_name=name)


def held_until(connection: Connection, name: str) -> int | None:
    row = connection.one(UNTIL, is_name=name)
    return None if row is None else int(row[0])
