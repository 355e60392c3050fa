"""The desk's own wording of the bot's texts: every change, and who has read what. Nothing here commits.

Whoever changes a text tells all processes (`TOPIC`), which then read what they have not got yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import bindparam, func, select

from storage.engine import Connection, Row
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

TOPIC = "wording"
CHANGE, READ = METADATA.tables["wording_change"], METADATA.tables["wording_read"]
CHANGE_COLUMNS = ("number", "language", "message_id", "version", "text", "back", "source", "kind", "by_id", "at")
READ_COLUMNS = ("language", "message_id", "digest", "by_id", "name", "at")

LAST = select(func.max(CHANGE.c.number))
ALL = select(*[CHANGE.c[name] for name in CHANGE_COLUMNS]).order_by(CHANGE.c.number)
MARKS = select(func.count()).select_from(READ)
EVERY_READ = select(*[READ.c[name] for name in READ_COLUMNS]).order_by(READ.c.at)
READS = (
    select(*[READ.c[name] for name in READ_COLUMNS])
    .where(READ.c.language == bindparam("of_language"))
    .order_by(READ.c.at)
)
ADD, ADD_READ = insert_or_ignore(CHANGE), insert_or_ignore(READ)


@dataclass(frozen=True, slots=True)
class Change:
    """One row of `wording_change`. `at` is ms since 1970 UTC; `number` 0 is none yet."""

    language: str
    message_id: str
    version: int
    text: str
    back: str
    source: str
    kind: str
    by_id: str
    at: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class HasRead:
    """Who has read a text; `name` is what she was called then."""

    language: str
    message_id: str
    digest: str
    by_id: str
    name: str
    at: int


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class Wordings:
    """Rows of `wording_change` and `wording_read`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> int:
        """The number of the newest change; 0 where there is none."""
        row = self._connection.one(LAST)
        return int(row[0] or 0) if row else 0

    def marks(self) -> int:
        """How many texts were marked as read."""
        row = self._connection.one(MARKS)
        return int(row[0]) if row else 0

    def all(self) -> Sequence[Change]:
        """Every change of every text, the oldest first."""
        return [_change(row) for row in self._connection.all(ALL)]

    def add(self, changes: Sequence[Change], *, after: int) -> bool:
        """Put them behind change number `after`. False, and nothing is added: something was changed since."""
        if self.last() != after:
            return False
        for number, change in enumerate(changes, after + 1):
            values = {name: getattr(change, name) for name in CHANGE_COLUMNS}
            if self._connection.run(ADD, **{**values, "number": number}) != 1:
                return False  # the first of them: whoever was quicker took its number
        self._connection.notify(TOPIC)
        return True

    def read_by(self, one: HasRead) -> bool:
        """False: this text was marked before."""
        added = self._connection.run(ADD_READ, **{name: getattr(one, name) for name in READ_COLUMNS}) == 1
        self._connection.notify(TOPIC)
        return added

    def every_read(self) -> Sequence[HasRead]:
        """Of all languages, the oldest first."""
        return [HasRead(*row) for row in self._connection.all(EVERY_READ)]

    def reads(self, language: str) -> Sequence[HasRead]:
        """The oldest first."""
        return [HasRead(*row) for row in self._connection.all(READS, of_language=language)]


def _change(row: Row) -> Change:
    return Change(**dict(zip(CHANGE_COLUMNS, row, strict=True)))
