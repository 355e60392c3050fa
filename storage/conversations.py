"""The dialogues: saved state, when an unfinished one is reminded or dropped, what is to be erased."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, or_, select, update

from storage.crypto import DataKey
from storage.engine import Connection
from storage.models.cases import METADATA
from storage.recipients import state_place

CONVERSATION = METADATA.tables["conversation"]
CASES = METADATA.tables["cases"]

HELD = "held"
"""An `erase_scope`: she deleted all of it, and a legal hold keeps the words. They go when it is over."""
ADD = insert(CONVERSATION).values(
    {name: bindparam(name) for name in ("id", "alias", "person", "seq", "expires_at", "remind_at", "erase_scope")}
)
SAVE = (
    update(CONVERSATION)
    .where(CONVERSATION.c.id == bindparam("is_id"))
    .values({name: bindparam(name) for name in ("state_ct", "seq", "expires_at", "remind_at")})
)
GET = select(CONVERSATION.c.alias, CONVERSATION.c.case_id, CONVERSATION.c.seq, CONVERSATION.c.person).where(
    CONVERSATION.c.id == bindparam("is_id")
)
OF_ALIAS = select(CONVERSATION.c.id).where(CONVERSATION.c.alias == bindparam("is_alias")).order_by(CONVERSATION.c.seq)
BIND = update(CONVERSATION).where(CONVERSATION.c.id == bindparam("is_id")).values(case_id=bindparam("to_case"))
ERASE = (
    update(CONVERSATION)
    .where(CONVERSATION.c.id == bindparam("is_id"))
    .values(erase_at=bindparam("at"), erase_scope=bindparam("scope"))
)
WHAT = (
    CONVERSATION.c.id,
    CONVERSATION.c.alias,
    CONVERSATION.c.case_id,
    CONVERSATION.c.erase_scope,
    CONVERSATION.c.erase_at,
)
EXPIRED = (
    select(*WHAT)
    .where(CONVERSATION.c.expires_at <= bindparam("at"), CONVERSATION.c.case_id.is_(None))
    .order_by(CONVERSATION.c.expires_at)
    .limit(100)
)
TO_ERASE = select(*WHAT).where(CONVERSATION.c.erase_at.is_not(None)).order_by(CONVERSATION.c.erase_at).limit(100)
ERASING = select(*WHAT).where(CONVERSATION.c.alias == bindparam("is_alias"), CONVERSATION.c.erase_scope != "")
SCOPE = select(CONVERSATION.c.erase_scope).where(CONVERSATION.c.id == bindparam("is_id"))
ERASED = (
    update(CONVERSATION)
    .where(CONVERSATION.c.id == bindparam("is_id"))
    .values(erase_at=None, erase_scope=bindparam("scope"), pin_ct=None)
)
HELD_NO_LONGER = (
    select(*WHAT)
    .join(CASES, CASES.c.id == CONVERSATION.c.case_id)
    .where(CONVERSATION.c.erase_scope == HELD, or_(CASES.c.hold_until.is_(None), CASES.c.hold_until <= bindparam("at")))
    .order_by(CONVERSATION.c.id)
    .limit(100)
)
TO_REMIND = (
    select(*WHAT)
    .where(CONVERSATION.c.remind_at <= bindparam("at"), CONVERSATION.c.case_id.is_(None))
    .order_by(CONVERSATION.c.remind_at)
    .limit(100)
)
REMINDED = update(CONVERSATION).where(CONVERSATION.c.id == bindparam("is_id")).values(remind_at=None)
PIN = update(CONVERSATION).where(CONVERSATION.c.id == bindparam("is_id")).values(pin_ct=bindparam("sealed"))
GET_PIN = select(CONVERSATION.c.pin_ct).where(CONVERSATION.c.id == bindparam("is_id"))
STATE = select(CONVERSATION.c.state_ct).where(CONVERSATION.c.id == bindparam("is_id"))
SET_STATE = update(CONVERSATION).where(CONVERSATION.c.id == bindparam("is_id")).values(state_ct=bindparam("sealed"))
NUMBER = update(CONVERSATION).where(CONVERSATION.c.id == bindparam("is_id")).values(seq=bindparam("to"))
BELONGS = update(CONVERSATION).where(CONVERSATION.c.id == bindparam("is_id")).values(person=bindparam("to_person"))
REBIND = update(CONVERSATION).where(CONVERSATION.c.id == bindparam("is_id")).values(alias=bindparam("to_alias"))


@dataclass(frozen=True, slots=True)
class Due:
    """A conversation whose time has come: to remind, to drop, to erase."""

    id: str
    alias: str
    case_id: str | None
    erase_scope: str
    erase_at: int | None


class Conversations:
    """Rows of `conversation`. Nothing here commits; keys are destroyed by the caller, through the vault."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, conversation_id: str, alias: str, *, person: str, seq: int, expires_at: int, remind_at: int | None
    ) -> None:
        """`person` is who speaks in it: several people may share one phone, and none hears another's news."""
        self._connection.put(
            ADD,
            id=conversation_id,
            alias=alias,
            person=person,
            seq=seq,
            expires_at=expires_at,
            remind_at=remind_at,
            erase_scope="",
        )

    def save(
        self,
        conversation_id: str,
        key: DataKey,
        *,
        state: str,
        seq: int,
        expires_at: int | None,
        remind_at: int | None,
    ) -> None:
        sealed = key.seal(state_place(conversation_id), state.encode())
        self._connection.put(
            SAVE, is_id=conversation_id, state_ct=sealed, seq=seq, expires_at=expires_at, remind_at=remind_at
        )

    def alias(self, conversation_id: str) -> str | None:
        row = self._connection.one(GET, is_id=conversation_id)
        return None if row is None else str(row[0])

    def person(self, conversation_id: str) -> str | None:
        row = self._connection.one(GET, is_id=conversation_id)
        return None if row is None else str(row[3])

    def case_and_seq(self, conversation_id: str) -> tuple[str | None, int] | None:
        """The case of a conversation, if it has one, and the number of its last message."""
        row = self._connection.one(GET, is_id=conversation_id)
        return None if row is None else (row[1], int(row[2]))

    def of(self, alias: str) -> tuple[str, ...]:
        """Every conversation of a recipient, unfinished and submitted."""
        return tuple(row[0] for row in self._connection.all(OF_ALIAS, is_alias=alias))

    def bind(self, conversation_id: str, case_id: str | None) -> None:
        self._connection.put(BIND, is_id=conversation_id, to_case=case_id)

    def state(self, conversation_id: str, key: DataKey) -> str | None:
        row = self._connection.one(STATE, is_id=conversation_id)
        return None if row is None or row[0] is None else key.open(state_place(conversation_id), row[0]).decode()

    def set_state(self, conversation_id: str, key: DataKey, state: str) -> None:
        """Only the state; nothing about its drafts' days."""
        self._connection.put(
            SET_STATE, is_id=conversation_id, sealed=key.seal(state_place(conversation_id), state.encode())
        )

    def number(self, conversation_id: str, seq: int) -> None:
        """Only the number of the last message; the state stays as it is, readable or not."""
        self._connection.put(NUMBER, is_id=conversation_id, to=seq)

    def rebind(self, conversation_id: str, alias: str) -> None:
        """From now on updates of this conversation go to another contact: the same worker on another channel."""
        self._connection.put(REBIND, is_id=conversation_id, to_alias=alias)

    def belongs_to(self, conversation_id: str, person: str) -> None:
        """Another person speaks in it from now on."""
        self._connection.put(BELONGS, is_id=conversation_id, to_person=person)

    def set_pin(self, conversation_id: str, sealed: bytes | None) -> None:
        self._connection.put(PIN, is_id=conversation_id, sealed=sealed)

    def pin(self, conversation_id: str) -> bytes | None:
        row = self._connection.one(GET_PIN, is_id=conversation_id)
        return None if row is None else row[0]

    def erase_later(self, conversation_id: str, *, at: int, scope: str) -> None:
        self._connection.put(ERASE, is_id=conversation_id, at=at, scope=scope)

    def scope(self, conversation_id: str) -> str:
        """What of it is being erased: nothing, `draft`, `contact`, `all`, or `held`."""
        row = self._connection.one(SCOPE, is_id=conversation_id)
        return str(row[0]) if row else ""

    def reminded(self, conversation_id: str) -> bool:
        return self._connection.run(REMINDED, is_id=conversation_id) == 1

    def expired(self, at: int) -> Sequence[Due]:
        """Unfinished reports whose days are over."""
        return [Due(*row) for row in self._connection.all(EXPIRED, at=at)]

    def asked_to_erase(self) -> Sequence[Due]:
        """What workers confirmed to delete and is still there."""
        return [Due(*row) for row in self._connection.all(TO_ERASE)]

    def erasing(self, alias: str) -> Sequence[Due]:
        """What this contact asked to delete and is not yet deleted."""
        return [Due(*row) for row in self._connection.all(ERASING, is_alias=alias)]

    def erased(self, conversation_id: str, *, held: bool = False) -> None:
        """Its contact and PIN are gone, the conversation stays; `held`: only as long as the legal hold of its case."""
        self._connection.put(ERASED, is_id=conversation_id, scope=HELD if held else "")

    def held_no_longer(self, at: int) -> Sequence[Due]:
        """What workers deleted and a legal hold kept until now."""
        return [Due(*row) for row in self._connection.all(HELD_NO_LONGER, at=at)]

    def to_remind(self, at: int) -> Sequence[Due]:
        return [Due(*row) for row in self._connection.all(TO_REMIND, at=at)]
