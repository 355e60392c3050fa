"""The calls each vendor gets, judged by the vendor's own specification."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Address, Choice, Outgoing, ReplyHandle, SendContext, WireMessage
from channels.sms import Sms
from tests.channels.cast import NOW, NUMBER, later, line, sms, telegram
from tests.vendors import contract

laws = settings(deadline=None, max_examples=60)
CHAT, PHONE, USER = Address("telegram", "23"), Address("sms", "+819012345678"), Address("line", "U" + "a" * 32)
ASK = Outgoing(text="Is it safe?", choices=(Choice("safe.check:yes", "Yes"), Choice("safe.check:no", "Not now")))
WORDS = st.lists(st.sampled_from(["မြန်မာ။ ", "नेपाली ", "日本語。", "word ", "{}", "👩‍👩‍👧", "\n\n"]), max_size=900).map(
    "".join
)
CHOICES = st.lists(st.tuples(st.text(max_size=40), st.text(max_size=60)), max_size=15).map(
    lambda pairs: tuple(Choice(key, label) for key, label in pairs)
)
MESSAGES = st.builds(Outgoing, text=WORDS, choices=CHOICES, before=st.lists(WORDS, max_size=2).map(tuple))


def line_reply(life: timedelta) -> ReplyHandle:
    return ReplyHandle("line_reply", "token", NOW + life)


def faults(wire: WireMessage) -> list[str]:
    schemas = {"reply": "ReplyMessageRequest", "push": "PushMessageRequest"}
    if wire.channel == "line":
        return contract.line(schemas[wire.method], wire.payload)
    if wire.channel == "sms":
        return contract.twilio(contract.TWILIO_MESSAGES, wire.payload)
    return contract.telegram(wire.method, wire.payload)


@given(message=MESSAGES)
@laws
def test_whatever_is_said_the_vendors_specifications_accept_it(message: Outgoing) -> None:
    context = SendContext(NOW, status_callback="https://desk.example.org/webhooks/twilio/status")
    wires = telegram().render(message, CHAT, context) + sms().render(message, PHONE, context)
    for wire in wires + line().render(message, USER, context):
        assert faults(wire) == []


class TestTelegram:
    def test_a_question_is_a_message_with_one_button_a_row_and_no_markup(self) -> None:
        (wire,) = telegram().render(ASK, CHAT, SendContext(NOW))
        assert wire.payload == {
            "chat_id": 23,
            "text": "Is it safe?",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {
                "inline_keyboard": [
                    [{"text": "Yes", "callback_data": "safe.check:yes"}],
                    [{"text": "Not now", "callback_data": "safe.check:no"}],
                ]
            },
        }

    def test_a_pressed_button_is_answered_first(self) -> None:
        handle = ReplyHandle("telegram_callback", "q1", later(seconds=5))
        wires = telegram().render(ASK, CHAT, SendContext(NOW, reply_handle=handle))
        assert [wire.method for wire in wires] == ["answerCallbackQuery", "sendMessage"]
        assert faults(wires[0]) == []

    def test_what_must_not_be_forwarded_is_protected(self) -> None:
        (wire,) = telegram().render(Outgoing(text="1234-5678", protect=True), CHAT, SendContext(NOW))
        assert wire.payload["protect_content"] is True

    def test_buttons_belong_to_the_last_part_only(self) -> None:
        wires = telegram().render(Outgoing(text="word " * 2000, choices=ASK.choices), CHAT, SendContext(NOW))
        assert [("reply_markup" in wire.payload) for wire in wires] == [False, False, True]


class TestLine:
    def test_a_fresh_event_is_replied_to_and_knows_its_push(self) -> None:
        (wire,) = line().render(ASK, USER, SendContext(NOW, reply_handle=line_reply(timedelta(seconds=60))))
        assert (wire.method, wire.free, wire.payload["replyToken"]) == ("reply", True, "token")
        assert wire.otherwise
        assert (wire.otherwise.method, wire.otherwise.free, wire.otherwise.payload["to"]) == ("push", False, USER.value)
        assert wire.otherwise.payload["messages"] == wire.payload["messages"]
        assert faults(wire) == faults(wire.otherwise) == []

    @pytest.mark.parametrize(("life", "method"), [(11, "reply"), (10, "push"), (0, "push"), (-5, "push")])
    def test_a_token_in_its_last_ten_seconds_is_not_trusted(self, life: int, method: str) -> None:
        handle = line_reply(timedelta(seconds=life))
        assert line().render(ASK, USER, SendContext(NOW, reply_handle=handle))[0].method == method

    def test_a_choice_is_a_quick_reply_that_shows_what_was_picked(self) -> None:
        (wire,) = line().render(ASK, USER, SendContext(NOW))
        messages: Any = wire.payload["messages"]
        action = {"type": "postback", "label": "Yes", "data": "safe.check:yes", "displayText": "Yes"}
        assert messages[0]["quickReply"]["items"][0] == {"type": "action", "action": action}

    def test_seven_bubbles_are_five_by_reply_and_two_by_push_with_the_buttons_last(self) -> None:
        message = Outgoing(text="Is it safe?", choices=ASK.choices, before=tuple("abcdef"))
        context = SendContext(NOW, reply_handle=line_reply(timedelta(minutes=1)))
        first, second = line().render(message, USER, context)
        bubbles: list[Mapping[str, Any]] = [*first.payload["messages"], *second.payload["messages"]]  # type: ignore[misc]
        assert (first.method, second.method, second.otherwise) == ("reply", "push", None)
        assert [bubble["text"] for bubble in bubbles] == [*"abcdef", "Is it safe?"]
        assert ["quickReply" in bubble for bubble in bubbles] == [False] * 6 + [True]

    def test_another_channels_handle_is_no_reply_token(self) -> None:
        handle = ReplyHandle("telegram_callback", "q1", later(minutes=1))
        assert line().render(ASK, USER, SendContext(NOW, reply_handle=handle))[0].method == "push"


class TestSms:
    def test_a_question_is_a_numbered_list_from_our_number(self) -> None:
        (wire,) = sms().render(ASK, PHONE, SendContext(NOW, status_callback="https://desk.example.org/s"))
        assert wire.payload == {
            "To": "+819012345678",
            "From": NUMBER,
            "Body": "Is it safe?\n1. Yes\n2. Not now",
            "StatusCallback": "https://desk.example.org/s",
        }

    def test_a_messaging_service_sends_for_itself(self) -> None:
        adapter = Sms(account_sid="AC1", auth_tokens=["t"], sender=NUMBER, messaging_service_sid="MG" + "1" * 32)
        (wire,) = adapter.render(ASK, PHONE, SendContext(NOW))
        assert wire.payload["MessagingServiceSid"] == "MG" + "1" * 32
        assert "From" not in wire.payload


@pytest.mark.parametrize(
    "wrong",
    [{"auth_tokens": []}, {"auth_tokens": ["a", ""]}, {"account_sid": ""}, {"sender": "", "messaging_service_sid": ""}],
)
def test_sms_without_what_it_needs_is_refused_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^(auth_tokens|from|account_sid):"):
        Sms(**{"account_sid": "AC1", "auth_tokens": ["t"], "sender": NUMBER, **wrong})
