"""`python -m tests.bench channels`: what a vendor's call costs us, and what the vendor's own SDK would cost.

In: authenticate the call and read its events. Out: from the outgoing message to the body of the call, as far as it goes
without a network. The SDKs read the same bytes and build the same body in the same round, ours and theirs in turn.
"""

import hmac
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from channels.base import Address, ChannelAdapter, Choice, InboundRequest, Outgoing, ReplyHandle, SendContext
from tests.bench import machine
from tests.bench.figures import Goal, Report, Series, stretch
from tests.bench.turns import Options
from tests.vendors.line import Line
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import PUBLIC_URL, LineCaller, TelegramCaller, TwilioCaller, Webhook, WhatsAppCaller

SECTIONS = ("in", "out")
CHANNELS = ("telegram", "line", "sms", "whatsapp")
CALLS, ROUNDS = 400, 15
TEXT = "Bos saya menahan paspor saya sejak saya datang, dan katanya saya harus membayar dulu."
OWN = "မြန်မာ။ नेपाली भाषा। 社長がパスポートを返してくれません。"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ASK = Outgoing(
    "Is it right?",
    (Choice("review.ask:yes", "Yes, send it"), Choice("review.ask:no", "Change it"), Choice("review.ask:stop", "Stop")),
    before=("Please check your report.",),
)
TO = {"telegram": "500000001", "line": "U" + "a" * 32, "sms": "+819012345678", "whatsapp": "+819012345678"}
CALLBACK = f"{PUBLIC_URL}/webhooks/twilio/status"
CONTEXTS = {
    "telegram": SendContext(NOW, ReplyHandle("telegram_callback", "4382bfdwdsb323b2d9", NOW + timedelta(minutes=1))),
    "line": SendContext(NOW, ReplyHandle("line_reply", "nHuyWiB7yP5Zw52FIkcQ", NOW + timedelta(minutes=1))),
    "sms": SendContext(NOW, status_callback=CALLBACK),
    "whatsapp": SendContext(NOW, window_until=NOW + timedelta(hours=20), status_callback=CALLBACK),
}
Work = Callable[[Any], object]


def run(options: Options) -> Report:
    report = Report(machine.describe(options.directory or Path()))
    report.doubts += machine.settle(machine.LOAD_CORE)
    rounds = 3 if options.quick else ROUNDS
    sections = options.only or SECTIONS
    for name in CHANNELS:
        options.say(f"{name} ...")
        spent = [_compare(report, f"{name}, {section}", *SETS[section](name), rounds) for section in sections]
        ours, theirs = (sum(parts) for parts in zip(*spent, strict=True))
        report.goals.append(
            Goal(f"{name}, {' and '.join(sections)}: ours / the SDK's", ours / theirs, 0.333, most=True)
        )
    report.notes.append(f"Medians of {rounds} rounds of {CALLS} calls each, one core; every call differs.")
    return report


def _compare(
    report: Report, name: str, ours: Work, theirs: Work, given: Sequence[Any], rounds: int
) -> tuple[float, float]:
    """Microseconds of CPU a call, ours and the SDK's. The first round fills caches and is thrown away."""
    pair = Series(f"{name}: ours"), Series(f"{name}: the SDK's")
    for number in range(rounds + 1):
        for series, work in zip(pair, (ours, theirs), strict=True):
            measured = _round(work, given)
            series.rounds += [measured] if number else []
    report.series += pair
    report.figures[f"{name}: ours / the SDK's"] = pair[0].over(pair[1], "cpu_us")
    return pair[0].median("cpu_us"), pair[1].median("cpu_us")


def _round(work: Work, given: Sequence[Any]) -> Any:
    spent: list[float] = []
    begun, cpu = time.perf_counter(), time.process_time()
    for one in given:
        at = time.perf_counter()
        work(one)
        spent.append(time.perf_counter() - at)
    return stretch(spent, time.perf_counter() - begun, cpu=time.process_time() - cpu)


def _inbound(name: str) -> tuple[Work, Work, list[Webhook]]:
    calls = [_call(name, number) for number in range(CALLS)]
    adapter = adapters()[name]

    def ours(call: Webhook) -> object:
        headers = {key.lower(): value for key, value in call.headers.items()}
        request = InboundRequest("POST", PUBLIC_URL + call.path, headers, call.body)
        adapter.authenticate(request)
        return adapter.parse(request)

    for call in calls:  # both must have read it, else nothing is compared
        assert ours(call)
    return ours, {"telegram": _by_ptb, "line": _by_line_sdk}.get(name, _by_twilio)(), calls


def _call(name: str, number: int) -> Webhook:
    """Every second one in the letters of a worker's own language."""
    text = f"{OWN if number % 2 else TEXT} {number}"
    match name:
        case "telegram":
            return TelegramCaller().text(str(500_000_000 + number), text)
        case "line":
            caller = LineCaller(Line())
            return caller.text(f"U{number:032x}", text)
        case "sms":
            return TwilioCaller(Twilio()).text(f"+8190{number:08d}", text)
    return WhatsAppCaller(Twilio()).text(f"+8190{number:08d}", text)


def adapters() -> dict[str, ChannelAdapter]:
    """As the desk builds them; none of them is given anywhere to call."""
    from channels.line import Line as LineAdapter
    from channels.sms import Sms
    from channels.telegram import Telegram
    from channels.whatsapp import WhatsApp

    account = Twilio()
    of_twilio: dict[str, Any] = {"account_sid": account.sid, "auth_tokens": [account.auth_token]}
    secret, number = TelegramCaller().secret, account.number
    return {
        "telegram": Telegram(token="7000000001:AAE-loopback", secret_token=secret, now=lambda: NOW),
        "line": LineAdapter(channel_secret=LineCaller(Line()).secret, channel_access_token="t"),
        "sms": Sms(sender=number, **of_twilio),
        "whatsapp": WhatsApp(sender=number, now=lambda: NOW, **of_twilio),
    }


def _by_ptb() -> Work:
    import json

    from telegram import Bot, Update

    bot, secret = Bot("7000000001:AAE-loopback"), TelegramCaller().secret

    def read(call: Webhook) -> object:
        assert hmac.compare_digest(call.headers["X-Telegram-Bot-Api-Secret-Token"], secret)
        return Update.de_json(json.loads(call.body), bot)

    return read


def _by_line_sdk() -> Work:
    from linebot.v3.webhook import WebhookParser  # type: ignore[import-untyped]

    parser = WebhookParser(LineCaller(Line()).secret)
    return lambda call: parser.parse(call.body.decode(), call.headers["X-Line-Signature"])


def _by_twilio() -> Work:
    """Its validator, and the standard library's form reader, for the SDK has none."""
    from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

    validator = RequestValidator(Twilio().auth_token)

    def read(call: Webhook) -> object:
        fields = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
        assert validator.validate(PUBLIC_URL + call.path, fields, call.headers["X-Twilio-Signature"])
        return fields

    return read


def _outbound(name: str) -> tuple[Work, Work, list[Outgoing]]:
    """The same bubbles and buttons; ours includes deciding what fits, and writing the list where there are none."""
    adapter, to, context = adapters()[name], Address(name, TO[name]), CONTEXTS[name]
    messages = [Outgoing(f"{ASK.text} {number}", ASK.choices, ASK.before) for number in range(CALLS)]
    builders = {"telegram": _built_by_ptb, "line": _built_by_line_sdk}
    theirs = builders[name]() if name in builders else _built_by_twilio(name)
    return (lambda message: adapter.render(message, to, context)), theirs, messages


def _built_by_ptb() -> Work:
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    def build(message: Outgoing) -> object:
        keys = [[InlineKeyboardButton(choice.label, callback_data=choice.id)] for choice in message.choices]
        return InlineKeyboardMarkup(keys).to_dict(), message.before, message.text

    return build


def _built_by_line_sdk() -> Work:
    from linebot.v3.messaging import (  # type: ignore[import-untyped]
        PostbackAction,
        QuickReply,
        QuickReplyItem,
        ReplyMessageRequest,
        TextMessage,
    )

    def build(message: Outgoing) -> object:
        items = [
            QuickReplyItem(action=PostbackAction(label=choice.label, data=choice.id, displayText=choice.label))
            for choice in message.choices
        ]
        last = TextMessage(text=message.text, quickReply=QuickReply(items=items))
        bubbles = [*(TextMessage(text=text) for text in message.before), last]
        return ReplyMessageRequest(replyToken="t", messages=bubbles).to_dict()

    return build


class _AtTheWire(Exception):
    """The SDK hands the fields of its request to its HTTP client here, which would quote them and call."""


def _built_by_twilio(name: str) -> Work:
    """Its own way to a request, `messages.create`, as far as its HTTP client: where what we rendered stands too.

    As many messages as ours: SMS joins what fits, WhatsApp has a bubble for each.
    """
    from twilio.http import HttpClient  # type: ignore[import-untyped]
    from twilio.rest import Client  # type: ignore[import-untyped]

    class Wire(HttpClient):  # type: ignore[misc]
        def request(self, *given: Any, **named: Any) -> Any:
            raise _AtTheWire

    wire, account = Wire(logging.getLogger("twilio"), is_async=False), Twilio()
    client, address = Client(account.sid, account.auth_token, http_client=wire), _TWILIO_ADDRESS[name]

    def build(message: Outgoing) -> object:
        lines = [f"{place}. {choice.label}" for place, choice in enumerate(message.choices, 1)]
        last = "\n".join([message.text, *lines])
        for body in (f"{message.before[0]}\n{last}",) if name == "sms" else (message.before[0], last):
            with suppress(_AtTheWire):
                client.messages.create(
                    to=address(TO[name]), from_=address(account.number), body=body, status_callback=CALLBACK
                )
        return client

    return build


_TWILIO_ADDRESS: dict[str, Callable[[str], str]] = {"sms": str, "whatsapp": "whatsapp:{}".format}


SETS: dict[str, Callable[[str], tuple[Work, Work, Sequence[Any]]]] = {"in": _inbound, "out": _outbound}
