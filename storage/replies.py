"""What members wrote for workers in their own language, and what was sent of it: both kept, sealed with the case's key.

A reply is written once, translated (its id is the `text_id` of a translation task) and sent once. Nothing here commits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from storage.corrections import HOLD
from storage.crypto import DataKey, Place
from storage.engine import Connection, Row
from storage.models.cases import METADATA

REPLY = METADATA.tables["reply"]
WRITTEN, SENT = "written", "sent"
NAMES = ("id", "conversation_id", "member_id", "kind", "source", "target", "state", "created_at", "body_ct")
ADD = insert(REPLY).values({column.name: bindparam(column.name) for column in REPLY.c})
WHAT = select(*(REPLY.c[name] for name in NAMES))
ONE = WHAT.where(REPLY.c.id == bindparam("is_id"), REPLY.c.conversation_id == bindparam("of"))
OF = WHAT.where(REPLY.c.conversation_id == bindparam("of")).order_by(REPLY.c.created_at, REPLY.c.id)
SEND = (
    update(REPLY)
    .where(REPLY.c.id == bindparam("is_id"), REPLY.c.state == WRITTEN)
    .values(state=SENT, body_ct=bindparam("sealed"))
)


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` is what the member wrote in `source`, `sent` what the worker read in `target`. Times in ms.

    `how` tells of what was sent: the packages (`route`), who confirmed which sentences, who translated.
    """

    id: str
    conversation_id: str
    member_id: str
    kind: str
    source: str
    target: str
    state: str
    created_at: int
    text: str
    sent: str = ""
    how: Mapping[str, Any] = field(default_factory=dict)


def body_place(reply_id: str) -> Place:
    return Place("reply", "body_ct", reply_id)


class Replies:
    """Rows of `reply` of one conversation's key."""

    def __init__(self, connection: Connection, key: DataKey) -> None:
        self._connection, self._key = connection, key

    def add(
        self,
        reply_id: str,
        *,
        conversation_id: str,
        member_id: str,
        kind: str,
        source: str,
        target: str,
        text: str,
        at: int,
        how: Mapping[str, Any] | None = None,
    ) -> bool:
        """`how` is what sending it will need. False: the conversation was erased meanwhile, nothing is stored."""
        if self._connection.one(HOLD, is_id=conversation_id) is None:
            return False
        self._connection.put(
            ADD,
            id=reply_id,
            conversation_id=conversation_id,
            member_id=member_id,
            kind=kind,
            source=source,
            target=target,
            state=WRITTEN,
            body_ct=self._sealed(reply_id, text, "", how or {}),
            created_at=at,
        )
        return True

    def one(self, reply_id: str, conversation_id: str) -> Reply | None:
        row = self._connection.one(ONE, is_id=reply_id, of=conversation_id)
        return None if row is None else self._opened(row)

    def of(self, conversation_id: str) -> Sequence[Reply]:
        return [self._opened(row) for row in self._connection.all(OF, of=conversation_id)]

    def send(self, reply: Reply, *, sent: str, how: Mapping[str, Any]) -> bool:
        """Once: of two who press at the same moment, the second is told False."""
        sealed = self._sealed(reply.id, reply.text, sent, how)
        return self._connection.run(SEND, is_id=reply.id, sealed=sealed) == 1

    def _sealed(self, reply_id: str, text: str, sent: str, how: Mapping[str, Any]) -> bytes:
        body = {"text": text, "sent": sent, "how": dict(how)}
        return self._key.seal(body_place(reply_id), json.dumps(body).encode())

    def _opened(self, row: Row) -> Reply:
        return Reply(*row[:8], **json.loads(self._key.open(body_place(row[0]), row[8])))
