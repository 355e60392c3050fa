"""Files that workers sent: what is still to be fetched, under a lease, and what is kept, sealed in chunks.

A fetch writes its chunks in several transactions, so that no turn waits for a whole file; each proves by `tries` that
its lease was not given to another. Nothing of it counts until the row says `kept`. Nothing here commits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, select, update

from storage.crypto import CHUNK, DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

MEDIA, PIECE, MESSAGE = (METADATA.tables[name] for name in ("media", "media_chunk", "message"))
ANSWER = METADATA.tables["media_answer"]
TOPIC = "media"
ORIGINAL, SHOWN = "original", "shown"
WAITING, KEPT, REFUSED, LOST = "waiting", "kept", "refused", "lost"

COLUMNS = tuple(column.name for column in MEDIA.c)
ADD = insert(MEDIA).values({name: bindparam(name) for name in COLUMNS})
DUE = (
    select(
        MEDIA.c.id, MEDIA.c.conversation_id, MEDIA.c.message_id, MEDIA.c.source_ct, MEDIA.c.tries, MEDIA.c.created_at
    )
    .where(MEDIA.c.state == WAITING, MEDIA.c.due_at <= bindparam("at"), MEDIA.c.lease_until <= bindparam("at"))
    .order_by(MEDIA.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
CLAIM = (
    update(MEDIA)
    .where(MEDIA.c.id == bindparam("is_id"), MEDIA.c.state == WAITING, MEDIA.c.lease_until <= bindparam("at"))
    .values(lease_until=bindparam("until"), tries=MEDIA.c.tries + 1)
)
MINE = and_(MEDIA.c.id == bindparam("is_id"), MEDIA.c.state == WAITING, MEDIA.c.tries == bindparam("at_try"))
HOLD = update(MEDIA).where(MINE).values(lease_until=bindparam("until"))
RETRY = update(MEDIA).where(MINE).values(due_at=bindparam("at"), lease_until=0, code=bindparam("why"))
FINISH = (
    update(MEDIA)
    .where(MINE)
    .values(state=bindparam("to"), code=bindparam("why"), facts_ct=bindparam("facts"), source_ct=None, lease_until=0)
)
TAKE_OVER = update(MEDIA).where(MEDIA.c.state == WAITING, MEDIA.c.lease_until > 0).values(lease_until=0)
REST = select(MEDIA.c.id).where(MEDIA.c.message_id == bindparam("of"), MEDIA.c.state == WAITING).limit(1)
REMOVAL_OF = select(MEDIA.c.removal_id).where(MEDIA.c.message_id == bindparam("of")).limit(1)
NUMBER = func.coalesce(MESSAGE.c.seq, 0)
WHAT = select(MEDIA.c.id, MEDIA.c.message_id, NUMBER, *(MEDIA.c[name] for name in ("n", "state", "code", "facts_ct")))
NUMBERED = WHAT.select_from(MEDIA.outerjoin(MESSAGE, MESSAGE.c.id == MEDIA.c.message_id))
OF = NUMBERED.where(MEDIA.c.conversation_id == bindparam("of")).order_by(NUMBER, MEDIA.c.message_id, MEDIA.c.n)
ONE = NUMBERED.where(MEDIA.c.id == bindparam("is_id"), MEDIA.c.conversation_id == bindparam("of"))
PUT = insert(PIECE).values({column.name: bindparam(column.name) for column in PIECE.c})
DROP = delete(PIECE).where(PIECE.c.media_id == bindparam("of"))
GET = select(PIECE.c.chunk_ct).where(
    PIECE.c.media_id == bindparam("of"), PIECE.c.form == bindparam("is_form"), PIECE.c.n == bindparam("is_n")
)
DROP_OF_MESSAGE = delete(PIECE).where(
    PIECE.c.media_id.in_(select(MEDIA.c.id).where(MEDIA.c.message_id == bindparam("of")))
)
FORGET_MESSAGE = delete(MEDIA).where(MEDIA.c.message_id == bindparam("of"))
DROP_OF = delete(PIECE).where(
    PIECE.c.media_id.in_(select(MEDIA.c.id).where(MEDIA.c.conversation_id == bindparam("is_id")))
)
FIGURES = select(MEDIA.c.state, func.count(), func.min(MEDIA.c.created_at)).group_by(MEDIA.c.state)
FIRST_ANSWER = insert_or_ignore(ANSWER)
ANSWERED = (
    update(ANSWER)
    .where(
        ANSWER.c.alias == bindparam("is_alias"),
        ANSWER.c.code == bindparam("is_code"),
        ANSWER.c.at <= bindparam("since"),
    )
    .values(at=bindparam("now"))
)
FORGET_ANSWERS = delete(ANSWER).where(ANSWER.c.alias == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claimed file. `source` is opened: channel, kind, ref, mime, size. `tries` counts this attempt."""

    id: str
    conversation_id: str
    message_id: str
    source_ct: bytes
    tries: int
    created_at: int


@dataclass(frozen=True, slots=True)
class File:
    """One file as the desk sees it, the `n`-th of message number `seq`. `facts` of a kept one: mime, family, size,
    sha256, and of the picture made from it shown, width, height. Sizes in bytes.
    """

    id: str
    message_id: str
    seq: int
    n: int
    state: str
    code: str
    facts: Mapping[str, Any]

    def size(self, form: str) -> int:
        """Bytes of this form, 0 where there is none."""
        return int(self.facts.get("size" if form == ORIGINAL else form, 0)) if self.state == KEPT else 0


def source_place(media_id: str) -> Place:
    return Place("media", "source_ct", media_id)


def facts_place(media_id: str) -> Place:
    return Place("media", "facts_ct", media_id)


def chunk_place(media_id: str, form: str) -> Place:
    return Place("media_chunk", form, media_id)


def add(
    connection: Connection,
    key: DataKey,
    media_id: str,
    *,
    conversation_id: str,
    message_id: str,
    n: int,
    source: Mapping[str, object],
    removal_id: str,
    at: int,
) -> None:
    """A file of a message, to be fetched as soon as this is committed."""
    connection.put(
        ADD,
        id=media_id,
        conversation_id=conversation_id,
        message_id=message_id,
        n=n,
        state=WAITING,
        code="",
        source_ct=key.seal(source_place(media_id), json.dumps(source).encode()),
        facts_ct=None,
        removal_id=removal_id,
        due_at=at,
        lease_until=0,
        tries=0,
        created_at=at,
    )
    connection.notify(TOPIC)


class Media:
    """Rows of `media` and `media_chunk`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, *, at: int, until: int, most: int) -> Sequence[Wanted]:
        """Up to `most` due files, leased until `until`."""
        return [
            Wanted(id_, conversation, message, source, tries + 1, created)
            for id_, conversation, message, source, tries, created in self._connection.all(DUE, at=at, most=most)
            if self._connection.run(CLAIM, is_id=id_, at=at, until=until) == 1
        ]

    def take_over(self) -> int:
        """End all leases: for the one process of its database, whose forerunner can be fetching nothing any more."""
        return self._connection.run(TAKE_OVER)

    def begin(self, wanted: Wanted, *, until: int) -> bool:
        """The file is here: drop what an earlier try left. False: the row is gone or somebody else's."""
        if not self._held(wanted, until):
            return False
        self._connection.put(DROP, of=wanted.id)
        return True

    def write(self, wanted: Wanted, key: DataKey, form: str, n: int, plain: bytes, *, last: bool, until: int) -> bool:
        """One chunk, sealed. False: as for `begin`."""
        if not self._held(wanted, until):
            return False
        sealed = key.seal_chunk(chunk_place(wanted.id, form), n, plain, last=last)
        self._connection.put(PUT, media_id=wanted.id, form=form, n=n, chunk_ct=sealed)
        return True

    def finish(self, wanted: Wanted, to: str, *, why: str = "", facts: bytes | None = None) -> bool:
        """`kept`, `refused` or `lost`. False: as for `begin`."""
        values = {"is_id": wanted.id, "at_try": wanted.tries, "to": to, "why": why, "facts": facts}
        if self._connection.run(FINISH, **values) != 1:
            return False
        if to != KEPT:
            self._connection.put(DROP, of=wanted.id)
        return True

    def retry(self, wanted: Wanted, *, at: int, why: str) -> None:
        self._connection.put(RETRY, is_id=wanted.id, at_try=wanted.tries, at=at, why=why)

    def removal_when_done(self, message_id: str) -> str:
        """The removal of the vendor's copies that waited for this message's files; empty while one is missing."""
        if self._connection.one(REST, of=message_id) is not None:
            return ""
        row = self._connection.one(REMOVAL_OF, of=message_id)
        return str(row[0]) if row else ""

    def of(self, conversation_id: str, key: DataKey) -> Sequence[File]:
        """Every file of a conversation, by message and place."""
        return [_file(row, key) for row in self._connection.all(OF, of=conversation_id)]

    def one(self, media_id: str, conversation_id: str, key: DataKey) -> File | None:
        row = self._connection.one(ONE, is_id=media_id, of=conversation_id)
        return None if row is None else _file(row, key)

    def chunk(self, file: File, key: DataKey, form: str, n: int) -> bytes:
        """Piece `n` of a kept file, opened. Raises storage.crypto.Sealed, or LookupError when the file went."""
        row = self._connection.one(GET, of=file.id, is_form=form, is_n=n)
        if row is None:
            raise LookupError("this part of the file is gone")
        last = n == (file.size(form) - 1) // CHUNK
        return key.open_chunk(chunk_place(file.id, form), n, row[0], last=last)

    def forget_message(self, message_id: str) -> None:
        """She took the message back: its files go with its words."""
        self._connection.put(DROP_OF_MESSAGE, of=message_id)
        self._connection.put(FORGET_MESSAGE, of=message_id)

    def figures(self) -> Mapping[str, tuple[int, int]]:
        """State -> (how many, when the oldest came in ms)."""
        return {row[0]: (int(row[1]), int(row[2])) for row in self._connection.all(FIGURES)}

    def may_answer(self, alias: str, code: str, *, at: int, every: int) -> bool:
        """Whether to tell her now; True at most once in `every` ms for each code."""
        if self._connection.run(FIRST_ANSWER, alias=alias, code=code, at=at) == 1:
            return True
        return self._connection.run(ANSWERED, is_alias=alias, is_code=code, since=at - every, now=at) == 1

    def forget_answers(self, alias: str) -> None:
        self._connection.put(FORGET_ANSWERS, of=alias)

    def _held(self, wanted: Wanted, until: int) -> bool:
        return self._connection.run(HOLD, is_id=wanted.id, at_try=wanted.tries, until=until) == 1


def _file(row: Sequence[Any], key: DataKey) -> File:
    id_, message_id, seq, n, state, code, facts_ct = row
    facts = json.loads(key.open(facts_place(id_), facts_ct)) if facts_ct else {}
    return File(id_, message_id, int(seq), n, state, code, facts)
