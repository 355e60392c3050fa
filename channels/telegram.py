"""Telegram: who may call our webhook, what one `Outgoing` becomes, and the adapter that holds the pieces together.

https://core.telegram.org/bots/api (10.1). The token is part of every URL of the API: no URL of this channel is logged.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hmac import compare_digest
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
    Outgoing,
    SendContext,
    SendResult,
    WireMessage,
)
from channels.layout import Layout, lay_out
from channels.reading import fingerprint, identifier, json_body
from channels.redaction import redactor
from channels.telegram_calls import TelegramCalls
from channels.telegram_polling import QUIET, settled
from channels.telegram_updates import Updates

API_URL = "https://api.telegram.org"
CAPS = Capabilities(
    text_max=4096,  # sendMessage.text; counted as UTF-16 to be on the safe side
    text_unit="utf16",
    soft_max=3500,
    buttons_max=10,  # 100 are allowed; ten, one a row, still fit on a screen
    button_label_max=30,  # undocumented: what small phones show
    label_unit="grapheme",
    button_data_max_bytes=64,  # InlineKeyboardButton.callback_data
    messages_per_call=1,
    media={kind: MediaRule((), 20_000_000) for kind in ("image", "voice", "audio", "video", "document")},  # getFile
    location_in=True,
    edits_in=True,
    typing_seconds=5,
)
_CHAT = re.compile(r"-?[0-9]{1,20}")


class Telegram:
    """A bot of https://core.telegram.org/bots/api."""

    name: str = "telegram"
    caps: Capabilities = CAPS
    numbers_per_chat: bool = True

    def __init__(self, *, token: str, secret_token: str, now: Callable[[], datetime], api_url: str = API_URL) -> None:
        account, _, secret = token.partition(":")
        if not (account.isdecimal() and secret):
            raise ValueError("token: not a bot token (123456:ABC...)")
        self._account, self._secret = account, secret_token.encode()
        self._updates = Updates(account, now)
        self._now, self._heard_at = now, datetime.min.replace(tzinfo=UTC)
        self._calls = TelegramCalls(token=token, api_url=api_url.rstrip("/"))
        self._redact = redactor(*filter(None, (token, secret, secret_token)))

    def authenticate(self, request: InboundRequest) -> None:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        # Without a secret nobody may call: updates are asked for (`poll`).
        if not self._secret or not compare_digest(given.encode("utf-8", "surrogatepass"), self._secret):
            raise BadSignature("x-telegram-bot-api-secret-token")

    def parse(self, request: InboundRequest) -> list[Event]:
        update = json_body(request.body)
        # Unique for each bot, not always ascending: after a quiet week it starts anywhere.
        update_id = identifier(update, "update_id") or fingerprint(request.body, 0)
        return [self._updates.read(update, f"telegram:{self._account}:{update_id}")]

    def acknowledge(self, events: Sequence[Event]) -> HttpAnswer:
        return HttpAnswer()

    def render(self, message: Outgoing, to: Address, context: SendContext) -> list[WireMessage]:
        layout, handle = lay_out(message, self.caps), context.reply_handle
        wires = [self._text_wire(layout, place, message, to) for place in range(len(layout.texts))]
        # Even when late: a retry finds its place by counting these calls, so their number must not change with time.
        if handle and handle.kind == "telegram_callback":
            payload = {"callback_query_id": handle.token}
            wires.insert(0, WireMessage(self.name, to.value, "answerCallbackQuery", payload, free=True))
        return wires

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        return await self._calls.send(wire)

    async def fetch_media(self, ref: MediaRef, limit: int) -> Download:
        return await self._calls.fetch(ref, limit)

    def normalise_address(self, raw: str) -> Address:
        value = raw.strip()
        if not _CHAT.fullmatch(value):
            raise ValueError("not a chat id")
        return Address(self.name, str(int(value)))

    async def begin_polling(self) -> None:
        """No webhook may be set while updates are asked for. Those that wait are kept."""
        await self._calls.delete_webhook()

    async def poll(self, after: int | None) -> tuple[int | None, list[Event]]:
        """What came behind the update `after`, which is settled with this; waits for it. The last one's number too."""
        updates = await self._calls.updates(None if after is None else after + 1)
        now = self._now()
        last = settled(updates, after, anywhere=now - self._heard_at >= QUIET)
        if last != after:
            self._heard_at = now
        events = [
            self._updates.read(update, f"telegram:{self._account}:{identifier(update, 'update_id')}")
            for update in updates
            if identifier(update, "update_id")
        ]
        return last, events

    async def leave(self, group: Address) -> None:
        await self._calls.leave(int(group.value))

    async def take_back(self, to: Address, message_ids: Sequence[str]) -> None:
        await self._calls.delete(int(to.value), [int(one) for one in message_ids if one.isdecimal()])

    def redact(self, text: str) -> str:
        return self._redact(text)

    async def close(self) -> None:
        await self._calls.close()

    def _text_wire(self, layout: Layout, place: int, message: Outgoing, to: Address) -> WireMessage:
        # No parse_mode: what a worker or the desk wrote is never markup.
        payload: dict[str, object] = {
            "chat_id": int(to.value),
            "text": layout.texts[place],
            "link_preview_options": {"is_disabled": True},
        }
        if message.protect:
            payload["protect_content"] = True
        if layout.buttons and place == len(layout.texts) - 1:
            keys = [[{"text": button.label, "callback_data": button.id}] for button in layout.buttons]
            payload["reply_markup"] = {"inline_keyboard": keys}
        return WireMessage(self.name, to.value, "sendMessage", payload)
