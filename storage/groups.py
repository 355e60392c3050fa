"""Which groups were told to write to us alone, so that none is told twice. A row leads to no group and no person."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

TOLD = METADATA.tables["group_told"]
ADD = insert_or_ignore(TOLD)
UNTIL = select(TOLD.c.until_day).where(TOLD.c.digest == bindparam("is_digest"))
TOLD_UNTIL = update(TOLD).where(TOLD.c.digest == bindparam("is_digest")).values(until_day=bindparam("until"))
RENEW = (
    update(TOLD)
    .where(TOLD.c.digest == bindparam("is_digest"), TOLD.c.until_day <= bindparam("today"))
    .values(until_day=bindparam("until"))
)
EXPIRE = delete(TOLD).where(TOLD.c.until_day <= bindparam("today"))


class Groups:
    """Rows of `group_told`. Nothing here commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_time(self, digests: Sequence[bytes], *, today: int, until: int) -> bool:
        """True for one caller only, until the day `until`. `digests` are under every master key, newest first."""
        for older in digests[1:]:
            row = self._connection.one(UNTIL, is_digest=older)
            if row is not None and row[0] > today:
                return False
        if self._connection.run(ADD, digest=digests[0], until_day=until) == 1:
            return True
        return self._connection.run(RENEW, is_digest=digests[0], today=today, until=until) == 1

    def told(self, digest: bytes, *, until: int) -> None:
        """It was said, or can never be: silence until the day `until`."""
        self._connection.put(TOLD_UNTIL, is_digest=digest, until=until)

    def forget(self, today: int) -> int:
        return self._connection.run(EXPIRE, today=today)
