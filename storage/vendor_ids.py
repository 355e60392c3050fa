"""Vendors' ids of messages: as digests, to know what a status is about; sealed, where one must be presented again.

A message of several parts has several; each part moves forward by itself. Nothing here commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

IDS, CONVERSATION = METADATA.tables["vendor_id"], METADATA.tables["conversation"]
RANK = {"": 0, "queued": 1, "sent": 2, "delivered": 3, "read": 4, "failed": 5, "undelivered": 5}
FINAL = 5

ADD = insert_or_ignore(IDS)
GET = select(IDS.c.message_id, IDS.c.conversation_id, IDS.c.part, IDS.c.state, IDS.c.code).where(
    IDS.c.digest == bindparam("is_digest")
)
CLAIM_EARLY = (
    update(IDS)
    .where(IDS.c.digest == bindparam("is_digest"), IDS.c.message_id == "")
    .values(
        message_id=bindparam("of"),
        conversation_id=bindparam("within"),
        part=bindparam("place"),
        id_ct=bindparam("sealed"),
    )
)
MOVE = update(IDS).where(IDS.c.digest == bindparam("is_digest")).values(state=bindparam("to"), code=bindparam("why"))
STATES = select(IDS.c.state).where(IDS.c.message_id == bindparam("of"))
DROP_FROM = delete(IDS).where(IDS.c.message_id == bindparam("of"), IDS.c.part >= bindparam("part"))
EXPIRE = delete(IDS).where(IDS.c.message_id == "", IDS.c.day < bindparam("before"))
HERS = select(CONVERSATION.c.id).where(CONVERSATION.c.alias == bindparam("of"))
WIPE = (
    update(IDS)
    .where(IDS.c.conversation_id.in_(HERS), IDS.c.id_ct.is_not(None), IDS.c.day >= bindparam("since"))
    .values(wipe_at=bindparam("at"))
)
WIPE_ONE = (
    update(IDS).where(IDS.c.message_id == bindparam("of"), IDS.c.id_ct.is_not(None)).values(wipe_at=bindparam("at"))
)
TO_WIPE = (
    select(IDS.c.digest, IDS.c.message_id, IDS.c.conversation_id, IDS.c.id_ct, IDS.c.wipe_tries, CONVERSATION.c.alias)
    .join(CONVERSATION, CONVERSATION.c.id == IDS.c.conversation_id)
    .where(IDS.c.wipe_at <= bindparam("at"))
    .order_by(IDS.c.wipe_at, CONVERSATION.c.alias)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=IDS)
)
LEASE = (
    update(IDS)
    .where(IDS.c.digest == bindparam("is_digest"))
    .values(wipe_at=bindparam("until"), wipe_tries=IDS.c.wipe_tries + 1)
)
WIPED = update(IDS).where(IDS.c.digest == bindparam("is_digest")).values(wipe_at=None, wipe_tries=0, id_ct=None)


@dataclass(frozen=True, slots=True)
class Known:
    """What a vendor's id is of. `message_id` is empty for a status that came before our own commit."""

    message_id: str
    conversation_id: str
    part: int
    state: str
    code: str


@dataclass(frozen=True, slots=True)
class Wipe:
    """One message that is to disappear from her phone. `sealed` opens with the conversation's key."""

    digest: bytes
    message_id: str
    conversation_id: str
    sealed: bytes
    tries: int
    alias: str

    def opened(self, key: DataKey) -> str:
        return key.open(_place(self.message_id), self.sealed).decode()


class VendorIds:
    """Rows of `vendor_id`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        digest: bytes,
        *,
        message_id: str,
        conversation_id: str,
        part: int = 0,
        day: int,
        key: DataKey | None = None,
        vendor_id: str = "",
    ) -> Known | None:
        """Remember an id; with a `key` so that it can be presented again. What the vendor said of it already, if so."""
        sealed = key.seal(_place(message_id), vendor_id.encode()) if key is not None else None
        row = {"digest": digest, "message_id": message_id, "conversation_id": conversation_id, "part": part}
        rest = {"state": "sent", "code": "", "id_ct": sealed, "day": day, "wipe_at": None, "wipe_tries": 0}
        if self._connection.run(ADD, **row, **rest) == 1:
            return None
        claimed = self._connection.run(
            CLAIM_EARLY, is_digest=digest, of=message_id, within=conversation_id, place=part, sealed=sealed
        )
        return self.get(digest) if claimed else None

    def early(self, digest: bytes, *, state: str, code: str, day: int) -> None:
        """A status of a message that we do not know yet, or not any more: kept for a day."""
        row = {"digest": digest, "message_id": "", "conversation_id": "", "part": 0, "state": state, "code": code}
        self._connection.run(ADD, **row, id_ct=None, day=day, wipe_at=None, wipe_tries=0)

    def get(self, digest: bytes) -> Known | None:
        row = self._connection.one(GET, is_digest=digest)
        return None if row is None else Known(*row)

    def forward(self, digest: bytes, known: Known, to: str, code: str = "") -> bool:
        """Only forward: queued, sent, delivered, read. Failed and undelivered are final."""
        if RANK.get(to, 0) <= RANK.get(known.state, 0):
            return False
        self._connection.put(MOVE, is_digest=digest, to=to, why=code[:8])
        return True

    def whole(self, message_id: str) -> str:
        """How a message stands: failed if a part is, else as its slowest part."""
        states = [str(row[0]) for row in self._connection.all(STATES, of=message_id)]
        failed = [state for state in states if RANK.get(state) == FINAL]
        return failed[0] if failed else min(states, key=lambda state: RANK.get(state, 0), default="")

    def drop_from(self, message_id: str, part: int) -> None:
        """These parts are sent again and get new ids."""
        self._connection.put(DROP_FROM, of=message_id, part=part)

    def forget_early(self, before: int) -> int:
        return self._connection.run(EXPIRE, before=before)

    def wipe(self, alias: str, *, since: int, at: int) -> bool:
        """Have all her and our messages from the day `since` on taken off her phone. False: there are none."""
        return self._connection.run(WIPE, of=alias, since=since, at=at) > 0

    def wipe_one(self, message_id: str, *, at: int) -> bool:
        return self._connection.run(WIPE_ONE, of=message_id, at=at) > 0

    def to_wipe(self, *, at: int, until: int, most: int) -> Sequence[Wipe]:
        """Due ones, put off until `until`: whoever has them does it by then, or the next one does."""
        found = [Wipe(*row) for row in self._connection.all(TO_WIPE, at=at, most=most)]
        for one in found:
            self._connection.put(LEASE, is_digest=one.digest, until=until)
        return found

    def wiped(self, digest: bytes) -> None:
        """It is gone, or the vendor will never take it away."""
        self._connection.put(WIPED, is_digest=digest)


def _place(message_id: str) -> Place:
    return Place("vendor_id", "id_ct", message_id)
