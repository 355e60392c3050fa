"""What one turn knows and changes, in one place: loaded at its start, saved whole at its end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.casework.alerting import Alarm
from bot.casework.deadlines import Timetable
from bot.config import Config
from bot.conversation.machine import Effect, Script, State
from bot.delivery.quiet_hours import Quiet
from bot.intake.language import Identifier
from bot.intake.wording import Wording
from channels.base import Address, Event, Outgoing, ReplyHandle
from storage.crypto import DataKey
from storage.engine import Unit
from storage.keyring import Keyring
from storage.messages import Messages
from storage.notices import Told
from storage.outbox import REPLY
from storage.recipients import Recipient
from storage.times import HOUR_MS, MINUTE_MS, day_of


@dataclass(frozen=True, slots=True)
class Limits:
    """Inbound limits. What is over them is kept and applied later, never lost."""

    events: int = 60
    channel_events: int = 6000
    window_ms: int = MINUTE_MS


@dataclass(frozen=True, slots=True)
class Terms:
    """How long things last, in milliseconds; from the configuration.

    Who wrote less than `awake` ago is not asleep, whatever the hour; `quiet` are the hours of her night.
    """

    draft: int = 7 * 24 * HOUR_MS
    remind: int = 20 * HOUR_MS
    away: int = 60 * 24 * HOUR_MS
    erase: int = 10 * MINUTE_MS
    lease: int = MINUTE_MS
    contact: int = 90 * 24 * HOUR_MS
    text: int = 730 * 24 * HOUR_MS
    seen_days: int = 30
    awake: int = HOUR_MS
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """What every turn shares. `ids` gives 128 random bits in hexadecimal, `row_ids` a new id of that form for a message
    or a row of the outbox, `references` a new report number. `copied`: channels whose vendor keeps what is sent.
    `takes_back`: channels that can take messages off a phone; `per_chat`: whose message ids are unique in a chat only.
    """

    script: Script
    wording: Wording
    keyring: Keyring
    config: Config
    identifier: Identifier
    desk: Mapping[str, object]
    emergency: Mapping[str, tuple[str, str]]
    ids: Callable[[], str]
    row_ids: Callable[[], str]
    references: Callable[[], str]
    limits: Limits = Limits()
    terms: Terms = Terms()
    timetable: Timetable = field(default_factory=Timetable)
    alarm: Alarm = field(default_factory=Alarm)
    sends: bool = True
    copied: frozenset[str] = frozenset()
    takes_back: frozenset[str] = frozenset()
    per_chat: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ready:
    """A message this turn queued and leased: its sender need not read it back."""

    outbox_id: str
    alias: str
    channel: str
    to: str
    conversation_id: str
    message_id: str
    outgoing: Outgoing
    handle: ReplyHandle | None
    created_at: int
    leased_until: int
    rank: int = REPLY


@dataclass(frozen=True, slots=True)
class Aside:
    """What a group is told, once. Nothing of it is stored but the keyed `digest` of its id."""

    group: Address
    outgoing: Outgoing
    handle: ReplyHandle | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class Later:
    """A notice that follows from what she said: pushed when her turn is saved, in the same transaction."""

    conversation_id: str
    message_id: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Turned:
    """What became of one event, and what this process must send now."""

    outcome: str
    ready: Ready | None = None
    aside: Aside | None = None
    later: Sequence[Later] = ()


@dataclass(slots=True)
class Scene:
    """One event being applied to one conversation.

    `about` is another conversation of hers that this message belongs to; `was` is the state before the last advance;
    `also` is said beside what the machine says, after it; `answers` is the notice that her own words answer.
    """

    intake: Intake
    unit: Unit
    at: int
    event: Event
    recipient: Recipient
    conversation_id: str
    key: DataKey
    seq: int
    case_id: str | None
    pin_ct: bytes | None
    state: State
    erase_scope: str = ""
    person: str = ""
    about: str = ""
    was: State | None = None
    due_at: int | None = None
    part: str = "chat"
    filed: bool = False
    told: dict[str, Told] = field(default_factory=dict)
    later: list[Later] = field(default_factory=list)
    also: list[Effect] = field(default_factory=list)
    answers: str = ""

    @property
    def day(self) -> int:
        return day_of(self.at)

    @property
    def messages(self) -> Messages:
        return Messages(self.unit.cases, self.key)

    def change(self, **changes: object) -> None:
        """Change how she is written to; saved with the turn."""
        self.recipient = self.recipient.but(**changes)

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq
