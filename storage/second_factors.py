"""Second factors of members and their recovery codes. The secret is sealed; what opens a door works once.

Runs inside the caller's transaction: nothing here commits.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.crypto import Place
from storage.engine import Connection
from storage.keyring import Keyring, Purpose
from storage.models.cases import METADATA

FACTOR, CODE = METADATA.tables["second_factor"], METADATA.tables["recovery_code"]
THIS = FACTOR.c.id == bindparam("is_id")

GET = select(FACTOR.c.secret_ct, FACTOR.c.last_step, FACTOR.c.confirmed_at).where(THIS)
ADD = insert(FACTOR).values({name: bindparam(name) for name in ("id", "secret_ct", "last_step", "confirmed_at")})
DROP = delete(FACTOR).where(THIS)
# Compare and set: of two who give one code at the same moment, one is refused.
USE_STEP = update(FACTOR).where(THIS, FACTOR.c.last_step < bindparam("step")).values(last_step=bindparam("step"))
CONFIRM = update(FACTOR).where(THIS).values(confirmed_at=bindparam("at"))
CONFIRMED = select(FACTOR.c.id).where(FACTOR.c.confirmed_at > 0)

ADD_CODE = insert(CODE).values({name: bindparam(name) for name in ("digest", "member_id")})
USE_CODE = delete(CODE).where(CODE.c.digest == bindparam("is_digest"), CODE.c.member_id == bindparam("of"))
DROP_CODES = delete(CODE).where(CODE.c.member_id == bindparam("of"))
CODES_LEFT = select(func.count()).select_from(CODE).where(CODE.c.member_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Factor:
    """`secret` is base32. `confirmed` once a right code was given: before that it guards nothing."""

    secret: str
    last_step: int
    confirmed: bool


class SecondFactors:
    """Rows of `second_factor` and `recovery_code`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring

    def of(self, member_id: str) -> Factor | None:
        row = self._connection.one(GET, is_id=member_id)
        if row is None:
            return None
        secret = self._keyring.open(Purpose.FACTOR, _place(member_id), bytes(row[0])).decode()
        return Factor(secret, int(row[1]), bool(row[2]))

    def confirmed(self) -> frozenset[str]:
        """The members who have one."""
        return frozenset(str(row[0]) for row in self._connection.all(CONFIRMED))

    def begin(self, member_id: str, secret: str) -> None:
        """A new one, not confirmed yet; an older one stops working, and its recovery codes."""
        self.drop(member_id)
        secret_ct = self._keyring.seal(Purpose.FACTOR, _place(member_id), secret.encode())
        self._connection.put(ADD, id=member_id, secret_ct=secret_ct, last_step=0, confirmed_at=0)

    def use_step(self, member_id: str, step: int) -> bool:
        """True once for each step, and never again for an earlier one."""
        return self._connection.run(USE_STEP, is_id=member_id, step=step) == 1

    def confirm(self, member_id: str, *, at: int) -> None:
        self._connection.put(CONFIRM, is_id=member_id, at=at)

    def set_codes(self, member_id: str, digests: list[bytes]) -> None:
        """New recovery codes; older ones stop working."""
        self._connection.put(DROP_CODES, of=member_id)
        for digest in digests:
            self._connection.put(ADD_CODE, digest=digest, member_id=member_id)

    def use_code(self, member_id: str, digest: bytes) -> bool:
        """True once."""
        return self._connection.run(USE_CODE, of=member_id, is_digest=digest) == 1

    def codes_left(self, member_id: str) -> int:
        row = self._connection.one(CODES_LEFT, of=member_id)
        return 0 if row is None else int(row[0])

    def drop(self, member_id: str) -> None:
        self._connection.put(DROP, is_id=member_id)
        self._connection.put(DROP_CODES, of=member_id)


def _place(member_id: str) -> Place:
    return Place("second_factor", "secret_ct", member_id)
