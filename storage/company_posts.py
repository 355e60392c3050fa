"""What a company wrote or uploaded on its thread, and what the desk wrote to it, sealed with the thread's key.

The caller owns the transaction: nothing here commits, and nothing here tells the worker anything.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from storage.crypto import CHUNK, DataKey, Place
from storage.engine import Connection, Row
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

POST, THREAD, PIECE = (METADATA.tables[name] for name in ("company_post", "disclosure", "company_chunk"))
PLAIN = ("id", "disclosure_id", "seq", "author", "author_id", "kind", "state", "reply_id", "handled_by", "at")
WHOLE = select(*[POST.c[name] for name in (*PLAIN, "body_ct")])
ADD = insert_or_ignore(POST)
LAST = select(func.coalesce(func.max(POST.c.seq), 0)).where(POST.c.disclosure_id == bindparam("of"))
OF = WHOLE.where(POST.c.disclosure_id == bindparam("of")).order_by(POST.c.seq)
ONE = WHOLE.where(POST.c.id == bindparam("is_id"), POST.c.disclosure_id == bindparam("of"))
OF_REPLY = WHOLE.where(POST.c.reply_id == bindparam("reply"), POST.c.disclosure_id == bindparam("of"))
THREAD_OF_REPLY = select(POST.c.disclosure_id, POST.c.id).where(POST.c.reply_id == bindparam("reply"))
SINCE = select(func.count()).where(POST.c.disclosure_id == bindparam("of"), POST.c.at > bindparam("since"))
MOVE = (
    update(POST)
    .where(POST.c.id == bindparam("is_id"), POST.c.state == bindparam("was"))
    .values(state=bindparam("to"), handled_by=bindparam("by"))
)
SET_REPLY = update(POST).where(POST.c.id == bindparam("is_id")).values(reply_id=bindparam("reply"))
WAITING = (
    select(THREAD.c.case_id).join(POST, POST.c.disclosure_id == THREAD.c.id).where(POST.c.state == "waiting").distinct()
)
PUT = insert(PIECE).values({column.name: bindparam(column.name) for column in PIECE.c})
GET = select(PIECE.c.chunk_ct).where(
    PIECE.c.post_id == bindparam("of"), PIECE.c.disclosure_id == bindparam("thread"), PIECE.c.n == bindparam("is_n")
)


class Author(StrEnum):
    COMPANY = "company"
    DESK = "desk"


class Kind(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    QUESTION = "question"
    ANSWER = "answer"
    PLAN = "plan"
    DONE = "done"
    REFUSED = "refused"
    CLOSING = "closing"  # the company thinks that it is over; only the worker says so
    FILE = "file"
    MESSAGE = "message"  # the desk's


class State(StrEnum):
    """Of what a company wrote. Of hers, what she said to an offer stands behind it."""

    WAITING = "waiting"  # nobody of the desk has read it
    READ = "read"
    PASSED_ON = "passed_on"  # the worker was told
    RETURNED = "returned"  # the desk wants another
    ACCEPTED = "accepted"  # she said yes to what was offered
    DECLINED = "declined"  # she said no, or wants a person
    SENT = "sent"  # the desk's own


@dataclass(frozen=True, slots=True)
class Post:
    """One line between a company and the desk. `body`: text, actions (ids), and of a file name, mime, size."""

    id: str
    disclosure_id: str
    seq: int
    author: str
    author_id: str
    kind: str
    state: str
    reply_id: str
    handled_by: str
    at: int
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))


class CompanyPosts:
    """Rows of `company_post` of one thread, opened with its key."""

    def __init__(self, connection: Connection, thread_id: str, key: DataKey) -> None:
        self._connection, self._thread, self._key = connection, thread_id, key

    def add(
        self, id: str, *, author: Author, author_id: str, kind: Kind, state: State, body: Mapping[str, Any], at: int
    ) -> bool:
        """False: this very form was sent before, or two wrote at one moment."""
        last = self._connection.one(LAST, of=self._thread)
        row = {"id": id, "disclosure_id": self._thread, "seq": int(last[0] if last else 0) + 1, "author": author.value}
        sealed = self._key.seal(_place(id), json.dumps(dict(body), ensure_ascii=False).encode())
        values = {"author_id": author_id, "kind": kind.value, "state": state.value, "body_ct": sealed, "at": at}
        return self._connection.run(ADD, **row, **values, reply_id="", handled_by="") == 1

    def all(self) -> Sequence[Post]:
        """The oldest first."""
        return [self._opened(row) for row in self._connection.all(OF, of=self._thread)]

    def one(self, id: str) -> Post | None:
        row = self._connection.one(ONE, is_id=id, of=self._thread)
        return None if row is None else self._opened(row)

    def of_reply(self, reply_id: str) -> Post | None:
        row = self._connection.one(OF_REPLY, reply=reply_id, of=self._thread)
        return None if row is None else self._opened(row)

    def since(self, at: int) -> int:
        """How many lines since then (ms)."""
        row = self._connection.one(SINCE, of=self._thread, since=at)
        return 0 if row is None else int(row[0])

    def move(self, post: Post, to: State, *, by: str) -> bool:
        """Compare and set."""
        return self._connection.run(MOVE, is_id=post.id, was=post.state, to=to.value, by=by) == 1

    def answer_with(self, post: Post, reply_id: str) -> None:
        """This reply tells the worker of it, once it is sent."""
        self._connection.put(SET_REPLY, is_id=post.id, reply=reply_id)

    def keep_file(self, id: str, content: bytes) -> None:
        pieces = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)]
        for n, piece in enumerate(pieces):
            sealed = self._key.seal_chunk(_file(id), n, piece, last=n == len(pieces) - 1)
            self._connection.put(PUT, post_id=id, n=n, disclosure_id=self._thread, chunk_ct=sealed)

    def file(self, post: Post) -> Iterator[bytes]:
        """Piece by piece. Raises LookupError where one is missing."""
        count = -(-int(post.body.get("size", 0)) // CHUNK)
        for n in range(count):
            row = self._connection.one(GET, of=post.id, thread=self._thread, is_n=n)
            if row is None:
                raise LookupError(f"company_chunk {post.id} {n}")
            yield self._key.open_chunk(_file(post.id), n, row[0], last=n == count - 1)

    def _opened(self, row: Row) -> Post:
        body = json.loads(self._key.open(_place(row[0]), row[len(PLAIN)]))
        return Post(**dict(zip(PLAIN, row[: len(PLAIN)], strict=True)), body=body)


def waiting(connection: Connection) -> frozenset[str]:
    """The cases in which a company wrote what nobody has read yet."""
    return frozenset(str(row[0]) for row in connection.all(WAITING))


def thread_of_reply(connection: Connection, reply_id: str) -> str:
    """The thread whose post this reply tells of; empty for a reply that is about no company."""
    row = connection.one(THREAD_OF_REPLY, reply=reply_id)
    return "" if row is None else str(row[0])


def _place(id: str) -> Place:
    return Place("company_post", "body_ct", id)


def _file(id: str) -> Place:
    return Place("company_chunk", "chunk_ct", id)
