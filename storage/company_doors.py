"""How contacts of companies come in: one-time links, sessions, waits. Only SHA-256 of a token is stored.

Nothing here commits. Who may see which thread is `bot.casework.company_view`'s.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, or_, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

SESSION, LINK, DOOR = (METADATA.tables[name] for name in ("company_session", "company_link", "company_door"))
THIS = SESSION.c.digest == bindparam("is_digest")
BEGIN = insert(SESSION).values({column.name: bindparam(column.name) for column in SESSION.c})
LIVE = select(SESSION.c.contact_id, SESSION.c.stage, SESSION.c.created_at, SESSION.c.seen_at).where(
    THIS, SESSION.c.seen_at > bindparam("idle_since"), SESSION.c.created_at > bindparam("begun_after")
)
TOUCH = update(SESSION).where(THIS).values(seen_at=bindparam("at"))
END = delete(SESSION).where(THIS)
END_ALL = delete(SESSION).where(SESSION.c.contact_id == bindparam("of"))
SWEEP = delete(SESSION).where(
    or_(SESSION.c.seen_at <= bindparam("idle_since"), SESSION.c.created_at <= bindparam("begun_after"))
)
ADD_LINK = insert(LINK).values({column.name: bindparam(column.name) for column in LINK.c})
DROP_LINKS = delete(LINK).where(LINK.c.contact_id == bindparam("of"))
LINK_OF = select(LINK.c.contact_id).where(LINK.c.digest == bindparam("is_digest"), LINK.c.expires_at > bindparam("at"))
USE_LINK = delete(LINK).where(LINK.c.digest == bindparam("is_digest"), LINK.c.expires_at > bindparam("at"))

DOOR_NAMES = ("failures", "wait_until", "asked_at", "refused_at")
ADD_DOOR = insert_or_ignore(DOOR)
GET_DOOR = select(*[DOOR.c[name] for name in DOOR_NAMES]).where(DOOR.c.id == bindparam("is_id"))
SET_DOOR = {
    name: update(DOOR).where(DOOR.c.id == bindparam("is_id")).values({name: bindparam("to")}) for name in DOOR_NAMES
}
REFUSED = select(DOOR.c.id).where(DOOR.c.refused_at > 0)


@dataclass(frozen=True, slots=True)
class CompanySession:
    """A session that is neither idle nor too old. Times are ms since 1970 UTC."""

    digest: bytes
    contact_id: str
    stage: str
    created_at: int
    seen_at: int


@dataclass(frozen=True, slots=True)
class Door:
    failures: int = 0
    wait_until: int = 0
    asked_at: int = 0
    refused_at: int = 0


class CompanyDoors:
    """Rows of `company_session`, `company_link` and `company_door`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, digest: bytes, contact_id: str, *, stage: str, at: int) -> None:
        self._connection.put(BEGIN, digest=digest, contact_id=contact_id, stage=stage, created_at=at, seen_at=at)

    def live(self, digest: bytes, *, idle_since: int, begun_after: int) -> CompanySession | None:
        row = self._connection.one(LIVE, is_digest=digest, idle_since=idle_since, begun_after=begun_after)
        return None if row is None else CompanySession(digest, *row)

    def touch(self, digest: bytes, *, at: int) -> None:
        self._connection.put(TOUCH, is_digest=digest, at=at)

    def end(self, digest: bytes) -> bool:
        return self._connection.run(END, is_digest=digest) == 1

    def end_all(self, contact_id: str) -> None:
        """Every browser and every link of a contact."""
        self._connection.put(END_ALL, of=contact_id)
        self._connection.put(DROP_LINKS, of=contact_id)

    def sweep(self, *, idle_since: int, begun_after: int) -> None:
        self._connection.put(SWEEP, idle_since=idle_since, begun_after=begun_after)

    def add_link(self, digest: bytes, contact_id: str, *, expires_at: int) -> None:
        """An older one stops working."""
        self._connection.put(DROP_LINKS, of=contact_id)
        self._connection.put(ADD_LINK, digest=digest, contact_id=contact_id, expires_at=expires_at)

    def of_link(self, digest: bytes, *, at: int) -> str:
        """The contact; empty for a link that was used, is too old or never was."""
        row = self._connection.one(LINK_OF, is_digest=digest, at=at)
        return "" if row is None else str(row[0])

    def use_link(self, digest: bytes, *, at: int) -> bool:
        """True once."""
        return self._connection.run(USE_LINK, is_digest=digest, at=at) == 1

    def door(self, contact_id: str) -> Door:
        row = self._connection.one(GET_DOOR, is_id=contact_id)
        return Door() if row is None else Door(*row)

    def set(self, contact_id: str, **values: int) -> None:
        """Some of failures, wait_until, asked_at, refused_at."""
        self._connection.put(ADD_DOOR, id=contact_id, **dict.fromkeys(DOOR_NAMES, 0))
        for name, value in values.items():
            self._connection.put(SET_DOOR[name], is_id=contact_id, to=value)

    def refused(self) -> frozenset[str]:
        """Contacts whose mail came back for good."""
        return frozenset(str(row[0]) for row in self._connection.all(REFUSED))
