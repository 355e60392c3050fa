"""What members typed of voice messages, with who and when: every version kept, the last one counts.

Sealed with the conversation's data key. What is typed goes the way of a written message (`bot.translation.asking`).
Nothing here commits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select

from storage.corrections import HOLD
from storage.crypto import DataKey, Place
from storage.engine import Connection, Row
from storage.models.cases import METADATA

TRANSCRIPT = METADATA.tables["transcript"]
NAMES = ("id", "message_id", "media_id", "seq", "member_id", "at", "body_ct")
WHAT = select(*(TRANSCRIPT.c[name] for name in NAMES))
ADD = insert(TRANSCRIPT).values({column.name: bindparam(column.name) for column in TRANSCRIPT.c})
NEXT = select(func.coalesce(func.max(TRANSCRIPT.c.seq), 0) + 1).where(TRANSCRIPT.c.media_id == bindparam("of"))
OF = WHAT.where(TRANSCRIPT.c.conversation_id == bindparam("of")).order_by(TRANSCRIPT.c.at, TRANSCRIPT.c.seq)
ONE = WHAT.where(TRANSCRIPT.c.id == bindparam("is_id"))
LAST = WHAT.where(TRANSCRIPT.c.media_id == bindparam("of")).order_by(TRANSCRIPT.c.seq.desc()).limit(1)
FORGET_MESSAGE = delete(TRANSCRIPT).where(TRANSCRIPT.c.message_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Transcript:
    """Version `seq` of what a voice message says, in the worker's language `language`. `at` in ms."""

    id: str
    message_id: str
    media_id: str
    seq: int
    member_id: str
    at: int
    text: str
    language: str


def body_place(transcript_id: str) -> Place:
    return Place("transcript", "body_ct", transcript_id)


class Transcripts:
    """Rows of `transcript` of one conversation's key."""

    def __init__(self, connection: Connection, key: DataKey) -> None:
        self._connection, self._key = connection, key

    def add(
        self,
        transcript_id: str,
        *,
        conversation_id: str,
        message_id: str,
        media_id: str,
        text: str,
        language: str,
        member_id: str,
        at: int,
    ) -> bool:
        """Append. False: the conversation was erased meanwhile, nothing is stored."""
        if self._connection.one(HOLD, is_id=conversation_id) is None:
            return False
        row = self._connection.one(NEXT, of=media_id)
        self._connection.put(
            ADD,
            id=transcript_id,
            conversation_id=conversation_id,
            message_id=message_id,
            media_id=media_id,
            seq=row[0] if row else 1,
            body_ct=self._key.seal(
                body_place(transcript_id), json.dumps({"text": text, "language": language}).encode()
            ),
            member_id=member_id,
            at=at,
        )
        return True

    def of(self, conversation_id: str) -> Mapping[str, Sequence[Transcript]]:
        """By file: every version, the last one last."""
        found: dict[str, list[Transcript]] = {}
        for row in self._connection.all(OF, of=conversation_id):
            found.setdefault(row[2], []).append(self._opened(row))
        return found

    def one(self, transcript_id: str) -> Transcript | None:
        row = self._connection.one(ONE, is_id=transcript_id)
        return None if row is None else self._opened(row)

    def last(self, media_id: str) -> Transcript | None:
        """The version that counts."""
        row = self._connection.one(LAST, of=media_id)
        return None if row is None else self._opened(row)

    def _opened(self, row: Row) -> Transcript:
        return Transcript(*row[:6], **json.loads(self._key.open(body_place(row[0]), row[6])))


def forget_message(connection: Connection, message_id: str) -> None:
    """She took the message back."""
    connection.put(FORGET_MESSAGE, of=message_id)
