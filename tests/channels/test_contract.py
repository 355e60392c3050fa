"""What every channel promises, tried on each of them: one contract, no exceptions."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import (
    Address,
    BadSignature,
    ChannelAdapter,
    Choice,
    Event,
    InboundRequest,
    Kind,
    NotParseable,
    Outgoing,
    ReplyHandle,
    SendContext,
)
from channels.layout import list_lines
from channels.registry import CHANNELS
from channels.text import clean, fits, gsm_if_possible, measure
from tests.channels.cast import NOW, VENDORS, Vendor, later
from tests.channels.test_samples import PAYLOADS, SAMPLES

OPEN = SendContext(NOW, window_until=later(days=3))
laws = settings(deadline=None, max_examples=80)
TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from("あいကျนักนाप🇳🇵👩‍👩‍👧 \n.。"), max_size=3000)
LABELS = st.lists(st.text(min_size=1, max_size=60).filter(lambda label: label.split()), max_size=12)


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> Vendor:
    return VENDORS[request.param]


def test_the_registry_holds_every_channel_under_its_own_name() -> None:
    assert {name: vendor.build().name for name, vendor in VENDORS.items()} == {name: name for name in CHANNELS}


class TestTheDoor:
    def test_a_signed_call_is_let_in_and_means_one_message(self, vendor: Vendor) -> None:
        adapter, request = vendor.build(), vendor.signed(vendor.body)
        adapter.authenticate(request)
        (event,) = adapter.parse(request)
        assert (event.kind, event.text, event.channel) == ("message", "hello", adapter.name)
        assert event.sender == Address(adapter.name, vendor.address)

    def test_a_missing_signature_is_refused(self, vendor: Vendor) -> None:
        with pytest.raises(BadSignature):
            vendor.build().authenticate(InboundRequest("POST", "https://desk.example.org/x", {}, vendor.body))

    @pytest.mark.parametrize("forged", ["", "x", "AAAA", "é", "\udc80", "0" * 64])
    def test_a_wrong_signature_is_refused(self, vendor: Vendor, forged: str) -> None:
        request = InboundRequest("POST", "https://desk.example.org/x", {vendor.header: forged}, vendor.body)
        with pytest.raises(BadSignature):
            vendor.build().authenticate(request)

    @pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[[[[", b"&" * 100_000, b"{}" * 50_000])
    def test_a_forged_call_is_refused_before_anyone_reads_it(self, vendor: Vendor, body: bytes) -> None:
        """Whatever the body, the answer is the refusal: a stranger cannot reach the reader."""
        request = InboundRequest("POST", "https://desk.example.org/x", {vendor.header: "AAAA"}, body)
        with pytest.raises(BadSignature):
            vendor.build().authenticate(request)

    def test_a_changed_body_is_refused_where_the_vendor_signs_bodies(self, vendor: Vendor) -> None:
        request = vendor.signed(vendor.body)
        changed = InboundRequest("POST", request.public_url, request.headers, vendor.body.replace(b"hello", b"jello"))
        if vendor.header == "x-telegram-bot-api-secret-token":
            vendor.build().authenticate(changed)  # a shared secret, no signature: TLS guards the body
        else:
            with pytest.raises(BadSignature):
                vendor.build().authenticate(changed)


class TestTheReader:
    @pytest.mark.parametrize("body", [b"", b"null", b"[]", b"3", b'"x"', b"{", b"\xff\xff", b"[" * 100_000, b"NaN"])
    def test_what_is_not_of_the_vendors_format_is_said_to_be_so(self, vendor: Vendor, body: bytes) -> None:
        if vendor.header == "x-twilio-signature":
            return  # any bytes are a form
        with pytest.raises(NotParseable):
            vendor.build().parse(vendor.signed(body))

    @given(body=st.binary(max_size=300))
    @laws
    def test_any_bytes_are_events_or_not_parseable(self, body: bytes) -> None:
        for vendor in VENDORS.values():
            assert_total(vendor, body)

    @given(data=st.data())
    @settings(deadline=None, max_examples=250)
    def test_any_change_of_a_real_call_is_still_read(self, data: st.DataObject) -> None:
        sample = data.draw(st.sampled_from(JSON_SAMPLES))
        changed = data.draw(changes(json.loads(PAYLOADS.joinpath(sample.file).read_bytes())))
        assert_total(VENDORS[sample.channel], json.dumps(changed).encode())

    @given(data=st.data())
    @laws
    def test_one_odd_event_never_costs_the_others(self, data: st.DataObject) -> None:
        batch = json.loads(PAYLOADS.joinpath("line/43_webhook_28_events.json").read_bytes())
        place = data.draw(st.integers(0, 27))
        before = VENDORS["line"].build().parse(VENDORS["line"].signed(json.dumps(batch).encode()))
        batch["events"][place] = data.draw(JSON)
        after = VENDORS["line"].build().parse(VENDORS["line"].signed(json.dumps(batch).encode()))
        assert [e for i, e in enumerate(after) if i != place] == [e for i, e in enumerate(before) if i != place]

    def test_reading_twice_gives_the_same(self, vendor: Vendor) -> None:
        adapter, request = vendor.build(), vendor.signed(vendor.body)
        assert adapter.parse(request) == adapter.parse(request)

    def test_the_answer_to_any_call_is_a_success(self, vendor: Vendor) -> None:
        assert vendor.build().acknowledge([]).status == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800") | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
JSON_SAMPLES = [sample for sample in SAMPLES if sample.file.endswith(".json")]


@st.composite
def changes(draw: st.DrawFn, value: Any) -> Any:
    """`value` with one thing inside it replaced, removed, or moved to where it does not belong."""
    if isinstance(value, (dict, list)) and value and draw(st.integers(0, 9)):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = draw(st.sampled_from(keys))
        if not draw(st.integers(0, 6)):
            return {k: v for k, v in value.items() if k != key} if isinstance(value, dict) else value[1:]
        inner = draw(changes(value[key]))
        return {**value, key: inner} if isinstance(value, dict) else [*value[:key], inner, *value[key + 1 :]]
    return draw(JSON)


def assert_total(vendor: Vendor, body: bytes) -> None:
    adapter = vendor.build()
    try:
        events = adapter.parse(vendor.signed(body))
    except NotParseable:
        return
    for event in events:
        assert_sound(adapter, event)


def assert_sound(adapter: ChannelAdapter, event: Event) -> None:
    assert event.kind in get_args(Kind)
    assert event.channel == adapter.name
    assert event.dedup.startswith(f"{adapter.name}:")
    assert event.text is None or (event.text and event.text.encode() and "\x00" not in event.text)
    if event.kind in ("message", "action", "message_edited", "start"):
        assert event.sender
    if event.kind == "action":
        assert event.action
        assert event.action.option
    expires_at = event.reply_handle.expires_at if event.reply_handle else None
    for moment in (event.occurred_at, expires_at):
        assert moment is None or moment.tzinfo is not None


class TestWhatIsSaid:
    @given(text=TEXT, labels=LABELS, before=st.lists(TEXT, max_size=2))
    @laws
    def test_every_message_is_within_the_channels_limits(self, text: str, labels: list[str], before: list[str]) -> None:
        message = outgoing(text, labels, before)
        for vendor in VENDORS.values():
            adapter = vendor.build()
            wires = adapter.render(message, Address(adapter.name, vendor.address), OPEN)
            texts, buttons = list(texts_of(wires)), list(buttons_of(wires))
            assert all(fits(part, adapter.caps) and part.strip() for part in texts)
            assert len(buttons) <= adapter.caps.buttons_max
            for key, label in buttons:
                assert measure(label, adapter.caps.label_unit) <= adapter.caps.button_label_max
                assert len(key.encode()) <= adapter.caps.button_data_max_bytes

    @given(text=TEXT.filter(str.split), labels=LABELS)
    @laws
    def test_every_choice_is_offered_whole_and_once(self, text: str, labels: list[str]) -> None:
        message = outgoing(text, labels)
        for vendor in VENDORS.values():
            adapter = vendor.build()
            wires = adapter.render(message, Address(adapter.name, vendor.address), OPEN)
            buttons = list(buttons_of(wires))
            if buttons:
                assert [key for key, _ in buttons] == [choice.id for choice in message.choices]
                assert bare("".join(texts_of(wires))).endswith(bare(clean(message.text))[-5:])
            else:
                said = bare("".join(texts_of(wires)))
                plain = gsm_if_possible if adapter.caps.text_unit == "sms" else str
                # A label longer than a whole SMS would be cut by a counter; these are not.
                assert all(bare(plain(row)) in said for row in list_lines(message.choices))

    def test_equal_arguments_give_equal_calls(self, vendor: Vendor) -> None:
        adapter, message = vendor.build(), outgoing("What?" * 900, ["a", "b"], ["x"])
        to = adapter.normalise_address(vendor.address)
        context = replace(OPEN, status_callback="https://desk.example.org/s")
        assert adapter.render(message, to, context) == adapter.render(message, to, context)

    def test_a_retry_later_counts_as_many_calls(self, vendor: Vendor) -> None:
        """The outbox remembers how many calls of a message were accepted, and renders it again for the rest."""
        adapter, message = vendor.build(), outgoing("What?" * 900, ["a", "b"], [*"abcdef"])
        to = adapter.normalise_address(vendor.address)
        for kind in ("line_reply", "telegram_callback"):
            handle = ReplyHandle(kind, "token", later(minutes=1))
            first, late = (
                adapter.render(message, to, replace(OPEN, now=at, reply_handle=handle)) for at in (NOW, later(days=1))
            )
            assert len(first) == len(late)
            assert list(texts_of(first)) == list(texts_of(late))

    def test_nothing_to_say_is_nothing_sent(self, vendor: Vendor) -> None:
        adapter = vendor.build()
        to = adapter.normalise_address(vendor.address)
        assert adapter.render(Outgoing(text=" \n", before=("", "\x00")), to, replace(OPEN, now=later(days=1))) == []


class TestAddressesAndSecrets:
    def test_an_address_survives_being_normalised_again(self, vendor: Vendor) -> None:
        adapter = vendor.build()
        address = adapter.normalise_address(f" {vendor.address} ")
        assert address == Address(adapter.name, vendor.address) == adapter.normalise_address(address.value)

    @pytest.mark.parametrize("raw", ["", "?", "名前", "../../x", "sip:a@b", "+", "U"])
    def test_what_is_no_address_is_refused(self, vendor: Vendor, raw: str) -> None:
        if vendor.header.startswith("x-simulator"):
            raw = f"fax:{raw}"
        with pytest.raises(ValueError, match=r"^not a "):
            vendor.build().normalise_address(raw)

    def test_no_secret_survives_redaction_or_repr(self, vendor: Vendor) -> None:
        adapter = vendor.build()
        secrets = ("7000000001:AAE-loopback", "telegram-secret_1", "twilio-token", "line-channel-secret", "line-token")
        kept = {
            "telegram": secrets[:2],
            "sms": secrets[2:3],
            "whatsapp": secrets[2:3],
            "line": secrets[3:],
            "simulator": (),
        }[adapter.name]
        for secret in kept:
            assert secret not in adapter.redact(f"POST https://api/bot{secret}/x failed for {vendor.address}")
            assert secret not in repr(adapter)
        if len(vendor.address) > 6:
            assert vendor.address not in adapter.redact(f"sending to {vendor.address}")


def outgoing(text: str, labels: list[str], before: list[str] | None = None) -> Outgoing:
    choices = tuple(Choice(f"step:{number}", label) for number, label in enumerate(labels))
    return Outgoing(text=text, choices=choices, before=tuple(before or ()))


def texts_of(wires: list[Any]) -> Iterator[str]:
    for wire in wires:
        yield from (str(m["text"]) for m in wire.payload.get("messages", ()))
        yield from (str(wire.payload[key]) for key in ("text", "Body") if key in wire.payload)


def buttons_of(wires: list[Any]) -> Iterator[tuple[str, str]]:
    for payload in (wire.payload for wire in wires):
        for row in payload.get("reply_markup", {}).get("inline_keyboard", ()):
            yield from ((key["callback_data"], key["text"]) for key in row)
        for bubble in payload.get("messages", ()):
            items = [item["action"] for item in bubble.get("quickReply", {}).get("items", ())]
            yield from ((action["data"], action["label"]) for action in items)
        yield from ((key["id"], key["label"]) for key in payload.get("buttons", ()))


def bare(text: str) -> str:
    return "".join(text.split())
