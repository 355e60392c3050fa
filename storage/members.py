"""People of the desk and their one-time links. The caller owns the transaction: nothing here commits.

Neither a password nor the token of a link is ever here: only what recognises them.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.engine import Connection, Row
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

MEMBER = METADATA.tables["member"]
LINK = METADATA.tables["sign_in_link"]
COLUMNS = ("id", "login", "name", "role", "language", "password", "disabled", "failures", "wait_until", "until")
WHOLE = [MEMBER.c[name] for name in COLUMNS]
THIS = MEMBER.c.id == bindparam("is_id")

ADD = insert_or_ignore(MEMBER)
GET = select(*WHOLE).where(THIS)
BY_LOGIN = select(*WHOLE).where(MEMBER.c.login == bindparam("is_login"))
ALL = select(*WHOLE).order_by(MEMBER.c.login)
SET_PASSWORD = update(MEMBER).where(THIS).values(password=bindparam("to"), failures=0, wait_until=0)
FAILED = update(MEMBER).where(THIS).values(failures=bindparam("count"), wait_until=bindparam("until"))
DISABLE = update(MEMBER).where(THIS).values(disabled=bindparam("to"))
SET_ROLE = update(MEMBER).where(THIS).values(role=bindparam("to"))
SET_UNTIL = update(MEMBER).where(THIS).values(until=bindparam("to"))
SET_LANGUAGE = update(MEMBER).where(THIS).values(language=bindparam("to"))

ADD_LINK = insert(LINK).values({name: bindparam(name) for name in ("digest", "member_id", "expires_at")})
OF_LINK = select(LINK.c.member_id).where(LINK.c.digest == bindparam("is_digest"), LINK.c.expires_at > bindparam("at"))
USE_LINK = delete(LINK).where(LINK.c.digest == bindparam("is_digest"), LINK.c.expires_at > bindparam("at"))
DROP_LINKS = delete(LINK).where(LINK.c.member_id == bindparam("of"))
SWEEP_LINKS = delete(LINK).where(LINK.c.expires_at <= bindparam("at"))
COUNT = select(func.count()).select_from(MEMBER)


@dataclass(frozen=True, slots=True)
class Member:
    """One row of `member`. Times are milliseconds since 1970 UTC; `password` is an Argon2id PHC string or empty."""

    id: str
    login: str
    name: str
    role: str
    language: str = "en"
    password: str = ""
    disabled: bool = False
    failures: int = 0
    wait_until: int = 0
    until: int = 0

    def is_over(self, at: int) -> bool:
        """Her time at the desk is over at `at` (ms). 0: it has no end."""
        return 0 < self.until <= at


def member_from(row: Row) -> Member:
    values = dict(zip(COLUMNS, row, strict=True))
    values["disabled"] = bool(values["disabled"])
    return Member(**values)


class Members:
    """Rows of `member` and `sign_in_link`. A login is found as it was written: the caller folds its case."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, member: Member) -> bool:
        """False where another has this login, or came in a moment ago by the same link."""
        return self._connection.run(ADD, **{name: getattr(member, name) for name in COLUMNS}) == 1

    def get(self, member_id: str) -> Member | None:
        row = self._connection.one(GET, is_id=member_id)
        return None if row is None else member_from(row)

    def by_login(self, login: str) -> Member | None:
        row = self._connection.one(BY_LOGIN, is_login=login)
        return None if row is None else member_from(row)

    def all(self) -> list[Member]:
        return [member_from(row) for row in self._connection.all(ALL)]

    def count(self) -> int:
        row = self._connection.one(COUNT)
        return 0 if row is None else int(row[0])

    def set_password(self, member_id: str, phc: str) -> None:
        """A new password also ends the wait after wrong ones."""
        self._connection.put(SET_PASSWORD, is_id=member_id, to=phc)

    def set_failures(self, member_id: str, count: int, *, wait_until: int) -> None:
        self._connection.put(FAILED, is_id=member_id, count=count, until=wait_until)

    def set_until(self, member_id: str, until: int) -> None:
        """0: her time has no end."""
        self._connection.put(SET_UNTIL, is_id=member_id, to=until)

    def set_language(self, member_id: str, language: str) -> None:
        self._connection.put(SET_LANGUAGE, is_id=member_id, to=language)

    def set_role(self, member_id: str, role: str) -> None:
        """The caller also ends her sessions (`Sessions.end_all`)."""
        self._connection.put(SET_ROLE, is_id=member_id, to=role)

    def disable(self, member_id: str, disabled: bool = True) -> None:
        """The caller also ends her sessions (`Sessions.end_all`)."""
        self._connection.put(DISABLE, is_id=member_id, to=disabled)

    def add_link(self, digest: bytes, member_id: str, *, expires_at: int) -> None:
        """A member has one link at most: an older one stops working."""
        self._connection.put(DROP_LINKS, of=member_id)
        self._connection.put(ADD_LINK, digest=digest, member_id=member_id, expires_at=expires_at)

    def drop_links(self, member_id: str) -> None:
        self._connection.put(DROP_LINKS, of=member_id)

    def of_link(self, digest: bytes, *, at: int) -> Member | None:
        """Whose link this is, while it works."""
        row = self._connection.one(OF_LINK, is_digest=digest, at=at)
        return None if row is None else self.get(row[0])

    def use_link(self, digest: bytes, *, at: int) -> bool:
        """True once: of two who use a link at the same moment, one is refused."""
        return self._connection.run(USE_LINK, is_digest=digest, at=at) == 1

    def sweep_links(self, *, at: int) -> int:
        return self._connection.run(SWEEP_LINKS, at=at)
