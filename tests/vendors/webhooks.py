"""The vendors' calls to us: bodies as the vendors build them, signed as they sign, delivered again as they do."""

import base64
import hashlib
import hmac
import itertools
import json
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from tests.vendors.line import Line
from tests.vendors.phone import Button
from tests.vendors.telegram import BOT
from tests.vendors.twilio import Twilio

PUBLIC_URL = "https://desk.example.org"
BOT_USER = "U" + "b" * 32
ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Webhook:
    """One call. `events` name what is in it, the same on every delivery."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    events: tuple[str, ...] = ()


@dataclass
class TelegramCaller:
    """Updates of one bot: numbered, with the secret in a header and nothing signed."""

    secret: str = "telegram-secret_1"
    _updates: "itertools.count[int]" = field(default_factory=lambda: itertools.count(secrets.randbelow(10**9)))
    _messages: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def update(self, **content: object) -> Webhook:
        number = next(self._updates)
        body = json.dumps({"update_id": number, **content}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": self.secret}
        return Webhook("/webhooks/telegram", headers, body, (str(number),))

    def text(self, user: str, text: str, *, language: str = "en", name: str = "A", handle: str = "") -> Webhook:
        person, chat = _telegram_person(user, language, name, handle)
        message: dict[str, object] = {"message_id": next(self._messages), "from": person, "chat": chat}
        message |= {"date": int(time.time()), "text": text}
        if text.startswith("/"):
            command = text.split(maxsplit=1)[0]
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return self.update(message=message)

    def press(self, user: str, data: str, on_message: str, *, language: str = "en", name: str = "A") -> Webhook:
        person, chat = _telegram_person(user, language, name, "")
        message = {"message_id": int(on_message), "from": BOT, "chat": chat, "date": int(time.time()), "text": "?"}
        query = {"id": str(secrets.randbelow(10**18)), "from": person, "message": message}
        return self.update(callback_query={**query, "chat_instance": str(secrets.randbelow(10**18)), "data": data})

    def redelivered(self, call: Webhook) -> Webhook:
        return call


def _telegram_person(user: str, language: str, name: str, handle: str) -> tuple[dict[str, object], dict[str, object]]:
    names = {"first_name": name, "username": handle or f"worker_{user}"}
    person = {"id": int(user), "is_bot": False, **names, "language_code": language}
    return person, {"id": int(user), "type": "private", **names}


@dataclass
class TwilioCaller:
    """Forms of one account, signed over the public address and every field."""

    account: Twilio
    public_url: str = PUBLIC_URL
    path: str = "/webhooks/twilio/sms"

    def text(self, user: str, text: str, **more: str) -> Webhook:
        sid = "SM" + secrets.token_hex(16)
        fields = {
            "ToCountry": "JP",
            "ToState": "",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "ToCity": "",
            "FromZip": "",
            "SmsSid": sid,
            "FromState": "Tokyo",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": text,
            "FromCountry": "JP",
            "To": self.account.number,
            "ToZip": "",
            "NumSegments": str(1 + len(text) // 153),
            "MessageSid": sid,
            "AccountSid": self.account.sid,
            "From": user,
            "ApiVersion": "2010-04-01",
        }
        return self.form({**fields, **more}, sid)

    def form(self, fields: Mapping[str, str], name: str) -> Webhook:
        return self.raw(urlencode(fields).encode(), name)

    def raw(self, body: bytes, name: str = "") -> Webhook:
        """Any form, signed as Twilio signs: the address, then each name with its distinct values, sorted."""
        fields = sorted(set(parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="utf-8")))
        signed = self.public_url + self.path + "".join(key + value for key, value in fields)
        digest = hmac.new(
            self.account.auth_token.encode(), signed.encode("utf-8", "surrogatepass"), hashlib.sha1
        ).digest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": base64.b64encode(digest).decode(),
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            "User-Agent": "TwilioProxy/1.1",
        }
        return Webhook(self.path, headers, body, (name,))

    def redelivered(self, call: Webhook) -> Webhook:
        return call


@dataclass
class WhatsAppCaller(TwilioCaller):
    """The same account's WhatsApp sender. Whatever a user sends opens her window."""

    path: str = "/webhooks/twilio/whatsapp"

    def text(self, user: str, text: str, **more: str) -> Webhook:
        """`user` is a number, or WhatsApp's id of somebody who shows none."""
        sid, address = "SM" + secrets.token_hex(16), f"whatsapp:{user}"
        self.account.wrote[address] = self.account.clock()
        fields = {
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "ProfileName": "Name of a person",
            "MessageType": "text",
            "SmsSid": sid,
            "WaId": user.removeprefix("+"),
            "SmsStatus": "received",
            "Body": text,
            "To": f"whatsapp:{self.account.number}",
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "MessageSid": sid,
            "AccountSid": self.account.sid,
            "From": address,
            "ApiVersion": "2010-04-01",
            "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": {"ProfileName": "Name"}}}),
        }
        return self.form({**fields, **more}, sid)

    def press(self, user: str, button: Button, on_message: str) -> Webhook:
        """A quick reply; a row of a list comes under other names."""
        named = {"ButtonPayload": button.id, "ButtonText": button.label, "MessageType": "button"}
        return self.text(user, button.label, OriginalRepliedMessageSid=on_message, **named)

    def choose(self, user: str, button: Button, on_message: str) -> Webhook:
        named = {"ListId": button.id, "ListTitle": button.label, "MessageType": "interactive"}
        return self.text(user, button.label, OriginalRepliedMessageSid=on_message, **named)


@dataclass
class LineCaller:
    """Batches of events of one channel, signed over the raw bytes; a second delivery says so."""

    account: Line
    secret: str = "line-channel-secret"

    def event(self, user: str, **content: object) -> dict[str, object]:
        return {
            "mode": "active",
            "timestamp": int(time.time() * 1000),
            "source": {"type": "user", "userId": user},
            "webhookEventId": "".join(secrets.choice(ULID) for _ in range(26)),
            "deliveryContext": {"isRedelivery": False},
            "replyToken": self.account.issue(user),
            **content,
        }

    def batch(self, *events: Mapping[str, object]) -> Webhook:
        body = json.dumps({"destination": BOT_USER, "events": events}, ensure_ascii=False).encode()
        return self.raw(body, *(str(event["webhookEventId"]) for event in events))

    def raw(self, body: bytes, *names: str) -> Webhook:
        """Any bytes, signed as LINE signs."""
        digest = hmac.new(self.secret.encode(), body, hashlib.sha256).digest()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Line-Signature": base64.b64encode(digest).decode(),
            "User-Agent": "LineBotWebhook/2.0",
        }
        return Webhook("/webhooks/line", headers, body, names)

    def text_event(self, user: str, text: str) -> dict[str, object]:
        message = {
            "id": str(secrets.randbelow(10**18)),
            "type": "text",
            "text": text,
            "quoteToken": secrets.token_hex(16),
        }
        return self.event(user, type="message", message=message)

    def text(self, user: str, text: str) -> Webhook:
        return self.batch(self.text_event(user, text))

    def press(self, user: str, data: str) -> Webhook:
        return self.batch(self.event(user, type="postback", postback={"data": data}))

    def redelivered(self, call: Webhook) -> Webhook:
        events = json.loads(call.body)["events"]
        again = [{**event, "deliveryContext": {"isRedelivery": True}} for event in events]
        return replace(self.batch(*again), events=call.events)
