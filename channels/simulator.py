"""A telephone inside the server: the same interface as a vendor's, with nobody outside.

`demo` and `chat` speak to it. A phone is named `<look>:<name>`, and its look (line, telegram, sms) decides what fits.
What was said is held in memory only, a bounded number of messages, and is gone with the process.
"""

import hmac
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from channels import line, simulator_events, sms, telegram, whatsapp
from channels.base import (
    Address,
    BadMessage,
    BadSignature,
    Blocked,
    Capabilities,
    Download,
    Event,
    HttpAnswer,
    InboundRequest,
    Location,
    MediaKind,
    MediaRef,
    Outgoing,
    Retryable,
    SendContext,
    SendResult,
    WireMessage,
)
from channels.layout import Button, lay_out
from channels.reading import fingerprint, identifier, json_body, word
from channels.simulator_screen import Bubble, Phone, Shelf, State

__all__ = ["LOOKS", "SIGNATURE", "Bubble", "Phone", "Simulator"]

LOOKS = {"line": line.CAPS, "telegram": telegram.CAPS, "whatsapp": whatsapp.CAPS, "sms": sms.CAPS}
REPORTS: dict[str, tuple[State, ...]] = {"sms": ("sent", "delivered"), "whatsapp": ("sent", "delivered")}
"""Looks whose vendor tells what became of a message: Twilio for both. LINE and Telegram tell nothing."""
TAKES_BACK = ("telegram",)
SIGNATURE = "x-simulator-signature"
_FILES, _KEYS = 20, 2000
_PHONE = re.compile(rf"(?:{'|'.join(LOOKS)}):[\w+.@ -]{{1,40}}")


class Simulator:
    """All simulated phones of one process. `secret` is random and never leaves it."""

    name: str = "simulator"
    caps: Capabilities = line.CAPS

    def __init__(self, *, secret: bytes, now: Callable[[], datetime]) -> None:
        if len(secret) < 16:
            raise ValueError("secret: too short")
        self._secret, self._now = secret, now
        self._shelf = Shelf()
        self._files: OrderedDict[str, Download] = OrderedDict()
        self._keys: OrderedDict[UUID, None] = OrderedDict()

    # What the phone does ---------------------------------------------------------------------------------------

    def write(self, phone: str, *, id: str, text: str = "", language: str | None = None) -> InboundRequest:
        """The call that a message written on `phone` makes; the same `id` again is a redelivery."""
        self._show(phone, id, text)
        return self._call(phone, id, text=text, language=language)

    def press(self, phone: str, *, id: str, choice: str, label: str = "") -> InboundRequest:
        self._show(phone, id, label or choice)
        return self._call(phone, id, choice=choice, label=label)

    def attach(
        self, phone: str, *, id: str, kind: MediaKind, content: bytes, mime: str, name: str = ""
    ) -> InboundRequest:
        """A file, a sticker or a contact card. The last few are held until the desk has fetched them."""
        self._files[id] = Download(content, mime)
        while len(self._files) > _FILES:
            self._files.popitem(last=False)
        self._show(phone, id, name or f"[{kind}]", kind=kind if kind != "other" else "document")
        media = {"kind": kind, "mime": mime, "size": len(content), "name": name or None}
        return self._call(phone, id, media=media)

    def locate(self, phone: str, *, id: str, place: Location) -> InboundRequest:
        self._show(phone, id, place.label or "", kind="location")
        where = {"latitude": place.latitude, "longitude": place.longitude, "label": place.label}
        return self._call(phone, id, place=where)

    def edit(self, phone: str, number: int, *, id: str, text: str) -> InboundRequest | None:
        """None: no such message of hers, or her app cannot change one."""
        bubble = self._own(phone, number)
        if bubble is None or not self.look_caps(phone).edits_in or bubble.kind != "text":
            return None
        self._shelf.take(phone).change(number, text=text, edited=True)
        return self._call(phone, id, deed="edit", about=bubble.id, text=text)

    def unsend(self, phone: str, number: int, *, id: str) -> InboundRequest | None:
        bubble = self._own(phone, number)
        if bubble is None or not self.look_caps(phone).unsend_in:
            return None
        self._shelf.take(phone).change(number, text="", gone=True)
        return self._call(phone, id, deed="unsend", about=bubble.id)

    def block(self, phone: str, *, id: str, blocked: bool) -> InboundRequest:
        """She blocks the desk, or lets it in again."""
        held = self._shelf.take(phone)
        held.blocked = blocked
        held.mark(self._now(), "blocked" if blocked else "unblocked")
        return self._call(phone, id, deed="block" if blocked else "unblock")

    def again(self, phone: str) -> InboundRequest | None:
        """Her last call once more, as vendors do when they are not sure of our answer."""
        held = self._shelf.look(phone)
        if held.last is not None:
            held.mark(self._now(), "twice")
        return held.last

    def lose(self, phone: str, count: int) -> None:
        """The desk's next messages, so many, do not get through."""
        self._shelf.take(phone).lose = count

    def switch(self, phone: str, *, off: bool) -> None:
        """While a phone is off, what its vendor has to tell of messages is held; then it comes late, newest first."""
        held = self._shelf.take(phone)
        held.off, held.late = off, not off and bool(held.reports)

    def reports(self, phone: str, *, id: str) -> list[InboundRequest]:
        """What the vendor tells now of the desk's messages, under ids that begin with `id`."""
        held = self._shelf.look(phone)
        if held.off or not held.reports:
            return []
        due, held.reports = held.reports, []
        for name, state in due:
            held.told([name], state)
        if held.late:
            held.mark(self._now(), "late")
            due.reverse()
            held.late = False
        told = [{"phone": phone, "deed": "status", "about": name, "state": state} for name, state in due]
        return [self._signed({**one, "id": f"{id}-{n}"}) for n, one in enumerate(told)]

    def look_at(self, phone: str) -> None:
        """Somebody has read what is on the screen; WhatsApp tells the desk's vendor so."""
        held = self._shelf.look(phone)
        unread = [one for one in held.bubbles if not one.mine and one.kind != "mark" and one.number > held.seen]
        if self.look_caps(phone).read_receipts:
            held.reports += [(one.id, "read") for one in unread]
        held.seen = held.count

    def arrived(self, phone: str, id: str) -> None:
        """The desk has taken what she sent: her app draws its second tick."""
        self._shelf.look(phone).told([id], "delivered")

    def phone(self, phone: str) -> Phone:
        return self._shelf.look(phone)

    def messages(self, phone: str, after: int = 0) -> list[Bubble]:
        """What is on the screen of `phone`, oldest first, behind the bubble numbered `after`."""
        shown = list(self._shelf.look(phone).bubbles)
        return [bubble for bubble in shown if bubble.number > after and bubble.kind != "mark"]

    def caps_of(self, to: Address) -> Capabilities:
        return self.look_caps(to.value)

    def look_caps(self, phone: str) -> Capabilities:
        return LOOKS.get(phone.partition(":")[0], self.caps)

    # What an adapter does --------------------------------------------------------------------------------------

    def authenticate(self, request: InboundRequest) -> None:
        given = request.headers.get(SIGNATURE, "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, self._signature(request.body)):
            raise BadSignature(SIGNATURE)

    def parse(self, request: InboundRequest) -> list[Event]:
        body = json_body(request.body)
        message_id = identifier(body, "id") or fingerprint(request.body, 0)
        phone = word(body, "phone", 64) or ""
        if not _PHONE.fullmatch(phone):
            return [Event("invalid", self.name, self.name, f"simulator:{phone}:{message_id}", reason="no phone")]
        return [simulator_events.event(body, phone, message_id)]

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
        phone = self._shelf.take(wire.to)
        if phone.lose > 0:
            phone.lose -= 1
            phone.mark(self._now(), "lost")
            raise Retryable("outage")
        if phone.blocked:
            raise Blocked("blocked")
        self._keys[key] = None
        while len(self._keys) > _KEYS:
            self._keys.popitem(last=False)
        buttons = wire.payload["buttons"]
        keys = tuple(Button(**button) for button in buttons) if isinstance(buttons, list) else ()
        name = f"{wire.to}#{phone.count + 1}"
        phone.show(self._now(), str(wire.payload["text"]), mine=False, id=name, buttons=keys, state="sent")
        phone.reports += [(name, state) for state in REPORTS.get(wire.to.partition(":")[0], ())]
        return SendResult((name,))

    async def take_back(self, to: Address, message_ids: Sequence[str]) -> None:
        """Telegram alone lets a bot take messages off a phone; elsewhere they stay, as they would."""
        if to.value.startswith(TAKES_BACK):
            self._shelf.look(to.value).take_off(message_ids)

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

    def _show(self, phone: str, id: str, text: str, **more: object) -> None:
        self._shelf.take(phone).show(self._now(), text, mine=True, id=id, state="sent", **more)

    def _own(self, phone: str, number: int) -> Bubble | None:
        bubble = self._shelf.look(phone).numbered(number)
        return bubble if bubble is not None and bubble.mine and not bubble.gone else None

    def _call(self, phone: str, id: str, **body: object) -> InboundRequest:
        request = self._signed({"phone": phone, "id": id, **body})
        self._shelf.take(phone).last = request
        return request

    def _signed(self, body: dict[str, object]) -> InboundRequest:
        raw = json.dumps(body).encode()
        headers = {SIGNATURE: self._signature(raw).decode(), "content-type": "application/json"}
        return InboundRequest("POST", "", headers, raw)

    def _signature(self, body: bytes) -> bytes:
        return hmac.new(self._secret, body, "sha256").hexdigest().encode()
