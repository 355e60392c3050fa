"""Which vendor events were already applied. A row leads to no conversation and no person."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

SEEN = METADATA.tables["seen"]

REMEMBER = insert_or_ignore(SEEN)
KNOWN = select(SEEN.c.day).where(SEEN.c.digest == bindparam("is_digest"))
EXPIRE = delete(SEEN).where(SEEN.c.day < bindparam("before"))


class Seen:
    """The record of applied events. Kept for `days`; vendors redeliver for one at most (`channels.md` 1.1)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_time(self, digests: Sequence[tuple[str, bytes]], day: int) -> bool:
        """True and remembered, or False. `digests` are of one event under every master key, newest first."""
        for _, older in digests[1:]:
            if self._connection.one(KNOWN, is_digest=older) is not None:
                return False
        key_id, digest = digests[0]
        return self._connection.run(REMEMBER, digest=digest, key_id=key_id, day=day) == 1

    def forget_before(self, day: int) -> int:
        return self._connection.run(EXPIRE, before=day)
