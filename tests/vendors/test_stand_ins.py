"""The loopback vendors answer the vendors' own SDKs like the vendors, and refuse what their specifications refuse."""

import asyncio
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import telegram
from linebot.v3.messaging import (  # type: ignore[import-untyped]
    ApiClient,
    ApiException,
    Configuration,
    MessagingApi,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
)
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from tests.vendors import contract
from tests.vendors.line import Line
from tests.vendors.stand_in import Loopback, Trouble
from tests.vendors.telegram import Telegram
from tests.vendors.twilio import Twilio

USER = "U" + "a" * 32


@pytest.fixture
def line() -> Iterator[Line]:
    vendor = Line()
    with Loopback(vendor):
        yield vendor


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    vendor = Twilio()
    with Loopback(vendor):
        yield vendor


@pytest.fixture
def bot_api() -> Iterator[Telegram]:
    vendor = Telegram()
    with Loopback(vendor):
        yield vendor


def _line_post(line: Line, path: str, body: object, **headers: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {line.token}", **headers}
    return httpx.post(f"{line.url}/v2/bot/message/{path}", json=body, headers=headers)


def _say(text: str) -> dict[str, object]:
    return {"to": USER, "messages": [{"type": "text", "text": text}]}


def test_line_sdk_pushes_and_the_phone_shows_it_with_its_quick_replies(line: Line) -> None:
    item = {"type": "action", "action": {"type": "postback", "label": "はい", "data": "consent.ask:yes"}}
    body = _say("よろしいですか")
    body["messages"][0]["quickReply"] = {"items": [item]}  # type: ignore[index]
    assert _line_post(line, "push", body).status_code == 200
    with ApiClient(Configuration(host=line.url, access_token=line.token)) as client:
        MessagingApi(client).push_message(PushMessageRequest(to=USER, messages=[TextMessage(text="hi")]))
    first, second = line.phones.seen(USER)
    assert (first.text, first.buttons[0].id, first.buttons[0].label) == ("よろしいですか", "consent.ask:yes", "はい")
    assert second.text == "hi"
    line.assert_contract()


def test_line_takes_a_retry_key_once_and_names_the_accepted_request_after_that(line: Line) -> None:
    key = {"X-Line-Retry-Key": str(uuid.uuid4())}
    first, second = _line_post(line, "push", _say("a"), **key), _line_post(line, "push", _say("a"), **key)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert len(line.phones.seen(USER)) == 1


def test_line_reply_token_works_once_and_for_one_minute(line: Line) -> None:
    with ApiClient(Configuration(host=line.url, access_token=line.token)) as client:
        reply = ReplyMessageRequest(replyToken=line.issue(USER), messages=[TextMessage(text="a")])
        MessagingApi(client).reply_message(reply)
        with pytest.raises(ApiException, match="Invalid reply token"):
            MessagingApi(client).reply_message(reply)
    old = {"replyToken": line.issue(USER, now=0.0), "messages": _say("b")["messages"]}
    assert _line_post(line, "reply", old).status_code == 400
    assert len(line.phones.seen(USER)) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"to": USER, "messages": []},
        {"to": USER, "messages": _say("a")["messages"] * 6},  # type: ignore[operator]
        {"messages": _say("a")["messages"]},
        _say("あ" * 5001),
        {"to": USER, "messages": [{"type": "poem", "text": "a"}]},
        {"to": USER, "messages": [{"type": "text"}]},
    ],
)
def test_line_refuses_what_its_specification_refuses(line: Line, body: object) -> None:
    assert _line_post(line, "push", body).status_code == 400
    assert line.violations


def test_line_counts_a_label_in_graphemes(line: Line) -> None:
    def labelled(label: str) -> dict[str, Any]:
        item = {"type": "action", "action": {"type": "postback", "label": label, "data": "a"}}
        return {"to": USER, "messages": [{"type": "text", "text": "a", "quickReply": {"items": [item]}}]}

    assert _line_post(line, "push", labelled("👨‍👩‍👧" * 20)).status_code == 200
    assert _line_post(line, "push", labelled("a" * 21)).status_code == 400


def test_line_says_when_the_month_is_used_up_and_when_the_token_is_wrong(line: Line) -> None:
    line.quota = 0
    assert "monthly limit" in _line_post(line, "push", _say("a")).text
    line.token = "another"
    with (
        ApiClient(Configuration(host=line.url, access_token="old")) as client,
        pytest.raises(ApiException, match="401"),
    ):
        MessagingApi(client).push_message(PushMessageRequest(to=USER, messages=[TextMessage(text="hi")]))


class _Rebased(TwilioHttpClient):  # type: ignore[misc]
    """The SDK knows no other host than its own: send the same call to loopback."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._host = urlsplit(url).netloc

    def request(self, method: str, url: str, *args: Any, **named: Any) -> Any:
        return super().request(
            method, urlsplit(url)._replace(scheme="http", netloc=self._host).geturl(), *args, **named
        )


def _client(twilio: Twilio, token: str = "twilio-token") -> Client:
    return Client(twilio.sid, token, http_client=_Rebased(twilio.url))


def test_twilio_sdk_sends_and_finds_what_was_sent(twilio: Twilio) -> None:
    client = _client(twilio)
    sent = client.messages.create(to="+819011112222", from_=twilio.number, body="Hello", validity_period=3600)
    found = client.messages.list(to="+819011112222", limit=5)
    assert [message.sid for message in found] == [sent.sid]
    assert client.messages.list(to="+819033334444", limit=5) == []
    assert twilio.phones.seen("+819011112222")[0].text == "Hello"
    assert client.messages(sent.sid).delete()
    assert twilio.deleted == [sent.sid]
    assert contract.twilio_answer(twilio.messages[0]) == []
    twilio.assert_contract()


@pytest.mark.parametrize(
    "fields",
    [
        {"To": "+819011112222", "From": "+815012345678"},
        {"To": "+819011112222", "Body": "a"},
        {"To": "+819011112222", "From": "+815012345678", "Body": "a" * 1601},
        {"To": "+819011112222", "From": "+815012345678", "Body": "a", "Colour": "red"},
        {"To": "+819011112222", "From": "+815012345678", "Body": "a", "ValidityPeriod": "abc"},
    ],
)
def test_twilio_refuses_what_its_specification_refuses(twilio: Twilio, fields: dict[str, str]) -> None:
    url = f"{twilio.url}/2010-04-01/Accounts/{twilio.sid}/Messages.json"
    assert httpx.post(url, data=fields, auth=(twilio.sid, twilio.auth_token)).status_code == 400
    assert twilio.violations


def test_twilio_refuses_with_its_own_numbers(twilio: Twilio) -> None:
    twilio.opted_out.add("+819011112222")
    with pytest.raises(TwilioRestException) as stopped:
        _client(twilio).messages.create(to="+819011112222", from_=twilio.number, body="a")
    assert (stopped.value.status, stopped.value.code) == (400, 21610)
    with pytest.raises(TwilioRestException) as stranger:
        _client(twilio, "wrong").messages.create(to="+819011112222", from_=twilio.number, body="a")
    assert (stranger.value.status, stranger.value.code) == (401, 20003)


def test_telegram_sdk_sends_buttons_and_reads_the_answer(bot_api: Telegram) -> None:
    async def run() -> telegram.Message:
        async with telegram.Bot(bot_api.token, base_url=f"{bot_api.url}/bot") as bot:
            keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="consent.ask:yes")]])
            return await bot.send_message(42, "Setuju?", reply_markup=keyboard)

    message = asyncio.run(run())
    (bubble,) = bot_api.phones.seen("42")
    assert (bubble.message_id, bubble.buttons[0].id) == (str(message.message_id), "consent.ask:yes")
    bot_api.assert_contract()


@pytest.mark.parametrize("data", ["x" * 65, "न" * 22])
def test_telegram_refuses_more_than_64_bytes_on_a_button(bot_api: Telegram, data: str) -> None:
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": data}]]}
    answer = httpx.post(
        f"{bot_api.url}/bot{bot_api.token}/sendMessage", json={"chat_id": 42, "text": "a", "reply_markup": keyboard}
    )
    assert answer.status_code == 400
    assert bot_api.violations


def test_telegram_blocks_throttles_and_knows_its_methods(bot_api: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    async def send(chat: int) -> None:
        async with telegram.Bot(bot_api.token, base_url=f"{bot_api.url}/bot") as bot:
            await bot.send_message(chat, "a")

    bot_api.blocked.add("42")
    with pytest.raises(telegram.error.Forbidden, match="blocked by the user"):
        asyncio.run(send(42))
    bot_api.trouble.append(Trouble(status=429, retry_after=3))
    with pytest.raises(telegram.error.RetryAfter):
        asyncio.run(send(43))
    assert httpx.post(f"{bot_api.url}/bot{bot_api.token}/sendPoem").status_code == 404


@pytest.mark.parametrize(
    ("trouble", "shown"),
    [
        (Trouble(drop=True), 0),
        (Trouble(drop=True, accept=True), 1),
        (Trouble(status=503), 0),
        (Trouble(status=503, accept=True), 1),
        (Trouble(hang=0.05), 1),
    ],
)
def test_scripted_trouble_loses_the_answer_or_the_message(line: Line, trouble: Trouble, shown: int) -> None:
    line.trouble.append(trouble)
    try:
        status = _line_post(line, "push", _say("a")).status_code
    except httpx.TransportError:
        status = 0
    assert status == (0 if trouble.drop else trouble.status or 200)
    assert len(line.phones.seen(USER)) == shown
    assert len(line.sends()) == shown
