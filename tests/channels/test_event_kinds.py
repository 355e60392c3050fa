"""Every kind of event the vendors know, made from their specifications: read, or let by; never an exception.

Some are made as the specification allows, some with things left out or of another kind, some in one batch with such a
neighbour: that one may become `ignored` or `invalid`, the others are read as if they had come alone.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.base import Event
from channels.text import clean
from tests.channels.cast import VENDORS, call, telegram
from tests.channels.test_contract import assert_sound
from tests.vendors import event_specs, judge
from tests.vendors.schemas import broken
from tests.vendors.stand_in import Loopback
from tests.vendors.telegram import Telegram

few = settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
some = settings(few, max_examples=25)
LINE_MEANS = {
    "message": {"message", "ignored"},
    "unsend": {"message_unsent"},
    "follow": {"start", "unblocked"},
    "unfollow": {"blocked"},
    "join": {"group_joined"},
    "postback": {"action", "ignored"},
}
# What a worker can put into a message. Everything else there is Telegram's own note of something.
HERS = {
    "text", "animation", "audio", "document", "live_photo", "paid_media", "photo", "sticker", "story", "video",
    "video_note", "voice", "checklist", "contact", "dice", "game", "poll", "venue", "location", "web_app_data",
    "rich_message",
}  # fmt: skip
UPDATES_MEAN = {
    "message": {"message", "start", "group_message", "group_joined", "ignored"},
    "edited_message": {"message_edited", "group_message", "group_joined", "ignored"},
    "callback_query": {"action", "group_message", "ignored"},
    "my_chat_member": {"blocked", "unblocked", "group_joined", "ignored"},
}


def read(channel: str, body: object) -> list[Event]:
    """What a call means. Bytes are a form: broken ones have no signature that Twilio and we would agree on."""
    vendor = VENDORS[channel]
    adapter = vendor.build()
    if isinstance(body, bytes):
        events = adapter.parse(call(body, {}))
    else:
        request = vendor.signed(json.dumps(body).encode())
        adapter.authenticate(request)
        events = adapter.parse(request)
    for event in events:
        assert_sound(VENDORS[event.channel].build() if isinstance(body, bytes) else adapter, event)
        for text in strings(event):
            assert "\x00" not in text
            text.encode()
    return events


def strings(value: object) -> Iterator[str]:
    """All text anywhere in an event: what a database would have to take."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from strings(inner)
    elif is_dataclass(value):
        for one in fields(value):
            yield from strings(getattr(value, one.name))


class TestLine:
    @pytest.mark.parametrize("kind", event_specs.line_kinds())
    @given(data=st.data())
    @few
    def test_every_kind_of_event_is_read_for_what_it_is(self, kind: str, data: st.DataObject) -> None:
        body = event_specs.line_call(data.draw(event_specs.line_event(kind, own=True)))
        assert judge.line_webhook(body) == []
        (event,) = read("line", body)
        assert event.kind in LINE_MEANS.get(kind, {"ignored"})

    @pytest.mark.parametrize("message", event_specs.line_messages())
    @given(data=st.data())
    @few
    def test_every_kind_of_message_is_read_for_what_it_is(self, message: str, data: st.DataObject) -> None:
        sent = data.draw(event_specs.line_event("message", message=message, own=True))
        assert judge.line_webhook(event_specs.line_call(sent)) == []
        (event,) = read("line", event_specs.line_call(sent))
        if message != "text":
            assert event.kind == "message"
        assert (event.text or "") == clean(sent["message"].get("text", ""))
        (edited,) = read("line", event_specs.line_call({**sent, "type": "messageEdited"}))
        assert edited.kind == event.kind.replace("message", "message_edited")

    @pytest.mark.parametrize("kind", event_specs.line_kinds())
    @given(data=st.data())
    @few
    def test_one_broken_event_costs_no_other_of_its_batch(self, kind: str, data: st.DataObject) -> None:
        others = data.draw(st.lists(st.sampled_from(event_specs.line_kinds()), min_size=1, max_size=3))
        events: list[Any] = [data.draw(event_specs.line_event(one, place=at)) for at, one in enumerate(others)]
        alone = [read("line", event_specs.line_call(event)) for event in events]
        bad = data.draw(st.integers(0, len(events)))
        events.insert(bad, data.draw(broken(data.draw(event_specs.line_event(kind, place=99)))))
        found = read("line", event_specs.line_call(*events))
        assert len(found) == len(events)
        assert [[event] for place, event in enumerate(found) if place != bad] == alone


class TestTelegram:
    @pytest.mark.parametrize("kind", event_specs.telegram_kinds())
    @given(data=st.data())
    @few
    def test_every_kind_of_update_is_read_for_what_it_is(self, kind: str, data: st.DataObject) -> None:
        update = data.draw(event_specs.update(kind))
        assert judge.update(update) == []
        (event,) = read("telegram", update)
        assert event.kind in UPDATES_MEAN.get(kind, {"ignored"})

    @pytest.mark.parametrize("content", event_specs.telegram_contents())
    @given(data=st.data())
    @settings(few, max_examples=4)
    def test_whatever_she_sends_is_a_message_and_nothing_else_is(self, content: str, data: st.DataObject) -> None:
        update = data.draw(event_specs.private_message(content))
        assert judge.update(update) == []
        (event,) = read("telegram", update)
        value = update["message"][content]
        if content in HERS and not (content == "text" and not clean(value)):
            assert event.kind in ("message", "start")
            assert event.text or event.attachments or event.location
        elif content != "caption":
            assert event.kind == "ignored"

    @pytest.mark.parametrize("kind", event_specs.telegram_kinds())
    @given(data=st.data())
    @few
    def test_a_broken_update_is_one_event_all_the_same(self, kind: str, data: st.DataObject) -> None:
        damaged = data.draw(broken(data.draw(event_specs.update(kind))))
        if isinstance(damaged, dict):
            assert len(read("telegram", damaged)) == 1

    @given(data=st.data())
    @settings(few, max_examples=6)
    def test_one_broken_update_costs_no_other_that_was_asked_for_with_it(self, data: st.DataObject) -> None:
        kinds = data.draw(st.lists(st.sampled_from(event_specs.telegram_kinds()), min_size=2, max_size=5))
        updates: list[Any] = [data.draw(event_specs.update(kind, 100 + place)) for place, kind in enumerate(kinds)]
        alone = [read("telegram", update)[0].dedup for update in updates]
        damaged = data.draw(broken(data.draw(event_specs.update("message", 90))))
        updates.insert(data.draw(st.integers(0, len(updates))), damaged)
        assert [dedup for dedup in asked_for(updates) if dedup in alone] == alone


def asked_for(updates: list[Any]) -> list[str]:
    """Through python-telegram-bot from the stand-in, as polling gets them."""
    vendor = Telegram()
    vendor.updates = updates

    async def poll() -> list[Event]:
        adapter = telegram(vendor.url)
        try:
            return (await adapter.poll(None))[1]
        finally:
            await adapter.close()

    with Loopback(vendor):
        return [event.dedup for event in asyncio.run(poll())]


class TestTwilio:
    @pytest.mark.parametrize("form", event_specs.FORMS)
    @given(data=st.data())
    @some
    def test_every_form_is_one_event(self, form: str, data: st.DataObject) -> None:
        given_ = data.draw(event_specs.fields(form))
        channels = ("sms", "whatsapp") if form == "status" else (form,)
        for channel in channels:
            (event,) = read(channel, urlencode(given_).encode())
            assert (event.kind in ("status", "ignored")) is (form == "status" or event.kind == "ignored")

    @pytest.mark.parametrize("form", event_specs.FORMS)
    @given(data=st.data())
    @some
    def test_a_broken_form_is_one_event_all_the_same(self, form: str, data: st.DataObject) -> None:
        body = data.draw(event_specs.broken_form(data.draw(event_specs.fields(form))))
        for channel in ("sms", "whatsapp"):
            assert len(read(channel, body)) == 1
