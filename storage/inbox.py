"""Inbound events kept for later: over a limit (`held`), or such that our code failed on them (`set_aside`).

Sealed with a key of the inbox's own, because the conversation they belong to may not exist yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.crypto import Place
from storage.engine import Connection
from storage.keyring import Keyring, Purpose
from storage.models.cases import METADATA

INBOX = METADATA.tables["inbox"]
COLUMNS = ("id", "seq", "channel", "alias", "event_ct", "reason", "tries", "due_at")

ADD = insert(INBOX).values({name: bindparam(name) for name in COLUMNS})
DUE = (
    select(INBOX.c.id, INBOX.c.channel, INBOX.c.alias, INBOX.c.event_ct, INBOX.c.reason, INBOX.c.tries)
    .where(INBOX.c.due_at <= bindparam("at"))
    .order_by(INBOX.c.seq)
    .limit(bindparam("most"))
)
LATER = (
    update(INBOX)
    .where(INBOX.c.id == bindparam("is_id"))
    .values(due_at=bindparam("at"), tries=INBOX.c.tries + 1, reason="set_aside")
)
ANY_OF = select(INBOX.c.id).where(INBOX.c.alias == bindparam("of"), INBOX.c.reason == "set_aside").limit(1)
DONE = delete(INBOX).where(INBOX.c.id == bindparam("is_id"))
COUNT = select(INBOX.c.reason, func.count()).group_by(INBOX.c.reason)


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept event; `event` is opened JSON."""

    id: str
    channel: str
    alias: str
    event: bytes
    reason: str
    tries: int


class Inbox:
    """Rows of `inbox`. Nothing here commits."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring

    def add(self, inbox_id: str, *, seq: int, channel: str, alias: str, event: bytes, reason: str, due_at: int) -> None:
        sealed = self._keyring.seal(Purpose.INBOX, Place("inbox", "event_ct", inbox_id), event)
        self._connection.put(
            ADD,
            id=inbox_id,
            seq=seq,
            channel=channel,
            alias=alias,
            event_ct=sealed,
            reason=reason,
            tries=0,
            due_at=due_at,
        )

    def due(self, *, at: int, most: int) -> Sequence[Kept]:
        return [
            Kept(
                id_,
                channel,
                alias,
                self._keyring.open(Purpose.INBOX, Place("inbox", "event_ct", id_), sealed),
                reason,
                tries,
            )
            for id_, channel, alias, sealed, reason, tries in self._connection.all(DUE, at=at, most=most)
        ]

    def later(self, inbox_id: str, *, at: int) -> None:
        """Our code failed on it: it is set aside, whatever it waited for before, and tried again at `at`."""
        self._connection.put(LATER, is_id=inbox_id, at=at)

    def troubles(self, alias: str) -> bool:
        """Something of hers is set aside already."""
        return self._connection.one(ANY_OF, of=alias) is not None

    def done(self, inbox_id: str) -> bool:
        """False: another process took it first."""
        return self._connection.run(DONE, is_id=inbox_id) == 1

    def figures(self) -> dict[str, int]:
        """How many are kept, by reason."""
        return {reason: int(count) for reason, count in self._connection.all(COUNT)}
