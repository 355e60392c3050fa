"""What members typed instead of what a machine made of a sentence: with who and when, every version kept.

The last one of a sentence counts. They are the case's own translation memory, sealed with its key and gone with it
(`decisions.md` 16). Nothing here commits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA

CORRECTION, CONVERSATION = METADATA.tables["correction"], METADATA.tables["conversation"]
WHOLE = -1
"""The `n` of what was typed for a whole text, where no machine had cut it into sentences."""

# Held until the end of the transaction: an erasure on the other database connection comes before or after, not between.
HOLD = select(CONVERSATION.c.id).where(CONVERSATION.c.id == bindparam("is_id")).with_for_update()
ADD = insert(CORRECTION).values({column.name: bindparam(column.name) for column in CORRECTION.c})
NEXT = select(func.coalesce(func.max(CORRECTION.c.seq), 0) + 1).where(
    CORRECTION.c.text_id == bindparam("of"),
    CORRECTION.c.target == bindparam("for_target"),
    CORRECTION.c.n == bindparam("is_n"),
)
NAMES = ("id", "text_id", "message_id", "target", "n", "seq", "member_id", "at", "body_ct")
OF = (
    select(*(CORRECTION.c[name] for name in NAMES))
    .where(CORRECTION.c.conversation_id == bindparam("of"))
    .order_by(CORRECTION.c.at, CORRECTION.c.seq)
)
FORGET_MESSAGE = delete(CORRECTION).where(CORRECTION.c.message_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Correction:
    """Version `seq` of segment `n` of a text, or of the whole text (`WHOLE`). `at` in ms.

    `segment` is the sentence in the worker's language as it was split, `machine` what stood there before; both are
    empty for a whole text that no machine translated. An empty `text` takes an earlier correction back.
    """

    id: str
    text_id: str
    message_id: str
    target: str
    n: int
    seq: int
    member_id: str
    at: int
    language: str
    segment: str
    text: str
    machine: str = ""


def body_place(correction_id: str) -> Place:
    return Place("correction", "body_ct", correction_id)


class Corrections:
    """Rows of `correction` of one conversation's key."""

    def __init__(self, connection: Connection, key: DataKey) -> None:
        self._connection, self._key = connection, key

    def hold(self, conversation_id: str) -> bool:
        """Let nobody else type in this conversation until the end of the transaction, so that what is read now still
        holds when it is written. False: the conversation was erased.
        """
        return self._connection.one(HOLD, is_id=conversation_id) is not None

    def add(
        self,
        correction_id: str,
        *,
        conversation_id: str,
        message_id: str,
        text_id: str,
        target: str,
        n: int,
        language: str,
        segment: str,
        text: str,
        machine: str = "",
        member_id: str,
        at: int,
    ) -> bool:
        """Append. False: the conversation was erased meanwhile, nothing is stored."""
        if not self.hold(conversation_id):
            return False
        row = self._connection.one(NEXT, of=text_id, for_target=target, is_n=n)
        body = {"language": language, "segment": segment, "text": text, "machine": machine}
        self._connection.put(
            ADD,
            id=correction_id,
            conversation_id=conversation_id,
            message_id=message_id,
            text_id=text_id,
            target=target,
            n=n,
            seq=row[0] if row else 1,
            body_ct=self._key.seal(body_place(correction_id), json.dumps(body).encode()),
            member_id=member_id,
            at=at,
        )
        return True

    def of(self, conversation_id: str) -> Sequence[Correction]:
        """Every version, in the order they were typed."""
        return [
            Correction(*row[:8], **json.loads(self._key.open(body_place(row[0]), row[8])))
            for row in self._connection.all(OF, of=conversation_id)
        ]

    def memory(self, conversation_id: str) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """(worker's language, reader's language) -> sentence -> what was last typed for it in this case."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for one in self.of(conversation_id):
            if one.n != WHOLE and one.segment:
                known = found.setdefault((one.language, one.target), {})
                if one.text:
                    known[one.segment] = one.text
                else:
                    known.pop(one.segment, None)
        return found


def forget_message(connection: Connection, message_id: str) -> None:
    """She took the message back."""
    connection.put(FORGET_MESSAGE, of=message_id)
