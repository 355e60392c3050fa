"""The telephone inside the server: what is written on it arrives, what is sent to it is shown."""

import asyncio
from uuid import UUID

import pytest

from channels.base import (
    Address,
    BadMessage,
    BadSignature,
    Blocked,
    Choice,
    MediaRef,
    Outgoing,
    Retryable,
    SendContext,
)
from channels.layout import Button
from channels.simulator import Simulator
from tests.channels.cast import NOW, now, simulator

KEY = UUID(int=1)
ASK = Outgoing(text="Is it safe?", choices=(Choice("safe.check:yes", "Yes"), Choice("safe.check:no", "Not now")))


def deliver(phones: Simulator, phone: str, message: Outgoing, key: int = 1) -> None:
    for index, wire in enumerate(phones.render(message, Address("simulator", phone), SendContext(NOW))):
        asyncio.run(phones.send(wire, UUID(int=key * 100 + index)))


def test_a_message_written_on_the_phone_arrives_and_is_on_its_screen() -> None:
    phones = simulator()
    request = phones.write("line:anna", id="1", text="မင်္ဂလာပါ", language="my")
    phones.authenticate(request)
    (event,) = phones.parse(request)
    assert (event.kind, event.text, event.language_hint) == ("message", "မင်္ဂလာပါ", "my")
    assert (event.dedup, event.sender) == ("simulator:line:anna:1", Address("simulator", "line:anna"))
    (bubble,) = phones.messages("line:anna")
    assert (bubble.mine, bubble.text, bubble.at) == (True, "မင်္ဂလာပါ", NOW)


def test_a_pressed_button_arrives_as_an_action() -> None:
    phones = simulator()
    (event,) = phones.parse(phones.press("telegram:b", id="2", choice="safe.check:yes", label="Yes"))
    assert event.kind == "action"
    assert event.action
    assert (event.action.option, event.action.label) == ("safe.check:yes", "Yes")


def test_a_phones_look_decides_between_buttons_and_a_list() -> None:
    phones = simulator()
    for phone in ("line:a", "sms:a"):
        deliver(phones, phone, ASK, key=len(phone))
    (buttons,), (listed,) = phones.messages("line:a"), phones.messages("sms:a")
    assert (buttons.text, buttons.buttons[0]) == ("Is it safe?", Button("safe.check:yes", "Yes"))
    assert (listed.text, listed.buttons) == ("Is it safe?\n1. Yes\n2. Not now", ())


def test_only_an_sms_phone_knows_the_operators_words() -> None:
    phones = simulator()
    assert phones.parse(phones.write("sms:a", id="1", text="stop"))[0].kind == "optout"
    assert phones.parse(phones.write("line:a", id="1", text="stop"))[0].kind == "message"


def test_one_key_is_shown_once() -> None:
    phones = simulator()
    (wire,) = phones.render(ASK, Address("simulator", "line:a"), SendContext(NOW))
    first, second = asyncio.run(phones.send(wire, KEY)), asyncio.run(phones.send(wire, KEY))
    assert (first.duplicate, second.duplicate) == (False, True)
    assert len(phones.messages("line:a")) == 1


def test_a_page_asks_for_what_is_new() -> None:
    phones = simulator()
    phones.write("line:a", id="1", text="one")
    seen = phones.messages("line:a")[-1].number
    phones.write("line:a", id="2", text="two")
    assert [bubble.text for bubble in phones.messages("line:a", after=seen)] == ["two"]
    assert phones.messages("line:nobody") == []


def test_a_photo_is_held_until_it_is_fetched() -> None:
    phones = simulator()
    (event,) = phones.parse(phones.attach("line:a", id="p1", kind="image", content=b"jpeg", mime="image/jpeg"))
    (ref,) = event.attachments
    assert (ref.kind, ref.size) == ("image", 4)
    assert asyncio.run(phones.fetch_media(ref, 10)).content == b"jpeg"
    with pytest.raises(BadMessage):
        asyncio.run(phones.fetch_media(ref, 3))
    with pytest.raises(BadMessage):
        asyncio.run(phones.fetch_media(MediaRef("image", "gone"), 10))


def test_memory_is_bounded() -> None:
    phones = simulator()
    for number in range(600):
        phones.write("line:a", id=str(number), text=str(number))
        phones.write(f"sms:{number}", id="1", text="x")
    assert len(phones.messages("line:a")) <= 500
    assert len([phone for phone in range(600) if phones.messages(f"sms:{phone}")]) <= 200
    assert phones.messages("line:a")[-1].number == 600


def test_another_processes_phone_is_a_stranger() -> None:
    request = Simulator(secret=b"another secret of 16", now=now).write("line:a", id="1", text="x")
    with pytest.raises(BadSignature):
        simulator().authenticate(request)


def test_what_a_phone_can_change_or_take_back_is_what_its_app_can() -> None:
    phones = simulator()
    phones.write("line:a", id="1", text="monday")
    phones.write("sms:a", id="1", text="monday")
    changed, unsent = phones.edit("line:a", 1, id="2", text="tuesday"), phones.unsend("line:a", 1, id="3")
    assert changed
    assert unsent
    events = [phones.parse(request)[0] for request in (changed, unsent)]
    assert [(one.kind, one.message_id, one.text) for one in events] == [
        ("message_edited", "1", "tuesday"),
        ("message_unsent", "1", None),
    ]
    assert phones.edit("sms:a", 1, id="2", text="tuesday") is phones.unsend("sms:a", 1, id="3") is None
    assert phones.unsend("line:a", 1, id="4") is None, "it is gone"


def test_the_network_loses_so_many_and_a_blocked_phone_takes_nothing() -> None:
    phones = simulator()
    phones.lose("line:a", 1)
    with pytest.raises(Retryable):
        deliver(phones, "line:a", ASK)
    deliver(phones, "line:a", ASK)
    assert [one.kind for one in phones.phone("line:a").bubbles] == ["mark", "text"]
    (event,) = phones.parse(phones.block("line:a", id="1", blocked=True))
    assert event.kind == "blocked"
    with pytest.raises(Blocked):
        deliver(phones, "line:a", ASK, key=2)


def test_reports_come_in_order_or_late_and_backwards_and_only_where_the_vendor_sends_them() -> None:
    phones = simulator()
    for phone in ("sms:a", "line:a"):
        deliver(phones, phone, ASK, key=len(phone))
    told = [phones.parse(one)[0].status for one in phones.reports("sms:a", id="r")]
    assert [(one.provider_id, one.state) for one in told if one] == [("sms:a#1", "sent"), ("sms:a#1", "delivered")]
    assert phones.reports("line:a", id="r") == phones.reports("sms:a", id="r") == []
    phones.switch("sms:a", off=True)
    deliver(phones, "sms:a", ASK, key=9)
    assert phones.reports("sms:a", id="r") == []
    phones.switch("sms:a", off=False)
    late = [phones.parse(one)[0].status for one in phones.reports("sms:a", id="r")]
    assert [one.state for one in late if one] == ["delivered", "sent"]


def test_only_telegram_lets_messages_be_taken_off_a_phone() -> None:
    phones = simulator()
    for phone in ("telegram:a", "line:a"):
        phones.write(phone, id="1", text="secret")
        asyncio.run(phones.take_back(Address("simulator", phone), ["1"]))
    assert phones.messages("telegram:a") == []
    assert [one.text for one in phones.messages("line:a")] == ["secret"]
    phones.write("telegram:a", id="2", text="later")
    assert phones.messages("telegram:a")[0].number == 2, "a number is never given twice"
