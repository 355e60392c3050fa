"""Signed-in browsers of the desk. Only the SHA-256 of a session's token is stored. Nothing here commits."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, or_, select, update

from storage.engine import Connection
from storage.members import WHOLE, Member, member_from
from storage.models.cases import METADATA

SESSION = METADATA.tables["desk_session"]
MEMBER = METADATA.tables["member"]
COLUMNS = ("digest", "member_id", "created_at", "seen_at")
THIS = SESSION.c.digest == bindparam("is_digest")

ADD = insert(SESSION).values({name: bindparam(name) for name in COLUMNS})
LIVE = (
    select(SESSION.c.seen_at, *WHOLE)
    .join(MEMBER, MEMBER.c.id == SESSION.c.member_id)
    .where(
        THIS,
        SESSION.c.seen_at > bindparam("idle_since"),
        SESSION.c.created_at > bindparam("begun_after"),
        MEMBER.c.disabled.is_(False),
    )
)
TOUCH = update(SESSION).where(THIS).values(seen_at=bindparam("at"))
END = delete(SESSION).where(THIS)
END_ALL = delete(SESSION).where(SESSION.c.member_id == bindparam("of"))
SWEEP = delete(SESSION).where(
    or_(SESSION.c.seen_at <= bindparam("idle_since"), SESSION.c.created_at <= bindparam("begun_after"))
)


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is neither idle nor too old, of a member who may come in. Times are ms since 1970 UTC."""

    digest: bytes
    member: Member
    seen_at: int


class Sessions:
    """Rows of `desk_session`. The limits are the caller's: a session before them is as good as none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, digest: bytes, member_id: str, *, at: int) -> None:
        self._connection.put(ADD, digest=digest, member_id=member_id, created_at=at, seen_at=at)

    def live(self, digest: bytes, *, idle_since: int, begun_after: int) -> Session | None:
        row = self._connection.one(LIVE, is_digest=digest, idle_since=idle_since, begun_after=begun_after)
        return None if row is None else Session(digest, member_from(row[1:]), row[0])

    def touch(self, digest: bytes, *, at: int) -> None:
        self._connection.put(TOUCH, is_digest=digest, at=at)

    def end(self, digest: bytes) -> None:
        self._connection.put(END, is_digest=digest)

    def end_all(self, member_id: str) -> None:
        """Every browser of a member: after a new password, or when she is disabled."""
        self._connection.put(END_ALL, of=member_id)

    def sweep(self, *, idle_since: int, begun_after: int) -> int:
        return self._connection.run(SWEEP, idle_since=idle_since, begun_after=begun_after)
