"""How each contact may be written to, and the conversation she is in. By alias only: the vault has the address."""

from dataclasses import dataclass

from sqlalchemy import bindparam, case, delete, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

RECIPIENT = METADATA.tables["recipient"]
CONVERSATION = METADATA.tables["conversation"]


@dataclass(frozen=True)
class Recipient:
    """One row of `recipient`. Times are milliseconds since 1970 UTC.

    `stopped` says why we may not write, if so (`bot.delivery.reach`), `stopped_until` when that is over by itself.
    `window_wait` says that something waits until she writes: `told` by a WhatsApp template that it does, `mute`,
    because no template is approved, or `kept`, since she was out of reach. `last_order` is the place of her newest
    message in the order that the vendor tells (`bot.intake.sequence`).
    """

    alias: str
    channel: str
    language: str = ""
    country: str = ""
    discreet: bool = True
    hidden: bool = False
    stopped: str = ""
    stopped_until: int | None = None
    window_until: int | None = None
    window_wait: str = ""
    conversation_id: str = ""
    last_in_at: int = 0
    last_order: int = 0
    rate_from: int = 0
    rate_count: int = 0
    held: int = 0

    def but(self, **changes: object) -> "Recipient":
        """As `dataclasses.replace`, at a third of its price: every turn makes several."""
        if not _NAMES.issuperset(changes):
            raise TypeError(f"a recipient has no {sorted(changes.keys() - _NAMES)}")
        made = object.__new__(Recipient)
        made.__dict__.update(self.__dict__, **changes)
        return made


COLUMNS = tuple(Recipient.__dataclass_fields__)
_NAMES = frozenset(COLUMNS)
WHOLE = [RECIPIENT.c[name] for name in COLUMNS]

ADD = insert_or_ignore(RECIPIENT)
GET = select(*WHOLE).where(RECIPIENT.c.alias == bindparam("is_alias"))
LOCK = (
    select(
        *WHOLE,
        CONVERSATION.c.state_ct,
        CONVERSATION.c.pin_ct,
        CONVERSATION.c.seq,
        CONVERSATION.c.case_id,
        CONVERSATION.c.erase_scope,
        CONVERSATION.c.person,
    )
    .join(CONVERSATION, CONVERSATION.c.id == RECIPIENT.c.conversation_id)
    .where(RECIPIENT.c.alias == bindparam("is_alias"))
    .with_for_update()  # both rows: PostgreSQL gives the newest version only of what it locks
)
SAVE = (
    update(RECIPIENT)
    .where(RECIPIENT.c.alias == bindparam("is_alias"))
    .values({name: bindparam(name) for name in COLUMNS if name != "alias"})
)
MOVE_TO = update(RECIPIENT).where(RECIPIENT.c.alias == bindparam("is_alias")).values(conversation_id=bindparam("to"))
STOP = (
    update(RECIPIENT)
    .where(RECIPIENT.c.alias == bindparam("is_alias"))
    .values(stopped=bindparam("why"), stopped_until=bindparam("until"))
)
OVER = select(RECIPIENT.c.alias).where(RECIPIENT.c.stopped_until <= bindparam("at")).limit(bindparam("most"))
SHUT = update(RECIPIENT).where(RECIPIENT.c.alias == bindparam("is_alias")).values(window_until=0)
WAIT = update(RECIPIENT).where(RECIPIENT.c.alias == bindparam("is_alias")).values(window_wait=bindparam("how"))
RELEASE = (
    update(RECIPIENT)
    .where(RECIPIENT.c.alias == bindparam("is_alias"))
    .values(held=case((RECIPIENT.c.held > 0, RECIPIENT.c.held - 1), else_=0))
)
FORGET = delete(RECIPIENT).where(RECIPIENT.c.alias == bindparam("is_alias"))


@dataclass(frozen=True, slots=True)
class Thread:
    """A recipient in her current conversation: all that a turn needs to begin, in one read."""

    recipient: Recipient
    state_ct: bytes | None
    pin_ct: bytes | None
    seq: int
    case_id: str | None
    erase_scope: str
    person: str

    def state(self, key: DataKey) -> str | None:
        """The saved state of the machine, opened; None before the first turn."""
        return (
            None
            if self.state_ct is None
            else key.open(state_place(self.recipient.conversation_id), self.state_ct).decode()
        )


def state_place(conversation_id: str) -> Place:
    return Place("conversation", "state_ct", conversation_id)


def recipient_from(row: tuple[object, ...]) -> Recipient:
    made = object.__new__(Recipient)
    values = made.__dict__
    values.update(zip(COLUMNS, row, strict=True))
    values["discreet"], values["hidden"] = bool(values["discreet"]), bool(values["hidden"])
    return made


class Recipients:
    """Rows of `recipient`. Nothing here commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self, alias: str) -> Thread | None:
        """The recipient with her current conversation, locked until the end of the transaction."""
        row = self._connection.one(LOCK, is_alias=alias)
        if row is None:
            return None
        width = len(COLUMNS)
        return Thread(recipient_from(tuple(row[:width])), *row[width:])

    def get(self, alias: str) -> Recipient | None:
        row = self._connection.one(GET, is_alias=alias)
        return None if row is None else recipient_from(tuple(row))

    def add(self, recipient: Recipient) -> bool:
        """False: her other first message, in another process, was faster. She can be locked now."""
        return self._connection.run(ADD, **{name: getattr(recipient, name) for name in COLUMNS}) == 1

    def save(self, recipient: Recipient) -> None:
        self._connection.put(SAVE, is_alias=recipient.alias, **vars(recipient))

    def stop(self, alias: str, why: str, until: int | None = None) -> None:
        """She is out of reach; her next message clears it, or the time `until` (ms). An empty `why` clears it too."""
        self._connection.put(STOP, is_alias=alias, why=why, until=until)

    def over(self, at: int, *, most: int = 1000) -> list[str]:
        """Whose stop is over by itself."""
        return [row[0] for row in self._connection.all(OVER, at=at, most=most)]

    def shut(self, alias: str) -> None:
        """The vendor says that her window is closed, whatever our clock says."""
        self._connection.put(SHUT, is_alias=alias)

    def wait(self, alias: str, how: str) -> None:
        """Something waits until she writes; her next message clears it."""
        self._connection.put(WAIT, is_alias=alias, how=how)

    def release(self, alias: str) -> None:
        """One event fewer of hers waits in line."""
        self._connection.put(RELEASE, is_alias=alias)

    def move_to(self, alias: str, conversation_id: str) -> None:
        """Her next message belongs to another conversation of hers."""
        self._connection.put(MOVE_TO, is_alias=alias, to=conversation_id)

    def forget(self, alias: str) -> None:
        self._connection.put(FORGET, is_alias=alias)
