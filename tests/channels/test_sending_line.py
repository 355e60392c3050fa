"""Through line-bot-sdk to a stand-in that judges every body by LINE's own specification."""

import logging
import time
from datetime import timedelta
from uuid import UUID

import pytest

from channels.base import (
    Address,
    BadMessage,
    Choice,
    ConfigError,
    HandleRefused,
    Outgoing,
    QuotaExhausted,
    ReplyHandle,
    Retryable,
    SendContext,
    SendError,
    SendResult,
    Throttled,
    WireMessage,
)
from channels.line import Line
from tests.channels.cast import NOW, later, line
from tests.channels.conftest import everything_shown, using
from tests.vendors import line as stand_in
from tests.vendors.stand_in import Trouble

USER = Address("line", "U" + "a" * 32)
KEY = UUID(int=7)
ASK = Outgoing(
    text="ปลอดภัยไหม", choices=(Choice("safe.check:yes", "ใช่"), Choice("safe.check:no", "ไม่")), before=("สวัสดี",)
)


def wire(token: str | None = None) -> WireMessage:
    handle = ReplyHandle("line_reply", token, later(minutes=1)) if token else None
    return line().render(ASK, USER, SendContext(NOW, reply_handle=handle))[0]


def attempt(api_url: str, message: WireMessage, key: UUID = KEY) -> SendResult:
    return using(line(api_url), lambda adapter: adapter.send(message, key))


def failure(api_url: str, message: WireMessage | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        attempt(api_url, message or wire())
    return caught.value


def test_a_reply_is_on_the_phone_with_its_quick_replies_and_costs_no_push(line_api: stand_in.Line) -> None:
    result = attempt(line_api.url, wire(line_api.issue(USER.value)))
    hello, question = line_api.phones.seen(USER.value)
    assert (hello.text, question.text) == ("สวัสดี", "ปลอดภัยไหม")
    assert [button.label for button in question.buttons] == ["ใช่", "ไม่"]
    assert result.provider_ids == (hello.message_id, question.message_id)
    assert line_api.pushed == 0


def test_a_push_carries_our_key_and_a_second_one_is_a_success_that_shows_nothing(line_api: stand_in.Line) -> None:
    first, second = attempt(line_api.url, wire()), attempt(line_api.url, wire())
    assert (first.duplicate, second.duplicate) == (False, True)
    assert len(line_api.phones.seen(USER.value)) == 2
    assert line_api.calls[0].headers["x-line-retry-key"] == str(KEY)


def test_a_token_that_is_used_up_becomes_a_push(line_api: stand_in.Line) -> None:
    token = line_api.issue(USER.value, now=time.time() - 90)
    result = attempt(line_api.url, wire(token))
    assert len(result.provider_ids) == 2
    assert [call.path.rpartition("/")[2] for call in line_api.calls] == ["reply", "push"]
    assert line_api.pushed == 1


def test_a_used_token_without_a_push_says_that_it_was_refused(line_api: stand_in.Line) -> None:
    reply = wire("used")
    alone = WireMessage("line", USER.value, "reply", reply.payload, free=True)
    assert type(failure(line_api.url, alone)) is HandleRefused


def test_the_months_allowance_is_not_a_flood(line_api: stand_in.Line) -> None:
    line_api.quota = 0
    assert type(failure(line_api.url)) is QuotaExhausted


def test_a_flood_waits(line_api: stand_in.Line) -> None:
    line_api.trouble.append(Trouble(status=429, retry_after=4))
    error = failure(line_api.url)
    assert type(error) is Throttled
    assert (error.after, error.fate_unknown) == (timedelta(seconds=4), False)


@pytest.mark.parametrize("trouble", [Trouble(status=500, accept=True), Trouble(status=503), Trouble(drop=True)])
def test_a_broken_server_may_have_taken_it_and_the_same_key_says_so(line_api: stand_in.Line, trouble: Trouble) -> None:
    line_api.trouble.append(trouble)
    error = failure(line_api.url)
    assert type(error) is Retryable
    assert error.fate_unknown
    assert attempt(line_api.url, wire()).duplicate is trouble.accept
    assert len(line_api.phones.seen(USER.value)) == 2


def test_where_nobody_listens_it_was_surely_not_taken(nobody: str) -> None:
    error = failure(nobody)
    assert type(error) is Retryable
    assert not error.fate_unknown


def test_a_silent_server_is_a_time_out_of_unknown_fate(
    line_api: stand_in.Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.line_calls._SECONDS", 0.3)
    line_api.trouble.append(Trouble(hang=1.0))
    error = failure(line_api.url)
    assert isinstance(error, Retryable)
    assert (error.code, error.fate_unknown) == ("timeout", True)


def test_a_wrong_token_is_the_operators_to_mend(line_api: stand_in.Line) -> None:
    wrong = Line(channel_secret="s", channel_access_token="wrong", api_url=line_api.url)
    with pytest.raises(ConfigError):
        using(wrong, lambda adapter: adapter.send(wire(), KEY))


def test_a_message_line_will_never_take_is_not_tried_again(line_api: stand_in.Line) -> None:
    empty = {"to": USER.value, "messages": [{"type": "text", "text": "x" * 5001}]}
    assert type(failure(line_api.url, WireMessage("line", USER.value, "push", empty))) is BadMessage
    assert line_api.violations
    line_api.violations.clear()


def test_neither_token_nor_words_nor_user_are_in_logs_or_errors(
    line_api: stand_in.Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    line_api.trouble.extend([Trouble(), Trouble(status=503), Trouble(drop=True)])
    shown = [attempt(line_api.url, wire()), failure(line_api.url), failure(line_api.url)]
    said = everything_shown(caplog, *shown)
    for secret in ("line-token", "ปลอดภัย", USER.value):
        assert secret not in said
