"""Through python-telegram-bot to a stand-in that judges every call by the Bot API's own types."""

import logging
from datetime import timedelta
from uuid import UUID

import pytest

from channels.base import (
    Address,
    BadMessage,
    Blocked,
    Choice,
    ConfigError,
    Outgoing,
    ReplyHandle,
    Retryable,
    SendContext,
    SendError,
    SendResult,
    Throttled,
    WireMessage,
)
from channels.telegram import Telegram
from tests.channels.cast import NOW, later, now, telegram
from tests.channels.conftest import everything_shown, using
from tests.vendors import telegram as stand_in
from tests.vendors.stand_in import Trouble

CHAT = Address("telegram", "8100000001")
KEY = UUID(int=7)
ASK = Outgoing(
    text="安全ですか", choices=(Choice("safe.check:yes", "はい"), Choice("safe.check:no", "いいえ")), protect=True
)


def wires(message: Outgoing = ASK, handle: ReplyHandle | None = None) -> list[WireMessage]:
    return telegram().render(message, CHAT, SendContext(NOW, reply_handle=handle))


def attempt(api_url: str, wire: WireMessage) -> SendResult:
    return using(telegram(api_url), lambda adapter: adapter.send(wire, KEY))


def failure(api_url: str, wire: WireMessage) -> SendError:
    with pytest.raises(SendError) as caught:
        attempt(api_url, wire)
    return caught.value


def test_the_question_is_on_the_phone_with_its_buttons(bot_api: stand_in.Telegram) -> None:
    result = attempt(bot_api.url, wires()[0])
    (bubble,) = bot_api.phones.seen(CHAT.value)
    assert (bubble.text, [button.id for button in bubble.buttons]) == (
        "安全ですか",
        ["safe.check:yes", "safe.check:no"],
    )
    assert result.provider_ids == (bubble.message_id,)
    sent = bot_api.sends()[0].fields
    assert sent["protect_content"] is True
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in sent


def test_what_a_worker_wrote_is_never_markup(bot_api: stand_in.Telegram) -> None:
    text = "<b>*_[x](tg://user?id=1)`\n&amp;"
    attempt(bot_api.url, wires(Outgoing(text=text))[0])
    assert bot_api.phones.seen(CHAT.value)[0].text == text


def test_a_pressed_button_stops_spinning(bot_api: stand_in.Telegram) -> None:
    handle = ReplyHandle("telegram_callback", "4382bfdwdsb323b2d9", later(minutes=1))
    assert attempt(bot_api.url, wires(handle=handle)[0]) == SendResult()
    assert bot_api.calls[0].fields["callback_query_id"] == "4382bfdwdsb323b2d9"


def test_a_spinner_that_cannot_be_stopped_holds_up_nothing(nobody: str) -> None:
    handle = ReplyHandle("telegram_callback", "q", later(minutes=1))
    assert attempt(nobody, wires(handle=handle)[0]) == SendResult()


def test_someone_who_blocked_the_bot_is_blocked(bot_api: stand_in.Telegram) -> None:
    bot_api.blocked.add(CHAT.value)
    assert type(failure(bot_api.url, wires()[0])) is Blocked


def test_a_flood_waits_as_long_as_telegram_says(bot_api: stand_in.Telegram) -> None:
    bot_api.trouble.append(Trouble(status=429, retry_after=17))
    error = failure(bot_api.url, wires()[0])
    assert isinstance(error, Throttled)
    assert (error.after, error.fate_unknown) == (timedelta(seconds=17), False)


@pytest.mark.parametrize("trouble", [Trouble(status=502), Trouble(status=500, accept=True), Trouble(drop=True)])
def test_a_broken_server_may_have_taken_it(bot_api: stand_in.Telegram, trouble: Trouble) -> None:
    bot_api.trouble.append(trouble)
    error = failure(bot_api.url, wires()[0])
    assert type(error) is Retryable
    assert error.fate_unknown


def test_where_nobody_listens_it_was_surely_not_taken(nobody: str) -> None:
    error = failure(nobody, wires()[0])
    assert type(error) is Retryable
    assert not error.fate_unknown


def test_a_silent_server_is_a_time_out_of_unknown_fate(
    bot_api: stand_in.Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.telegram_calls._SECONDS", 0.3)
    bot_api.trouble.append(Trouble(hang=1.0))
    error = failure(bot_api.url, wires()[0])
    assert isinstance(error, Retryable)
    assert (error.code, error.fate_unknown) == ("timeout", True)


def test_a_wrong_token_is_the_operators_to_mend(bot_api: stand_in.Telegram) -> None:
    wrong = Telegram(token="7000000001:wrong", secret_token="s", now=now, api_url=bot_api.url)
    with pytest.raises(ConfigError):
        using(wrong, lambda adapter: adapter.send(wires()[0], KEY))


def test_a_message_telegram_will_never_take_is_not_tried_again(bot_api: stand_in.Telegram) -> None:
    wire = WireMessage("telegram", CHAT.value, "sendMessage", {**wires()[0].payload, "text": "x" * 5000})
    assert type(failure(bot_api.url, wire)) is BadMessage
    assert bot_api.violations
    bot_api.violations.clear()


def test_neither_token_nor_words_nor_chat_are_in_logs_or_errors(
    bot_api: stand_in.Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bot_api.trouble.extend([Trouble(), Trouble(status=502), Trouble(drop=True)])
    shown = [attempt(bot_api.url, wires()[0]), *(failure(bot_api.url, wires()[0]) for _ in range(2))]
    said = everything_shown(caplog, *shown)
    for secret in ("AAE-loopback", "安全ですか", CHAT.value):
        assert secret not in said
