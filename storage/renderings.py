"""What machines made of workers' texts, sealed with the case's key: one row a text, reader's language and generation.

What the body holds is the translation's own affair (`bot.translation.record`). Nothing here commits.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is written by both compilers

from storage.crypto import DataKey, Place
from storage.engine import Connection, Row
from storage.models.cases import METADATA

RENDERING = METADATA.tables["rendering"]
ADD = insert(RENDERING).on_conflict_do_nothing(index_elements=["text_id", "target", "generation"])
NAMES = ("id", "text_id", "message_id", "target", "generation", "created_at", "body_ct")
WHAT = select(*(RENDERING.c[name] for name in NAMES))
OF = WHAT.where(RENDERING.c.conversation_id == bindparam("of"), RENDERING.c.target == bindparam("for_target")).order_by(
    RENDERING.c.generation
)
ONE = (
    WHAT.where(
        RENDERING.c.conversation_id == bindparam("of"),
        RENDERING.c.text_id == bindparam("is_text"),
        RENDERING.c.target == bindparam("for_target"),
    )
    .order_by(RENDERING.c.generation.desc())
    .limit(1)
)
FORGET_MESSAGE = delete(RENDERING).where(RENDERING.c.message_id == bindparam("of"))
FORGET_TEXT = delete(RENDERING).where(RENDERING.c.text_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Stored:
    """One rendering, opened. `body` as `bot.translation.record` writes and reads it."""

    text_id: str
    message_id: str
    target: str
    generation: int
    created_at: int
    body: Mapping[str, Any]


def body_place(rendering_id: str) -> Place:
    return Place("rendering", "body_ct", rendering_id)


class Renderings:
    """Rows of `rendering` of one conversation's key."""

    def __init__(self, connection: Connection, key: DataKey) -> None:
        self._connection, self._key = connection, key

    def add(
        self,
        rendering_id: str,
        *,
        conversation_id: str,
        message_id: str,
        text_id: str,
        target: str,
        generation: int,
        body: Mapping[str, Any],
        at: int,
    ) -> None:
        """Once a generation: a second one is dropped. Only after `Tasks.finish` said that the task is still ours."""
        self._connection.put(
            ADD,
            id=rendering_id,
            conversation_id=conversation_id,
            message_id=message_id,
            text_id=text_id,
            target=target,
            generation=generation,
            body_ct=self._key.seal(body_place(rendering_id), json.dumps(body).encode()),
            created_at=at,
        )

    def of(self, conversation_id: str, target: str) -> Mapping[str, Stored]:
        """The latest rendering of each text of a conversation for readers of `target`, by `text_id`."""
        latest = {row[1]: row for row in self._connection.all(OF, of=conversation_id, for_target=target)}
        return {text_id: self._opened(row) for text_id, row in latest.items()}

    def one(self, conversation_id: str, text_id: str, target: str) -> Stored | None:
        """The latest rendering of one text."""
        row = self._connection.one(ONE, of=conversation_id, is_text=text_id, for_target=target)
        return None if row is None else self._opened(row)

    def _opened(self, row: Row) -> Stored:
        id_, text_id, message_id, target, generation, created_at, sealed = row
        body = json.loads(self._key.open(body_place(id_), sealed))
        return Stored(text_id, message_id, target, int(generation), int(created_at), body)


def forget_message(connection: Connection, message_id: str) -> None:
    """She took the message back: what it meant goes with it."""
    connection.put(FORGET_MESSAGE, of=message_id)


def forget_text(connection: Connection, text_id: str) -> None:
    connection.put(FORGET_TEXT, of=text_id)
