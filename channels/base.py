"""What every channel adapter promises: the normalised events, the outgoing message, the limits and the errors.

Nothing here imports a vendor's SDK, a web framework or another room of this project. `authenticate`, `parse` and
`render` are pure; only `send` and `fetch_media` reach out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Protocol, runtime_checkable
from uuid import UUID

Kind = Literal[
    "message",
    "action",
    "message_edited",
    "message_unsent",
    "start",
    "blocked",
    "unblocked",
    "optout",
    "optin",
    "help",
    "status",
    "group_joined",
    "group_message",
    "ignored",
    "invalid",
]
MediaKind = Literal["image", "voice", "audio", "video", "document", "sticker", "contact", "other"]
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class InboundRequest:
    """One call of a vendor, as it reached the public address.

    `public_url` is built from the configured public address, the raw path and the raw query, never from `Host`.
    Header names are lower case.
    """

    method: str
    public_url: str
    headers: Mapping[str, str]
    body: bytes
    read: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What `authenticate` had to read of the body already, so that `parse` need not read it again."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where one person is reached: the canonical vendor id (E.164, chat id, LINE user id ...) on one channel."""

    channel: str
    value: str


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A file the vendor still holds. `ref` is what `fetch_media` needs; it is never a URL with a secret in it."""

    kind: MediaKind
    ref: str
    mime: str | None = None
    size: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    latitude: float
    longitude: float
    label: str | None = None


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """A pressed button. `option` is the id we gave it when we sent it."""

    option: str
    label: str | None = None
    on_message: str | None = None
    callback_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyHandle:
    """What allows a free or direct answer: LINE's reply token, Telegram's callback id, WhatsApp's open window."""

    kind: Literal["line_reply", "telegram_callback", "whatsapp_window"]
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """What the vendor says became of a message of ours. States only move forward, failed states are final."""

    provider_id: str
    state: Literal["queued", "sent", "delivered", "read", "failed", "undelivered"]
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a channel, in the same words for every vendor.

    `dedup` identifies the vendor's event across redeliveries and is prefixed with channel and account. `account` is
    our own side: bot id, number written to, destination. Names, handles and pictures of people are never kept.
    """

    kind: Kind
    channel: str
    account: str
    dedup: str
    sender: Address | None = None
    alt_senders: tuple[Address, ...] = ()
    message_id: str | None = None
    reply_to: str | None = None
    occurred_at: datetime | None = None
    text: str | None = None
    attachments: tuple[MediaRef, ...] = ()
    location: Location | None = None
    action: ActionAnswer | None = None
    reply_handle: ReplyHandle | None = None
    status: DeliveryStatus | None = None
    language_hint: str | None = None
    redelivered: bool = False
    reason: str | None = None
    nth: int = 0
    """The vendor's number of a message in her chat, ascending, or 0: it tells the order within a second."""
    group: Address | None = None
    """The group or room that it happened in; then nobody in it is written to."""


class Purpose(StrEnum):
    PROMPT = "prompt"
    STATUS = "status"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Choice:
    """One offered answer. `id` comes back when its button is pressed: `<step>:<value>`, at most 64 bytes."""

    id: str
    label: str
    short_label: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All that one turn, or one notice, says to one person, in order: `before` bubbles, then `text` with choices.

    `first` is the number of the first choice where they are written as a list.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    before: tuple[str, ...] = ()
    purpose: Purpose = Purpose.PROMPT
    language: str = "en"
    dir: Direction = "ltr"
    template_key: str | None = None
    variables: tuple[tuple[str, str], ...] = ()
    protect: bool = False
    first: int = 1


@dataclass(frozen=True, slots=True)
class SendContext:
    """What rendering may depend on beside the message itself. `now` is aware UTC."""

    now: datetime
    reply_handle: ReplyHandle | None = None
    window_until: datetime | None = None
    status_callback: str | None = None


@dataclass(frozen=True, slots=True)
class WireMessage:
    """One call to a vendor: the method of its API and the fields, exactly as they will be sent.

    `free` marks a call that uses up a reply handle; `otherwise` is what to send if the handle, or a form of the
    message that was made beforehand, is refused. `knock` marks one that only asks her to write first: the message
    itself waits until she does. `shown` is what she will read where the payload does not hold it.
    """

    channel: str
    to: str
    method: str
    payload: Mapping[str, object]
    free: bool = False
    otherwise: "WireMessage | None" = None
    knock: bool = False
    shown: str = ""


@dataclass(frozen=True, slots=True)
class SendResult:
    """The vendor's ids for what it accepted. `segments` counts SMS parts; `duplicate` says it knew our key already."""

    provider_ids: tuple[str, ...] = ()
    segments: int = 1
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What the vendor's webhook call is answered with."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class MediaRule:
    mimes: tuple[str, ...]
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A channel's limits, each in the vendor's own unit; the adapter names the vendor's page beside each figure."""

    text_max: int
    text_unit: Literal["codepoint", "utf16", "sms"]
    soft_max: int
    buttons_max: int
    button_label_max: int
    label_unit: Literal["grapheme", "utf16"]
    button_data_max_bytes: int
    messages_per_call: int
    media: Mapping[MediaKind, MediaRule] = field(default_factory=dict)
    location_in: bool = False
    location_request: bool = False
    edits_in: bool = False
    unsend_in: bool = False
    read_receipts: bool = False
    typing_seconds: int = 0
    free_reply_window: timedelta | None = None
    push_needs_template: bool = False
    push_quota: bool = False
    idempotency_key: bool = False
    reserved_words: frozenset[str] = frozenset()
    parts_max: int = 1
    unmarked: frozenset[str] = frozenset()
    """Languages written here without the marks of their letters: cheaper, where people write so themselves."""


class ChannelError(Exception):
    """An adapter refused or failed; the subclass says what the caller should do."""


class BadSignature(ChannelError):
    """The call does not prove that the vendor made it: answer 403, read nothing."""


class NotParseable(ChannelError):
    """The body as a whole is not of the vendor's format: answer 400. Single odd events never raise this."""


class SendError(ChannelError):
    """A message was not accepted. `code` is the vendor's own, safe to log; never the address or the text."""

    def __init__(self, code: str = "") -> None:
        super().__init__(f"{type(self).__name__}({code})")
        self.code = code


class Retryable(SendError):
    """Try again later. `after` is the vendor's own wait; `fate_unknown` says it may have been accepted after all."""

    def __init__(self, code: str = "", *, after: timedelta | None = None, fate_unknown: bool = False) -> None:
        super().__init__(code)
        self.after = after
        self.fate_unknown = fate_unknown


class Throttled(Retryable):
    """The vendor asks us to slow down: nothing was accepted, wait `after`."""


class Blocked(SendError):
    """The person blocked us, left, or the address does not exist: stop writing until she returns."""


class OptedOut(SendError):
    """The person asked the vendor for silence (STOP): stop writing until she opts in."""


class WindowClosed(SendError):
    """WhatsApp's 24 hours are over: only an approved template may be sent."""


class QuotaExhausted(SendError):
    """The month's allowance of pushes is used up: an operator must act; do not retry by itself."""


class BadMessage(SendError):
    """The vendor will never accept this content: do not retry."""


class HandleRefused(BadMessage):
    """The vendor does not take the reply handle, and there is nothing to send instead. Within its time: it was used."""


class ConfigError(SendError):
    """Our credentials or settings are refused: alarm the operator, keep the message."""


class ChannelAdapter(Protocol):
    """One vendor. A reader who knows one adapter knows them all."""

    name: str
    caps: Capabilities

    def authenticate(self, request: InboundRequest) -> None:
        """Return if the vendor signed these bytes, else raise BadSignature. Constant time, before any parsing."""

    def parse(self, request: InboundRequest) -> list[Event]:
        """Total: one odd event becomes `invalid` or `ignored`. Raises only NotParseable."""

    def acknowledge(self, events: Sequence[Event]) -> HttpAnswer: ...

    def render(self, message: Outgoing, to: Address, context: SendContext) -> list[WireMessage]:
        """The calls that say `message`, in order, within the limits; deterministic for equal arguments.

        Raises WindowClosed where she may not be written to before she writes.
        """

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        """One call. `key` is stored before the first try and the same at each retry. Raises only SendError."""

    async def fetch_media(self, ref: MediaRef, limit: int) -> Download: ...

    def normalise_address(self, raw: str) -> Address:
        """Raises ValueError for what cannot be an address of this channel."""

    def redact(self, text: str) -> str:
        """`text` without this channel's secrets, for logs."""

    async def close(self) -> None: ...


@runtime_checkable
class SentLookup(Protocol):
    """An adapter whose vendor can be asked whether a message of unknown fate was accepted."""

    async def find_sent(self, wire: WireMessage, since: datetime) -> SendResult | None: ...


@runtime_checkable
class KeepsCopies(Protocol):
    """An adapter whose vendor keeps messages and their files until it is told to delete them.

    Both may be asked again and again: what is gone already is done. They raise only SendError.
    """

    async def remove_message(self, message_id: str) -> None:
        """Delete one message, hers or ours, by the vendor's own id."""

    async def remove_file(self, ref: str) -> None:
        """Delete a file that came with a message, by its `MediaRef.ref`; before the message itself."""


@runtime_checkable
class LeavesGroups(Protocol):
    """An adapter whose vendor lets us go out of a group by ourselves."""

    async def leave(self, group: Address) -> None:
        """Raises only SendError."""


@runtime_checkable
class TakesBack(Protocol):
    """An adapter that can take messages off her phone, hers and ours, for some time after they were sent."""

    async def take_back(self, to: Address, message_ids: Sequence[str]) -> None:
        """At most 100 of them; those that are gone are skipped. Raises only SendError."""


@runtime_checkable
class NumbersPerChat(Protocol):
    """An adapter whose vendor's message ids are unique within a chat only: two chats may have the same."""

    numbers_per_chat: bool


@runtime_checkable
class CountsPushes(Protocol):
    """An adapter whose vendor allows so many messages a month that we begin."""

    async def pushes(self) -> tuple[int | None, int]:
        """How many a month, or None without a limit, and how many are used. Raises only SendError."""


@runtime_checkable
class Polls(Protocol):
    """An adapter whose vendor can be asked for events instead of calling us."""

    async def begin_polling(self) -> None:
        """Raises only SendError."""

    async def poll(self, after: int | None) -> tuple[int | None, list[Event]]:
        """Settle everything up to the number `after`, wait a while for more: the last number and the events.

        Raises only SendError.
        """
