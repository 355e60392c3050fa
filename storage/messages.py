"""What was said, by worker, bot and desk, word for word and sealed. Never changed, only erased with its key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection, Row
from storage.models.cases import METADATA

MESSAGE = METADATA.tables["message"]
COLUMNS = ("id", "conversation_id", "seq", "author", "part", "body_ct", "day", "vendor_digest", "delivery")

ADD = insert(MESSAGE).values({name: bindparam(name) for name in COLUMNS})
OF = (
    select(MESSAGE.c.id, MESSAGE.c.seq, MESSAGE.c.author, MESSAGE.c.part, MESSAGE.c.body_ct, MESSAGE.c.delivery)
    .where(MESSAGE.c.conversation_id == bindparam("of"))
    .order_by(MESSAGE.c.seq)
)
OF_PART = OF.where(MESSAGE.c.part == bindparam("part"))
BODY = select(MESSAGE.c.body_ct).where(MESSAGE.c.id == bindparam("is_id"))
BY_VENDOR = (
    select(MESSAGE.c.id, MESSAGE.c.conversation_id, MESSAGE.c.part)
    .where(MESSAGE.c.vendor_digest == bindparam("digest"))
    .order_by(MESSAGE.c.seq)
)
DELIVERED = update(MESSAGE).where(MESSAGE.c.id == bindparam("is_id")).values(delivery=bindparam("to"))
REPLACE = update(MESSAGE).where(MESSAGE.c.id == bindparam("is_id")).values(body_ct=bindparam("sealed"))

TELLING = ("narrative", "added", "evidence", "names", "chat")
"""Parts of a report that she tells in as many messages as she likes."""

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Said:
    """One message, opened. `body` has `text` and `at` (ms) and, by author, `ids`, `choices`, `attachments`.

    `author` is worker, bot or desk; `part` is where it belongs in the report (narrative, answer, added ...).
    """

    id: str
    seq: int
    author: str
    part: str
    body: Mapping[str, Any]
    delivery: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Where one version of a message of hers was filed."""

    id: str
    conversation_id: str
    part: str


def body_place(message_id: str) -> Place:
    return Place("message", "body_ct", message_id)


class Messages:
    """Rows of `message` of one conversation's key. Nothing here commits."""

    def __init__(self, connection: Connection, key: DataKey) -> None:
        self._connection, self._key = connection, key

    def add(
        self,
        message_id: str,
        conversation_id: str,
        *,
        seq: int,
        author: str,
        part: str,
        body: Mapping[str, Any],
        day: int,
        vendor_digest: bytes | None = None,
    ) -> None:
        plain = encode(body).encode("utf-8", "replace")
        self._connection.put(
            ADD,
            id=message_id,
            conversation_id=conversation_id,
            seq=seq,
            author=author,
            part=part,
            body_ct=self._key.seal(body_place(message_id), plain),
            day=day,
            vendor_digest=vendor_digest,
            delivery="",
        )

    def of(self, conversation_id: str) -> Sequence[Said]:
        """The whole conversation in order."""
        return as_sent(self._opened(self._connection.all(OF, of=conversation_id)))

    def of_part(self, conversation_id: str, part: str) -> Sequence[Said]:
        """What belongs to one part of the report, in order."""
        return as_sent(self._opened(self._connection.all(OF_PART, of=conversation_id, part=part)))

    def _opened(self, rows: Sequence[Row]) -> Sequence[Said]:
        return [
            Said(id_, seq, author, part, json.loads(self._key.open(body_place(id_), sealed)), delivery)
            for id_, seq, author, part, sealed, delivery in rows
        ]

    def body(self, message_id: str) -> Mapping[str, Any] | None:
        row = self._connection.one(BODY, is_id=message_id)
        return None if row is None else json.loads(self._key.open(body_place(message_id), row[0]))

    def withdraw(self, message_id: str) -> None:
        """The sender took it back: the words go, the fact stays."""
        body = self.body(message_id)
        if body is not None:
            plain = json.dumps({"text": "", "at": body["at"], "withdrawn": True}).encode()
            self._connection.put(REPLACE, is_id=message_id, sealed=self._key.seal(body_place(message_id), plain))


def as_sent(said: Sequence[Said]) -> Sequence[Said]:
    """In her order where vendors told it and delivered in another: what she said in one part of the report changes
    places among itself. Answers stay behind their questions, and so does what nobody knows the time of.
    """
    if not any(one.body.get("sent_at") for one in said if one.part in TELLING):
        return said
    ordered = list(said)
    for part in TELLING:
        places = [at for at, one in enumerate(said) if one.part == part and one.body.get("sent_at")]
        told = sorted((said[at] for at in places), key=lambda one: (one.body["sent_at"], one.body.get("nth", 0)))
        for at, one in zip(places, told, strict=True):
            ordered[at] = one
    return ordered


def by_vendor(connection: Connection, digest: bytes) -> Sequence[Sent]:
    """Her message that the vendor calls by this id, and after it what she changed it to."""
    return [Sent(*row) for row in connection.all(BY_VENDOR, digest=digest)]


def delivered(connection: Connection, message_id: str, state: str) -> None:
    """What became of a message of ours. Each part of it moves forward only (`storage.vendor_ids`)."""
    connection.put(DELIVERED, is_id=message_id, to=state)
