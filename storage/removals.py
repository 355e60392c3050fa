"""What vendors still hold of a message that is sealed here, to be deleted there: claimed under a lease, tried again.

The vendor's ids are sealed with a key of this purpose, not with the conversation's: what she erases here must still be
deleted there. A row names no conversation and goes as soon as it is done. Nothing here commits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from storage.crypto import Place
from storage.engine import Connection
from storage.keyring import Keyring, Purpose
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

REMOVAL, MEDIA, INBOX = METADATA.tables["removal"], METADATA.tables["media"], METADATA.tables["inbox"]
TOPIC = "removal"
WAITING, DEAD = "waiting", "dead"

ADD = insert_or_ignore(REMOVAL)
DUE = (
    select(REMOVAL.c.id, REMOVAL.c.channel, REMOVAL.c.what_ct, REMOVAL.c.tries, REMOVAL.c.created_at)
    .where(REMOVAL.c.state == WAITING, REMOVAL.c.due_at <= bindparam("at"), REMOVAL.c.lease_until <= bindparam("at"))
    .order_by(REMOVAL.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
CLAIM = (
    update(REMOVAL)
    .where(REMOVAL.c.id == bindparam("is_id"), REMOVAL.c.state == WAITING, REMOVAL.c.lease_until <= bindparam("at"))
    .values(lease_until=bindparam("until"), tries=REMOVAL.c.tries + 1)
)
HASTEN = update(REMOVAL).where(REMOVAL.c.id == bindparam("is_id")).values(due_at=bindparam("at"))
HASTEN_OF = (
    update(REMOVAL)
    .where(REMOVAL.c.id.in_(select(MEDIA.c.removal_id).where(MEDIA.c.conversation_id == bindparam("of"))))
    .values(due_at=bindparam("at"))
)
HASTEN_KEPT = (
    update(REMOVAL)
    .where(REMOVAL.c.id.in_(select(INBOX.c.id).where(INBOX.c.alias == bindparam("of"))))
    .values(due_at=bindparam("at"))
)
RETRY = (
    update(REMOVAL)
    .where(REMOVAL.c.id == bindparam("is_id"))
    .values(due_at=bindparam("at"), lease_until=0, code=bindparam("why"))
)
GIVE_UP = (
    update(REMOVAL).where(REMOVAL.c.id == bindparam("is_id")).values(state=DEAD, lease_until=0, code=bindparam("why"))
)
DONE = delete(REMOVAL).where(REMOVAL.c.id == bindparam("is_id"))
TAKE_OVER = update(REMOVAL).where(REMOVAL.c.lease_until > 0).values(lease_until=0)
SWEEP = delete(REMOVAL).where(REMOVAL.c.state == DEAD, REMOVAL.c.created_at < bindparam("before"))
FIGURES = select(REMOVAL.c.state, func.count()).group_by(REMOVAL.c.state)


@dataclass(frozen=True, slots=True)
class Removing:
    """A claimed removal: a `message` by the vendor's id, and its `files` by what fetched them."""

    id: str
    channel: str
    message: str
    files: tuple[str, ...]
    tries: int
    created_at: int


class Removals:
    """Rows of `removal`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring

    def add(
        self, removal_id: str, *, channel: str, message: str, files: Sequence[str] = (), at: int, due_at: int
    ) -> None:
        """Have a message deleted at the vendor, its files first, from `due_at` on. An id that is there stays."""
        what: Mapping[str, Any] = {"message": message, "files": list(files)}
        self._connection.put(
            ADD,
            id=removal_id,
            channel=channel,
            what_ct=self._keyring.seal(Purpose.REMOVAL, _place(removal_id), json.dumps(what).encode()),
            state=WAITING,
            code="",
            due_at=due_at,
            lease_until=0,
            tries=0,
            created_at=at,
        )
        if due_at <= at:
            self._connection.notify(TOPIC)

    def claim(self, *, at: int, until: int, most: int) -> Sequence[Removing]:
        claimed = []
        for id_, channel, sealed, tries, created_at in self._connection.all(DUE, at=at, most=most):
            if self._connection.run(CLAIM, is_id=id_, at=at, until=until) == 1:
                what = json.loads(self._keyring.open(Purpose.REMOVAL, _place(id_), sealed))
                claimed.append(Removing(id_, channel, what["message"], tuple(what["files"]), tries + 1, created_at))
        return claimed

    def hasten(self, removal_id: str, *, at: int) -> None:
        """What it waited for has happened."""
        self._connection.put(HASTEN, is_id=removal_id, at=at)
        self._connection.notify(TOPIC)

    def done(self, removal_id: str) -> None:
        self._connection.put(DONE, is_id=removal_id)

    def retry(self, removal_id: str, *, at: int, why: str) -> None:
        self._connection.put(RETRY, is_id=removal_id, at=at, why=why)

    def give_up(self, removal_id: str, *, why: str) -> None:
        self._connection.put(GIVE_UP, is_id=removal_id, why=why)

    def take_over(self) -> int:
        """End all leases: for the one process of its database."""
        return self._connection.run(TAKE_OVER)

    def figures(self) -> Mapping[str, int]:
        """How many rows are in each state."""
        return {state: int(count) for state, count in self._connection.all(FIGURES)}


def hasten_of(connection: Connection, conversation_id: str, *, at: int) -> None:
    """The conversation is being erased: no file of it will be fetched any more. Before its rows of `media` go."""
    connection.put(HASTEN_OF, of=conversation_id, at=at)
    connection.notify(TOPIC)


def hasten_kept(connection: Connection, alias: str, *, at: int) -> None:
    """What was kept of hers will never be applied. Before its rows of `inbox` go, whose ids these are."""
    connection.put(HASTEN_KEPT, of=alias, at=at)
    connection.notify(TOPIC)


def sweep(connection: Connection, before: int) -> int:
    """Given up long ago: the vendor has deleted it by itself, or nobody can."""
    return connection.run(SWEEP, before=before)


def _place(removal_id: str) -> Place:
    return Place("removal", "what_ct", removal_id)
