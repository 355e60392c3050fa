"""A telephone inside the server: the same interface as a vendor's, with nobody outside.

`demo` and `chat` speak to it. A phone is named `<look>:<name>`, and its look (line, telegram, sms) decides what fits.
What was said is held in memory only, a bounded number of messages, and is gone with the process.
"""

import hmac
import json
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from channels import line, opt_out, sms, telegram, whatsapp
from channels.base import (
    ActionAnswer,
    Address,
    BadMessage,
    BadSignature,
    Capabilities,
    Download,
    Event,
    HttpAnswer,
    InboundRequest,
    Kind,
    MediaKind,
    MediaRef,
    Outgoing,
    SendContext,
    SendResult,
    WireMessage,
)
from channels.layout import Button, lay_out
from channels.reading import fingerprint, identifier, json_body, number, prose, table, word

LOOKS = {"line": line.CAPS, "telegram": telegram.CAPS, "whatsapp": whatsapp.CAPS, "sms": sms.CAPS}
SIGNATURE = "x-simulator-signature"
_PHONES, _MESSAGES, _FILES, _KEYS = 200, 500, 20, 2000
_PHONE = re.compile(rf"(?:{'|'.join(LOOKS)}):[\w+.@ -]{{1,40}}")


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the phone's screen. `number` ascends on each phone; `mine` was written on it."""

    number: int
    mine: bool
    text: str
    at: datetime
    buttons: tuple[Button, ...] = ()


class Simulator:
    """All simulated phones of one process. `secret` is random and never leaves it."""

    name: str = "simulator"
    caps: Capabilities = line.CAPS

    def __init__(self, *, secret: bytes, now: Callable[[], datetime]) -> None:
        if len(secret) < 16:
            raise ValueError("secret: too short")
        self._secret, self._now = secret, now
        self._screens: OrderedDict[str, deque[Bubble]] = OrderedDict()
        self._files: OrderedDict[str, Download] = OrderedDict()
        self._keys: OrderedDict[UUID, None] = OrderedDict()

    # What the phone does ---------------------------------------------------------------------------------------

    def write(self, phone: str, *, id: str, text: str = "", language: str | None = None) -> InboundRequest:
        """The call that a message written on `phone` makes; the same `id` again is a redelivery."""
        self._show(phone, text, mine=True)
        return self._call({"phone": phone, "id": id, "text": text, "language": language})

    def press(self, phone: str, *, id: str, choice: str, label: str = "") -> InboundRequest:
        self._show(phone, label or choice, mine=True)
        return self._call({"phone": phone, "id": id, "choice": choice, "label": label})

    def attach(self, phone: str, *, id: str, kind: MediaKind, content: bytes, mime: str) -> InboundRequest:
        self._files[id] = Download(content, mime)
        while len(self._files) > _FILES:
            self._files.popitem(last=False)
        self._show(phone, f"[{kind}]", mine=True)
        return self._call({"phone": phone, "id": id, "media": {"kind": kind, "mime": mime, "size": len(content)}})

    def messages(self, phone: str, after: int = 0) -> list[Bubble]:
        """What is on the screen of `phone`, oldest first, behind the bubble numbered `after`."""
        return [bubble for bubble in list(self._screens.get(phone, ())) if bubble.number > after]

    def caps_of(self, to: Address) -> Capabilities:
        return LOOKS.get(to.value.partition(":")[0], self.caps)

    # What an adapter does --------------------------------------------------------------------------------------

    def authenticate(self, request: InboundRequest) -> None:
        given = request.headers.get(SIGNATURE, "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, self._signature(request.body)):
            raise BadSignature(SIGNATURE)

    def parse(self, request: InboundRequest) -> list[Event]:
        body = json_body(request.body)
        message_id = identifier(body, "id") or fingerprint(request.body, 0)
        phone = word(body, "phone", 64) or ""
        dedup = f"simulator:{phone}:{message_id}"
        if not _PHONE.fullmatch(phone):
            return [Event("invalid", self.name, self.name, dedup, reason="no phone")]
        text, option, media = prose(body, "text"), word(body, "choice", 256), table(body, "media")
        action = ActionAnswer(option, word(body, "label")) if option else None
        attachments = (_media(media, message_id),) if media else ()
        return [
            Event(
                _kind(phone, text, action),
                self.name,
                self.name,
                dedup,
                sender=Address(self.name, phone),
                message_id=message_id,
                text=text,
                attachments=attachments,
                action=action,
                language_hint=word(body, "language", 35),
            )
        ]

    def acknowledge(self, events: Sequence[Event]) -> HttpAnswer:
        return HttpAnswer()

    def render(self, message: Outgoing, to: Address, context: SendContext) -> list[WireMessage]:
        layout = lay_out(message, self.caps_of(to))
        last = len(layout.texts) - 1
        keys = [{"id": button.id, "label": button.label} for button in layout.buttons]
        return [
            WireMessage(self.name, to.value, "show", {"text": text, "buttons": keys if place == last else []})
            for place, text in enumerate(layout.texts)
        ]

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        if key in self._keys:
            return SendResult(duplicate=True)
        self._keys[key] = None
        while len(self._keys) > _KEYS:
            self._keys.popitem(last=False)
        buttons = wire.payload["buttons"]
        keys = tuple(Button(**button) for button in buttons) if isinstance(buttons, list) else ()
        return SendResult((str(self._show(wire.to, str(wire.payload["text"]), buttons=keys)),))

    async def fetch_media(self, ref: MediaRef, limit: int) -> Download:
        found = self._files.get(ref.ref)
        if found is None:
            raise BadMessage("gone")
        if len(found.content) > limit:
            raise BadMessage("too large")
        return found

    def normalise_address(self, raw: str) -> Address:
        value = raw.strip() if ":" in raw else f"line:{raw.strip()}"
        if not _PHONE.fullmatch(value):
            raise ValueError("not a simulated phone")
        return Address(self.name, value)

    def redact(self, text: str) -> str:
        return _PHONE.sub("[id]", text)

    async def close(self) -> None:
        return

    def _show(self, phone: str, text: str, *, mine: bool = False, buttons: tuple[Button, ...] = ()) -> int:
        screen = self._screens.setdefault(phone, deque(maxlen=_MESSAGES))
        self._screens.move_to_end(phone)
        while len(self._screens) > _PHONES:
            self._screens.popitem(last=False)
        number = screen[-1].number + 1 if screen else 1
        screen.append(Bubble(number, mine, text, self._now(), buttons))
        return number

    def _call(self, body: dict[str, object]) -> InboundRequest:
        raw = json.dumps(body).encode()
        headers = {SIGNATURE: self._signature(raw).decode(), "content-type": "application/json"}
        return InboundRequest("POST", "", headers, raw)

    def _signature(self, body: bytes) -> bytes:
        return hmac.new(self._secret, body, "sha256").hexdigest().encode()


def _kind(phone: str, text: str | None, action: ActionAnswer | None) -> Kind:
    if action:
        return "action"
    return opt_out.kind_of(text or "") if phone.startswith("sms:") else "message"


def _media(media: Mapping[str, Any], message_id: str) -> MediaRef:
    kinds: dict[object, MediaKind] = {kind: kind for kind in get_args(MediaKind)}
    return MediaRef(
        kinds.get(word(media, "kind"), "other"), message_id, mime=word(media, "mime"), size=number(media, "size")
    )
