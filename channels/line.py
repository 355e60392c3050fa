"""LINE: who may call our webhook, what one `Outgoing` becomes, and the adapter that holds the pieces together.

https://developers.line.biz/en/reference/messaging-api/. Replies are free and last a minute; pushes count against the
month's allowance.
"""

import hmac
import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from channels.base import (
    Address,
    BadSignature,
    Capabilities,
    Download,
    Event,
    HttpAnswer,
    InboundRequest,
    MediaRef,
    MediaRule,
    NotParseable,
    Outgoing,
    SendContext,
    SendResult,
    WireMessage,
)
from channels.layout import Layout, lay_out
from channels.line_calls import LineCalls
from channels.line_events import Events
from channels.reading import fingerprint, json_body, word
from channels.redaction import redactor

API_URL, DATA_URL = "https://api.line.me", "https://api-data.line.me"
CAPS = Capabilities(
    text_max=5000,  # text message, UTF-16 units
    text_unit="utf16",
    soft_max=2000,
    buttons_max=13,  # quick reply items
    button_label_max=20,  # quick reply label, grapheme clusters (docs: text-character-count)
    label_unit="grapheme",
    button_data_max_bytes=300,  # postback data
    messages_per_call=5,
    media={kind: MediaRule((), 200_000_000) for kind in ("image", "audio", "video", "document")},
    location_in=True,
    location_request=True,
    edits_in=True,
    unsend_in=True,
    typing_seconds=60,
    free_reply_window=timedelta(minutes=1),
    push_quota=True,
    idempotency_key=True,  # X-Line-Retry-Key; on pushes only
)
# A reply that leaves this late may arrive after its token's minute.
_MARGIN = timedelta(seconds=10)
_USER = re.compile(r"[Uu][0-9A-Za-z]{1,63}")


class Line:
    """An official account with the Messaging API switched on."""

    name: str = "line"
    caps: Capabilities = CAPS

    def __init__(
        self, *, channel_secret: str, channel_access_token: str, api_url: str = API_URL, data_url: str = DATA_URL
    ) -> None:
        if not channel_secret:
            raise ValueError("channel_secret: empty")
        if not channel_access_token:
            raise ValueError("channel_access_token: empty")
        self._secret = channel_secret.encode()
        self._calls = LineCalls(
            access_token=channel_access_token, api_url=api_url.rstrip("/"), data_url=data_url.rstrip("/")
        )
        self._redact = redactor(channel_secret, channel_access_token)

    def authenticate(self, request: InboundRequest) -> None:
        given = request.headers.get("x-line-signature", "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, b64encode(hmac.digest(self._secret, request.body, "sha256"))):
            raise BadSignature("x-line-signature")

    def parse(self, request: InboundRequest) -> list[Event]:
        """An empty list is LINE's own test of the address."""
        body = json_body(request.body)
        events, destination = body.get("events"), word(body, "destination", 64) or ""
        if not isinstance(events, list):
            raise NotParseable("no events")
        reader, found = Events(destination), []
        for index, event in enumerate(events):
            event_id = word(event, "webhookEventId", 64) if isinstance(event, dict) else None
            dedup = f"line:{destination}:{event_id or fingerprint(request.body, index)}"
            if isinstance(event, dict):
                found.append(reader.read(event, dedup))
            else:
                found.append(Event("invalid", self.name, destination, dedup, reason="not an object"))
        return found

    def acknowledge(self, events: Sequence[Event]) -> HttpAnswer:
        return HttpAnswer(200, b"{}", "application/json")

    def render(self, message: Outgoing, to: Address, context: SendContext) -> list[WireMessage]:
        bubbles = _bubbles(lay_out(message, self.caps))
        size = self.caps.messages_per_call
        calls = [bubbles[start : start + size] for start in range(0, len(bubbles), size)]
        wires = [WireMessage(self.name, to.value, "push", {"to": to.value, "messages": call}) for call in calls]
        handle = context.reply_handle
        if wires and handle and handle.kind == "line_reply" and context.now < handle.expires_at - _MARGIN:
            payload = {"replyToken": handle.token, "messages": calls[0]}
            wires[0] = WireMessage(self.name, to.value, "reply", payload, free=True, otherwise=wires[0])
        return wires

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        return await self._calls.send(wire, key)

    async def fetch_media(self, ref: MediaRef, limit: int) -> Download:
        return await self._calls.fetch(ref, limit)

    def normalise_address(self, raw: str) -> Address:
        value = raw.strip()
        if not _USER.fullmatch(value):
            raise ValueError("not a LINE user id")
        return Address(self.name, value)

    async def leave(self, group: Address) -> None:
        await self._calls.leave(group.value)

    async def pushes(self) -> tuple[int | None, int]:
        return await self._calls.pushes()

    def redact(self, text: str) -> str:
        return self._redact(text)

    async def close(self) -> None:
        await self._calls.close()


def _bubbles(layout: Layout) -> list[dict[str, object]]:
    """Quick replies show only under the newest message, so only the last one has them."""
    bubbles: list[dict[str, object]] = [{"type": "text", "text": text} for text in layout.texts]
    if layout.buttons:
        actions = [
            {"type": "postback", "label": button.label, "data": button.id, "displayText": button.label}
            for button in layout.buttons
        ]
        bubbles[-1]["quickReply"] = {"items": [{"type": "action", "action": action} for action in actions]}
    return bubbles
