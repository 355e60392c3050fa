"""The adapters under test, and calls signed as each vendor signs, by other code than ours where there is some."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from linebot.v3.webhook import SignatureValidator  # type: ignore[import-untyped]
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels.base import ChannelAdapter, InboundRequest
from channels.line import Line
from channels.simulator import SIGNATURE, Simulator
from channels.sms import Sms
from channels.telegram import Telegram
from channels.whatsapp import WhatsApp

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TOKEN, SECRET_TOKEN = "7000000001:AAE-loopback", "telegram-secret_1"
ACCOUNT, AUTH_TOKENS, NUMBER = "AC" + "1" * 32, ("twilio-token", "twilio-token-before"), "+815012345678"
CHANNEL_SECRET, ACCESS_TOKEN = "line-channel-secret", "line-token"
PHONE_SECRET = b"phone-secret-of-this-process"
URL = "https://desk.example.org/webhooks/twilio/sms"


def now() -> datetime:
    return NOW


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


def telegram(api_url: str = "https://api.telegram.org") -> Telegram:
    return Telegram(token=TOKEN, secret_token=SECRET_TOKEN, now=now, api_url=api_url)


def sms(api_url: str = "https://api.twilio.com") -> Sms:
    return Sms(account_sid=ACCOUNT, auth_tokens=AUTH_TOKENS, sender=NUMBER, api_url=api_url)


def whatsapp(api_url: str = "https://api.twilio.com") -> WhatsApp:
    return WhatsApp(account_sid=ACCOUNT, auth_tokens=AUTH_TOKENS, sender=NUMBER, api_url=api_url, now=now)


def line(api_url: str = "https://api.line.me", data_url: str = "https://api-data.line.me") -> Line:
    return Line(channel_secret=CHANNEL_SECRET, channel_access_token=ACCESS_TOKEN, api_url=api_url, data_url=data_url)


def simulator() -> Simulator:
    return Simulator(secret=PHONE_SECRET, now=now)


def call(body: bytes, headers: Mapping[str, str], url: str = URL) -> InboundRequest:
    return InboundRequest("POST", url, {name.lower(): value for name, value in headers.items()}, body)


def from_telegram(body: bytes) -> InboundRequest:
    return call(body, {"X-Telegram-Bot-Api-Secret-Token": SECRET_TOKEN})


class _Fields(dict[str, list[str]]):
    """A form as the SDK wants it."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def form_fields(body: bytes) -> _Fields:
    fields = _Fields()
    for name, value in parse_qsl(body.decode("latin-1"), keep_blank_values=True):
        fields.setdefault(name, []).append(value)
    return fields


def from_twilio(body: bytes, url: str = URL, token: str = AUTH_TOKENS[0]) -> InboundRequest:
    signature = RequestValidator(token).compute_signature(url, form_fields(body))
    return call(body, {"X-Twilio-Signature": signature}, url)


def from_line(body: bytes) -> InboundRequest:
    digest = hmac.new(CHANNEL_SECRET.encode(), body, hashlib.sha256).digest()
    signature = base64.b64encode(digest).decode()
    if body.isascii():
        assert SignatureValidator(CHANNEL_SECRET).validate(body.decode(), signature)
    return call(body, {"X-Line-Signature": signature})


def from_phone(body: bytes) -> InboundRequest:
    return call(body, {SIGNATURE: hmac.new(PHONE_SECRET, body, "sha256").hexdigest()})


@dataclass(frozen=True)
class Vendor:
    """One channel and how its vendor calls us. `body` is a call that means one text message."""

    build: Callable[[], ChannelAdapter]
    signed: Callable[[bytes], InboundRequest]
    header: str
    body: bytes
    address: str


VENDORS = {
    "telegram": Vendor(
        telegram,
        from_telegram,
        "x-telegram-bot-api-secret-token",
        b'{"update_id":7,"message":{"message_id":1,"date":1795338000,"text":"hello",'
        b'"from":{"id":23,"is_bot":false,"first_name":"A"},"chat":{"id":23,"type":"private"}}}',
        "23",
    ),
    "sms": Vendor(
        sms,
        from_twilio,
        "x-twilio-signature",
        b"MessageSid=SM1&AccountSid=AC1&From=%2B819012345678&To=%2B815012345678&Body=hello&NumMedia=0",
        "+819012345678",
    ),
    "whatsapp": Vendor(
        whatsapp,
        from_twilio,
        "x-twilio-signature",
        b"MessageSid=SM2&AccountSid=AC1&From=whatsapp%3A%2B819012345678&To=whatsapp%3A%2B815012345678&Body=hello",
        "+819012345678",
    ),
    "line": Vendor(
        line,
        from_line,
        "x-line-signature",
        b'{"destination":"Ub","events":[{"type":"message","mode":"active","timestamp":1795338000000,'
        b'"webhookEventId":"01H","source":{"type":"user","userId":"U12ab"},"replyToken":"r1",'
        b'"message":{"type":"text","id":"1","text":"hello"}}]}',
        "U12ab",
    ),
    "simulator": Vendor(
        simulator, from_phone, SIGNATURE, b'{"phone":"line:anna","id":"1","text":"hello"}', "line:anna"
    ),
}
