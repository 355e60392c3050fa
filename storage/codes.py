"""Codes that were handed out, found again by their HMAC, and the wrong ones that were tried. Nothing here commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

BIND_CODE, CODE_TRIES = METADATA.tables["bind_code"], METADATA.tables["code_tries"]
COLUMNS = ("digest", "key_id", "purpose", "case_id", "by_id", "uses_left", "created_at", "expires_at")
WHOLE = select(*[BIND_CODE.c[name] for name in COLUMNS])
ALL_ALIASES = ""

ADD = insert_or_ignore(BIND_CODE)
FIND = WHOLE.where(
    BIND_CODE.c.digest.in_(bindparam("digests", expanding=True)),
    BIND_CODE.c.expires_at > bindparam("at"),
    BIND_CODE.c.uses_left > 0,
)
OF_CASE = WHOLE.where(
    BIND_CODE.c.case_id == bindparam("of"),
    BIND_CODE.c.purpose == bindparam("purpose"),
    BIND_CODE.c.expires_at > bindparam("at"),
    BIND_CODE.c.uses_left > 0,
).order_by(BIND_CODE.c.created_at)
USE = (
    update(BIND_CODE)
    .where(BIND_CODE.c.digest == bindparam("is_digest"), BIND_CODE.c.uses_left > 0)
    .values(uses_left=BIND_CODE.c.uses_left - 1)
)
WITHDRAW = delete(BIND_CODE).where(BIND_CODE.c.case_id == bindparam("of"), BIND_CODE.c.purpose == bindparam("purpose"))
FORGET = delete(BIND_CODE).where(BIND_CODE.c.expires_at <= bindparam("at"))
TRIES = select(CODE_TRIES.c.since, CODE_TRIES.c.wrong).where(CODE_TRIES.c.alias == bindparam("of"))
FIRST_TRY = insert_or_ignore(CODE_TRIES)
COUNT = (
    update(CODE_TRIES)
    .where(CODE_TRIES.c.alias == bindparam("of"), CODE_TRIES.c.since > bindparam("hour_ago"))
    .values(wrong=CODE_TRIES.c.wrong + 1)
)
FORGET_TRIES_OF = delete(CODE_TRIES).where(CODE_TRIES.c.alias == bindparam("of"))
FORGET_TRIES = delete(CODE_TRIES).where(CODE_TRIES.c.since <= bindparam("hour_ago"))


@dataclass(frozen=True, slots=True)
class Code:
    """One code that still works. Times are milliseconds since 1970 UTC."""

    digest: bytes
    key_id: str
    purpose: str
    case_id: str
    by_id: str
    uses_left: int
    created_at: int
    expires_at: int


class Codes:
    """Rows of `bind_code` and `code_tries`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, code: Code) -> bool:
        """False: there is such a code; the caller draws another."""
        return self._connection.run(ADD, **{name: getattr(code, name) for name in COLUMNS}) == 1

    def find(self, digests: Iterable[bytes], *, at: int) -> Code | None:
        row = self._connection.one(FIND, digests=list(digests), at=at)
        return None if row is None else Code(*row)

    def of_case(self, case_id: str, purpose: str, *, at: int) -> Sequence[Code]:
        return [Code(*row) for row in self._connection.all(OF_CASE, of=case_id, purpose=purpose, at=at)]

    def use(self, code: Code) -> bool:
        """False: somebody else was faster."""
        return self._connection.run(USE, is_digest=code.digest) == 1

    def withdraw(self, case_id: str, purpose: str) -> None:
        self._connection.put(WITHDRAW, of=case_id, purpose=purpose)

    def wrong(self, alias: str, *, hour_ago: int) -> int:
        """How many wrong codes since then."""
        row = self._connection.one(TRIES, of=alias)
        return 0 if row is None or row[0] <= hour_ago else int(row[1])

    def count_wrong(self, alias: str, *, at: int, hour_ago: int) -> None:
        self._connection.put(FORGET_TRIES, hour_ago=hour_ago)
        if self._connection.run(FIRST_TRY, alias=alias, since=at, wrong=1) == 0:
            self._connection.run(COUNT, of=alias, hour_ago=hour_ago)

    def forget(self, *, at: int) -> None:
        """Codes whose days are over."""
        self._connection.put(FORGET, at=at)

    def forget_tries(self, alias: str) -> None:
        """With the contact."""
        self._connection.put(FORGET_TRIES_OF, of=alias)
