"""Pushed updates: what the desk wants a worker to know, kept until she was shown it and, if asked, has answered."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA

NOTICE = METADATA.tables["notice"]
COLUMNS = ("id", "conversation_id", "message_id", "params_ct", "state", "created_at")

ADD = insert(NOTICE).values({name: bindparam(name) for name in COLUMNS})
GET = select(NOTICE.c.id, NOTICE.c.conversation_id, NOTICE.c.message_id, NOTICE.c.params_ct, NOTICE.c.state).where(
    NOTICE.c.id == bindparam("is_id")
)
LAST_TOLD = select(func.max(NOTICE.c.created_at)).where(NOTICE.c.conversation_id == bindparam("of"))
LAST_ASKED = select(func.max(NOTICE.c.created_at)).where(
    NOTICE.c.conversation_id == bindparam("of"), NOTICE.c.message_id == bindparam("asked")
)
UNANSWERED = (
    select(NOTICE.c.id, NOTICE.c.message_id)
    .where(
        NOTICE.c.conversation_id == bindparam("of"),
        NOTICE.c.state != "answered",
        NOTICE.c.message_id.in_(bindparam("asking", expanding=True)),
    )
    .order_by(NOTICE.c.created_at.desc())
    .limit(1)
)
OF = (
    select(NOTICE.c.id, NOTICE.c.params_ct, NOTICE.c.state, NOTICE.c.created_at)
    .where(NOTICE.c.conversation_id == bindparam("of"), NOTICE.c.message_id == bindparam("called"))
    .order_by(NOTICE.c.created_at, NOTICE.c.id)
)
MOVE = update(NOTICE).where(NOTICE.c.id == bindparam("is_id")).values(state=bindparam("to"))


@dataclass(frozen=True, slots=True)
class Told:
    """One notice, opened. `message_id` is its wording's id; `state` is waiting, shown or answered."""

    id: str
    conversation_id: str
    message_id: str
    params: Mapping[str, str]
    state: str


class Notices:
    """Rows of `notice`, each opened with its own conversation's key: `key_of` is `Vault.key`. Nothing here commits."""

    def __init__(self, connection: Connection, key_of: Callable[[str], DataKey]) -> None:
        self._connection, self._key_of = connection, key_of

    def add(
        self, notice_id: str, conversation_id: str, *, message_id: str, params: Mapping[str, str], created_at: int
    ) -> None:
        place, plain = Place("notice", "params_ct", notice_id), json.dumps(dict(params)).encode()
        sealed = self._key_of(conversation_id).seal(place, plain)
        self._connection.put(
            ADD,
            id=notice_id,
            conversation_id=conversation_id,
            message_id=message_id,
            params_ct=sealed,
            state="waiting",
            created_at=created_at,
        )

    def get(self, notice_id: str) -> Told | None:
        row = self._connection.one(GET, is_id=notice_id)
        if row is None:
            return None
        params = json.loads(self._key_of(row[1]).open(Place("notice", "params_ct", notice_id), row[3]))
        return Told(row[0], row[1], row[2], params, row[4])

    def of(self, conversation_id: str, message_id: str) -> Sequence[tuple[Told, int]]:
        """All of one kind, in the order in which they were written, each with its time (ms)."""
        key = self._key_of(conversation_id)
        return [
            (
                Told(
                    id_, conversation_id, message_id, json.loads(key.open(Place("notice", "params_ct", id_), ct)), state
                ),
                at,
            )
            for id_, ct, state, at in self._connection.all(OF, of=conversation_id, called=message_id)
        ]

    def move(self, notice_id: str, to: str) -> None:
        self._connection.put(MOVE, is_id=notice_id, to=to)


def last_told(connection: Connection, conversation_id: str) -> int | None:
    """When (ms) the desk last had something for this worker to know."""
    row = connection.one(LAST_TOLD, of=conversation_id)
    return None if row is None else row[0]


def last_asked(connection: Connection, conversation_id: str, message_id: str) -> int | None:
    """When (ms) she was last told this, in this conversation."""
    row = connection.one(LAST_ASKED, of=conversation_id, asked=message_id)
    return None if row is None else row[0]


def unanswered(connection: Connection, conversation_id: str, asking: Sequence[str]) -> tuple[str, str] | None:
    """(id, message id) of the last notice of these kinds that she has not answered."""
    row = connection.one(UNANSWERED, of=conversation_id, asking=list(asking))
    return None if row is None else (row[0], row[1])
