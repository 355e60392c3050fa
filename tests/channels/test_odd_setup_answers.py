"""What is asked when a channel is set up, answered as no specification says: a proxy's page, a stranger's JSON."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import pytest

from channels.base import SendError
from channels.line_setup import LineSetup
from channels.telegram_setup import TelegramSetup
from channels.twilio_calls import TwilioCalls
from channels.twilio_setup import Door, TwilioSetup
from tests.channels.test_odd_answers import Odd
from tests.vendors.stand_in import Loopback

BODIES = [
    "<html>", "", "{}", "[]", "null", "5", '{"ok":true}', '{"ok":true,"result":{}}', '{"ok":true,"result":[1]}',
    '{"endpoint":5,"active":"x"}', '{"success":null,"statusCode":"x"}', '{"type":"none","totalUsage":"many"}',
    '{"incoming_phone_numbers":5}', '{"incoming_phone_numbers":[5]}', '{"incoming_phone_numbers":[{}]}',
    '{"senders":[{"sender_id":"whatsapp:+81","webhook":7}],"meta":{}}', '{"senders":{},"meta":{"key":"senders"}}',
    '{"permissions":5}', '{"permissions":[5]}', '{"permissions":[{"country_code":[]}]}', json.dumps({"code": "x"}),
]  # fmt: skip
DOOR = Door("PN" + "1" * 32, "")
Ask = Callable[[Any], Awaitable[object]]
TELEGRAM: Mapping[str, Ask] = {
    "bot": lambda it: it.bot(),
    "webhook": lambda it: it.webhook(),
    "register": lambda it: it.register("https://desk.example/webhooks/telegram", "x"),
    "remove": lambda it: it.remove(),
}
LINE: Mapping[str, Ask] = {
    "account": lambda it: it.account(),
    "endpoint": lambda it: it.endpoint(),
    "register": lambda it: it.register("https://desk.example/webhooks/line"),
    "test": lambda it: it.test("https://desk.example/webhooks/line"),
    "quota": lambda it: it.quota(),
}
TWILIO: Mapping[str, Ask] = {
    "account": lambda it: it.account(),
    "number": lambda it: it.number("+815012345678"),
    "service": lambda it: it.service("MG" + "1" * 32),
    "whatsapp_sender": lambda it: it.whatsapp_sender("+815012345678"),
    "forbidden": lambda it: it.forbidden(["JP"]),
    "point_number": lambda it: it.point_number(DOOR, "https://desk.example/x"),
    "point_service": lambda it: it.point_service(DOOR, "https://desk.example/x"),
    "point_whatsapp_sender": lambda it: it.point_whatsapp_sender(DOOR, "https://desk.example/x"),
}


@pytest.fixture
def odd() -> Iterator[Odd]:
    vendor = Odd()
    with Loopback(vendor):
        yield vendor


def ask_all(odd: Odd, setup: Any, close: Callable[[], Awaitable[None]], questions: Mapping[str, Ask]) -> int:
    """Every question, each answered in every way; how many were asked. Whatever is not a SendError goes through."""

    async def whole() -> int:
        asked, told = 0, set[str]()
        try:
            for odd.status in (200, 404, 502):
                for odd.body in BODIES:
                    for ask in questions.values():
                        asked += 1
                        try:
                            await ask(setup)
                        except SendError as error:
                            told.add(repr(error))
        finally:
            await close()
        assert not any(odd.url in one for one in told)
        return asked

    return asyncio.run(whole())


def test_telegram(odd: Odd) -> None:
    setup = TelegramSetup(token="7:AAE", api_url=odd.url)
    assert ask_all(odd, setup, setup.close, TELEGRAM) == 3 * len(BODIES) * len(TELEGRAM)


def test_line(odd: Odd) -> None:
    setup = LineSetup(channel_access_token="x", api_url=odd.url, data_url=odd.url)
    assert ask_all(odd, setup, setup.close, LINE) == 3 * len(BODIES) * len(LINE)


def test_twilio(odd: Odd) -> None:
    calls = TwilioCalls(account_sid="AC" + "1" * 32, auth_token="x", api_url=odd.url)
    setup = TwilioSetup(calls, account_sid="AC" + "1" * 32)
    assert ask_all(odd, setup, calls.close, TWILIO) == 3 * len(BODIES) * len(TWILIO)
