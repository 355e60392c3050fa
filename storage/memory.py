"""The desk's translation memory: sentences that a person released for all cases, and nothing else (`decisions.md` 16).

Sealed with a key of this purpose, never with a case's: it outlives the case, so nothing that could name anybody may be
in it. Whoever releases removed names, places, numbers and companies before. Nothing here commits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select

from storage.crypto import Place
from storage.engine import Connection
from storage.keyring import Keyring, Purpose
from storage.models.cases import METADATA

RELEASED = METADATA.tables["released_segment"]
NAMES = ("id", "source", "target", "member_id", "at", "body_ct")
ADD = insert(RELEASED).values({column.name: bindparam(column.name) for column in RELEASED.c})
ALL = select(*(RELEASED.c[name] for name in NAMES)).order_by(RELEASED.c.at, RELEASED.c.id)
DROP = delete(RELEASED).where(RELEASED.c.id == bindparam("is_id"))
MARK = select(func.count(), func.coalesce(func.max(RELEASED.c.at), 0))


@dataclass(frozen=True, slots=True)
class Released:
    """A sentence in a worker's language and its translation, who released it and when (ms)."""

    id: str
    source: str
    target: str
    member_id: str
    at: int
    segment: str
    text: str


def body_place(released_id: str) -> Place:
    return Place("released_segment", "body_ct", released_id)


class Memory:
    """Rows of `released_segment`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring

    def release(
        self, released_id: str, *, source: str, target: str, segment: str, text: str, member_id: str, at: int
    ) -> None:
        """For all cases from now on. A later release of the same sentence counts instead."""
        body = json.dumps({"segment": segment, "text": text}).encode()
        self._connection.put(
            ADD,
            id=released_id,
            source=source,
            target=target,
            body_ct=self._keyring.seal(Purpose.MEMORY, body_place(released_id), body),
            member_id=member_id,
            at=at,
        )

    def take_back(self, released_id: str) -> bool:
        """It is used no more. What it was used for stays as it was rendered."""
        return self._connection.run(DROP, is_id=released_id) == 1

    def all(self) -> Sequence[Released]:
        """The oldest first."""
        return [
            Released(*row[:5], **json.loads(self._keyring.open(Purpose.MEMORY, body_place(row[0]), row[5])))
            for row in self._connection.all(ALL)
        ]

    def by_direction(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """(worker's language, reader's language) -> sentence -> translation."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for one in self.all():
            found.setdefault((one.source, one.target), {})[one.segment] = one.text
        return found

    def mark(self) -> tuple[int, int]:
        """Changes whenever something is released or taken back: (how many, when the last was released)."""
        row = self._connection.one(MARK)
        return (int(row[0]), int(row[1])) if row else (0, 0)
