"""What companies can read: approved versions, each sealed with a data key of its own. Nothing here commits.

A row is written by `bot.casework.disclosure` alone. Withdrawn, its text and its key are gone, and it says so for ever.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

SHARED = METADATA.tables["shared"]
PLAIN = ("id", "disclosure_id", "n", "sent_at", "read_at", "withdrawn_at")
ADD = insert_or_ignore(SHARED)
OF = (
    select(*[SHARED.c[name] for name in PLAIN])
    .where(SHARED.c.disclosure_id == bindparam("of"))
    .order_by(SHARED.c.n.desc())
)
BODY = select(SHARED.c.body_ct).where(
    SHARED.c.id == bindparam("is_id"), SHARED.c.disclosure_id == bindparam("of"), SHARED.c.withdrawn_at.is_(None)
)
READ = (
    update(SHARED).where(SHARED.c.id == bindparam("is_id"), SHARED.c.read_at.is_(None)).values(read_at=bindparam("at"))
)
WITHDRAW = (
    update(SHARED)
    .where(SHARED.c.id == bindparam("is_id"), SHARED.c.withdrawn_at.is_(None))
    .values(body_ct=b"", withdrawn_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Share:
    """One version that a company got, without its words. Times are milliseconds since 1970 UTC."""

    id: str
    disclosure_id: str
    n: int
    sent_at: int
    read_at: int | None
    withdrawn_at: int | None


class Shares:
    """Rows of `shared`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, id: str, key: DataKey, *, disclosure_id: str, n: int, body: Mapping[str, Any], at: int) -> bool:
        """False: it was sent already."""
        sealed = key.seal(place(id), json.dumps(dict(body), ensure_ascii=False).encode())
        row = {"id": id, "disclosure_id": disclosure_id, "n": n, "body_ct": sealed, "sent_at": at}
        return self._connection.run(ADD, **row, read_at=None, withdrawn_at=None) == 1

    def of(self, disclosure_id: str) -> Sequence[Share]:
        """The newest first."""
        return [Share(*row) for row in self._connection.all(OF, of=disclosure_id)]

    def opened(self, share: Share, key: DataKey) -> Mapping[str, Any] | None:
        """`texts` by language and `photos`; None for one that was withdrawn. `key` is the one with the share's id."""
        row = self._connection.one(BODY, is_id=share.id, of=share.disclosure_id)
        return None if row is None else json.loads(key.open(place(share.id), row[0]))

    def read(self, id: str, *, at: int) -> bool:
        """False: the company had opened it before."""
        return self._connection.run(READ, is_id=id, at=at) == 1

    def withdraw(self, id: str, *, at: int) -> bool:
        """False: it was withdrawn before, or never sent. Its key is the caller's to destroy."""
        return self._connection.run(WITHDRAW, is_id=id, at=at) == 1


def place(id: str) -> Place:
    return Place("shared", "body_ct", id)
