"""Events and outgoing messages survive being kept, and nobody's address is among what is kept."""

from datetime import UTC, datetime

import pytest

from bot.intake.kept import event_from, event_json, handle_from, handle_json, outgoing_body, outgoing_from
from channels.base import (
    ActionAnswer,
    Address,
    Choice,
    Event,
    Location,
    MediaRef,
    Outgoing,
    Purpose,
    ReplyHandle,
)

WHEN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
EVENTS = [
    Event("message", "sms", "+81", "sms:1", sender=Address("sms", "+84901234567"), text="သူတို့ \x7f 🙂"),
    Event("action", "line", "U1", "line:1", action=ActionAnswer("what.ask:done", "OK"), occurred_at=WHEN),
    Event("message", "telegram", "7", "tg:1", attachments=(MediaRef("image", "file-1", "image/jpeg", 10, None),)),
    Event("message", "telegram", "7", "tg:2", location=Location(35.1, 139.2, "dorm")),
    Event("message", "line", "U1", "l", text="x", reply_handle=ReplyHandle("line_reply", "tok", WHEN)),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.dedup)
def test_a_kept_event_comes_back_without_its_sender(event: Event):
    text = event_json(event)
    assert b"+84901234567" not in text
    back = event_from(text)
    assert back.sender is None
    assert (back.kind, back.text, back.attachments, back.location, back.action, back.reply_handle) == (
        event.kind,
        event.text,
        event.attachments,
        event.location,
        event.action,
        event.reply_handle,
    )


def test_a_lone_surrogate_in_a_text_can_be_kept():
    assert event_from(event_json(Event("message", "sms", "", "1", text="a\ud800b"))).text == "a?b"


def test_a_reply_handle_comes_back():
    handle = ReplyHandle("line_reply", "token", WHEN)
    assert handle_from(handle_json(handle)) == handle


@pytest.mark.parametrize(
    "outgoing",
    [
        Outgoing("hello"),
        Outgoing(
            "pick",
            choices=(Choice("danger.ask:yes", "Yes", None), Choice("danger.ask:no", "No")),
            first=4,
            before=("one", "two"),
            purpose=Purpose.RECEIPT,
            language="ur",
            dir="rtl",
            template_key="update.notice",
            variables=(("ref", "1"),),
            protect=True,
        ),
    ],
)
def test_what_we_say_comes_back_word_for_word(outgoing: Outgoing):
    assert outgoing_from(outgoing_body(outgoing, at=1)) == outgoing
