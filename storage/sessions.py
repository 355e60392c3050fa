"""Signed-in browsers of the desk. Only the SHA-256 of a session's token is stored. Nothing here commits."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from storage.engine import Connection
from storage.members import WHOLE, Member, member_from
from storage.models.cases import METADATA

SESSION = METADATA.tables["desk_session"]
MEMBER = METADATA.tables["member"]
COLUMNS = ("digest", "member_id", "created_at", "seen_at", "stage", "fresh_at", "browser")
THIS = SESSION.c.digest == bindparam("is_digest")

ADD = insert(SESSION).values({name: bindparam(name) for name in COLUMNS})
LIVE = (
    select(SESSION.c.seen_at, SESSION.c.stage, SESSION.c.fresh_at, *WHOLE)
    .join(MEMBER, MEMBER.c.id == SESSION.c.member_id)
    .where(
        THIS,
        SESSION.c.seen_at > bindparam("idle_since"),
        SESSION.c.created_at > bindparam("begun_after"),
        MEMBER.c.disabled.is_(False),
    )
)
WHOSE = (
    select(MEMBER.c.id)
    .join(SESSION, MEMBER.c.id == SESSION.c.member_id)
    .where(THIS, SESSION.c.stage == "", MEMBER.c.disabled.is_(False))
)
OF = (
    select(*[SESSION.c[name] for name in COLUMNS])
    .where(
        SESSION.c.member_id == bindparam("of"),
        SESSION.c.stage == "",
        SESSION.c.seen_at > bindparam("idle_since"),
        SESSION.c.created_at > bindparam("begun_after"),
    )
    .order_by(SESSION.c.seen_at.desc())
)
LAST = select(SESSION.c.member_id, func.max(SESSION.c.seen_at)).group_by(SESSION.c.member_id)
END_ONE = delete(SESSION).where(THIS, SESSION.c.member_id == bindparam("of"))
END_OTHERS = delete(SESSION).where(SESSION.c.member_id == bindparam("of"), SESSION.c.digest != bindparam("but"))
TOUCH = update(SESSION).where(THIS).values(seen_at=bindparam("at"))
END = delete(SESSION).where(THIS)
END_ALL = delete(SESSION).where(SESSION.c.member_id == bindparam("of"))
SWEEP = delete(SESSION).where(
    or_(SESSION.c.seen_at <= bindparam("idle_since"), SESSION.c.created_at <= bindparam("begun_after"))
)


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is neither idle nor too old, of a member who may come in. Times are ms since 1970 UTC.

    `stage` is empty once all has been shown that a sign-in asks for; until then it opens no door. `fresh_at`: when
    somebody last proved to be her.
    """

    digest: bytes
    member: Member
    seen_at: int
    stage: str = ""
    fresh_at: int = 0


@dataclass(frozen=True, slots=True)
class Browser:
    """One line of a member's own list of sessions: when, and no more than the kind of browser."""

    digest: bytes
    member_id: str
    created_at: int
    seen_at: int
    stage: str
    fresh_at: int
    browser: str


class Sessions:
    """Rows of `desk_session`. The limits are the caller's: a session before them is as good as none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, digest: bytes, member_id: str, *, at: int, stage: str = "", browser: str = "") -> None:
        values = {"created_at": at, "seen_at": at, "fresh_at": at, "stage": stage, "browser": browser[:24]}
        self._connection.put(ADD, digest=digest, member_id=member_id, **values)

    def live(self, digest: bytes, *, idle_since: int, begun_after: int) -> Session | None:
        row = self._connection.one(LIVE, is_digest=digest, idle_since=idle_since, begun_after=begun_after)
        return None if row is None else Session(digest, member_from(row[3:]), *row[:3])

    def whose(self, digest: bytes) -> str | None:
        """The member whose session this is or, until it is swept, was: never a reason to open a door."""
        row = self._connection.one(WHOSE, is_digest=digest)
        return None if row is None else str(row[0])

    def of(self, member_id: str, *, idle_since: int, begun_after: int) -> list[Browser]:
        return [
            Browser(*row)
            for row in self._connection.all(OF, of=member_id, idle_since=idle_since, begun_after=begun_after)
        ]

    def last_seen(self) -> dict[str, int]:
        """Of everybody with a session, when it was last used."""
        return {str(row[0]): int(row[1]) for row in self._connection.all(LAST)}

    def touch(self, digest: bytes, *, at: int) -> None:
        self._connection.put(TOUCH, is_digest=digest, at=at)

    def end(self, digest: bytes) -> None:
        self._connection.put(END, is_digest=digest)

    def end_one(self, digest: bytes, member_id: str) -> bool:
        """False: it is none of hers."""
        return self._connection.run(END_ONE, is_digest=digest, of=member_id) == 1

    def end_others(self, member_id: str, but: bytes) -> None:
        self._connection.put(END_OTHERS, of=member_id, but=but)

    def end_all(self, member_id: str) -> None:
        """Every browser of a member: after a new password or role, or when she is disabled."""
        self._connection.put(END_ALL, of=member_id)

    def sweep(self, *, idle_since: int, begun_after: int) -> int:
        return self._connection.run(SWEEP, idle_since=idle_since, begun_after=begun_after)
