"""Answers that no specification names: a proxy's page, half a body, a refusal in the vendor's rarer words."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from aiohttp import web

from channels.base import (
    BadMessage,
    Blocked,
    ChannelAdapter,
    Outgoing,
    ReplyHandle,
    Retryable,
    SendContext,
    SendError,
    SendResult,
    WireMessage,
)
from tests.channels.cast import NOW, VENDORS, line, sms, telegram
from tests.channels.conftest import using
from tests.vendors.stand_in import Loopback, StandIn

KEY = UUID(int=7)
ADAPTERS: dict[str, Callable[[str], ChannelAdapter]] = {"telegram": telegram, "sms": sms, "line": line}


class Odd(StandIn):
    """Answers every call in the same way."""

    def __init__(self) -> None:
        super().__init__()
        self.status, self.body, self.asked = 200, "<html>", 0

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/{path:.*}", self._answer)]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        return web.Response(status=self.status, text=self.body, content_type="application/json")


@pytest.fixture
def odd() -> Iterator[Odd]:
    vendor = Odd()
    with Loopback(vendor):
        yield vendor


def send(odd: Odd, name: str, handle: ReplyHandle | None = None, wire: WireMessage | None = None) -> SendResult:
    adapter = ADAPTERS[name](odd.url)
    to = adapter.normalise_address(VENDORS[name].address)
    usual = adapter.render(Outgoing(text="hi"), to, SendContext(NOW, reply_handle=handle))[0]
    return using(adapter, lambda opened: opened.send(wire or usual, KEY))


@pytest.mark.parametrize("name", ADAPTERS)
@pytest.mark.parametrize("body", ["<html>", "", "{}", "[]", "null", '{"ok":true}'])
def test_a_success_that_does_not_say_what_was_taken_is_of_unknown_fate(odd: Odd, name: str, body: str) -> None:
    odd.body = body
    with pytest.raises(Retryable) as caught:
        send(odd, name)
    assert caught.value.fate_unknown


@pytest.mark.parametrize("name", ADAPTERS)
@pytest.mark.parametrize("status", [301, 400, 404, 418, 451, 500, 520, 599])
@pytest.mark.parametrize("body", ["<html>", "{}", "[]", '{"message":5,"code":"x","description":7}'])
def test_no_answer_ever_raises_anything_but_a_send_error(odd: Odd, name: str, status: int, body: str) -> None:
    odd.status, odd.body = status, body
    with pytest.raises(SendError):
        send(odd, name)


def test_a_result_of_telegrams_that_the_sdk_does_not_know_yet_was_taken(odd: Odd) -> None:
    odd.body = '{"ok":true,"result":{"message_id":5}}'
    assert send(odd, "telegram") == SendResult()
    assert odd.asked == 1


def test_a_reply_with_an_unreadable_answer_is_not_said_again_by_push(odd: Odd) -> None:
    handle = ReplyHandle("line_reply", "token", NOW + timedelta(minutes=1))
    assert send(odd, "line", handle) == SendResult()
    assert odd.asked == 1


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("telegram", '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'),
        ("line", '{"message":"The property, \'to\', in the request body is invalid (line: -, column: -)"}'),
    ],
)
def test_an_address_that_does_not_exist_is_blocked(odd: Odd, name: str, body: str) -> None:
    odd.status, odd.body = 400, body
    with pytest.raises(SendError) as caught:
        send(odd, name)
    assert type(caught.value) is Blocked


def test_a_group_that_moved_is_left_alone(odd: Odd) -> None:
    odd.status = 400
    odd.body = '{"ok":false,"error_code":400,"description":"x","parameters":{"migrate_to_chat_id":-100}}'
    with pytest.raises(Blocked):
        send(odd, "telegram")


def test_more_than_line_allows_never_leaves_the_house(odd: Odd) -> None:
    six = {"to": "U12ab", "messages": [{"type": "text", "text": "x"}] * 6}
    with pytest.raises(BadMessage):
        send(odd, "line", wire=WireMessage("line", "U12ab", "push", six))
    assert odd.asked == 0
