"""WhatsApp's own rules: the window, buttons only from what exists, addresses in several spellings, any form at all."""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import (
    Address,
    Choice,
    ConfigError,
    Event,
    Outgoing,
    ReplyHandle,
    SendContext,
    WindowClosed,
    WireMessage,
)
from channels.contents import Content, Offered, Shelf, offered
from channels.whatsapp import WhatsApp
from tests.channels.cast import ACCOUNT, AUTH_TOKENS, NOW, NUMBER, from_twilio, later, now, whatsapp
from tests.channels.conftest import using
from tests.channels.test_contract import assert_sound
from tests.channels.test_rendering import MESSAGES
from tests.vendors import contract
from tests.vendors.twilio import Twilio
from tests.vendors.twilio_content import Made, limits

laws = settings(deadline=None, max_examples=120)
ANN = Address("whatsapp", "+819012345678")
OPEN = SendContext(NOW, window_until=later(hours=20), status_callback="https://desk.example.org/webhooks/twilio/status")
CLOSED = replace(OPEN, window_until=NOW - timedelta(hours=6))
KEY = UUID(int=7)
SID, OTHER, NOTICE = "HX" + "1" * 32, "HX" + "2" * 32, "HX" + "3" * 32
ASK = Outgoing("Is it safe?", (Choice("safe.check:yes", "Yes"), Choice("safe.check:no", "Not now")))
READ = Outgoing("You have a message.", (Choice("update.notice:read", "Read"),))
OFFER = Outgoing("They offer: pay.", (Choice("update.offer@ab12:yes", "Yes"), Choice("update.offer@ab12:no", "No")))
YES_NO = (("yes", "Yes"), ("no", "Not now"))


def stocked(*contents: tuple[Content, str], notices: dict[str, str] | None = None) -> Shelf:
    return Shelf({content.key: sid for content, sid in contents}, notices or {}, ("en",))


def having(shelf: Shelf, api_url: str = "https://api.twilio.com") -> WhatsApp:
    made = whatsapp(api_url)
    made.shelf = shelf
    return made


SAFE = Content("safe.check", "en", YES_NO, "Is it safe?")
OFFERS = Content("update.offer", "en", (("yes", "Yes"), ("no", "No")), about=True)


class TestTheWindow:
    def test_free_text_goes_out_while_it_is_open(self) -> None:
        (wire,) = whatsapp().render(Outgoing("नमस्ते"), ANN, OPEN)
        assert wire.payload == {
            "To": "whatsapp:+819012345678",
            "From": f"whatsapp:{NUMBER}",
            "Body": "नमस्ते",
            "StatusCallback": OPEN.status_callback,
        }

    @pytest.mark.parametrize(("left", "is_open"), [(11, True), (9, False), (-1, False)])
    def test_ten_minutes_before_its_end_it_counts_as_closed(self, left: int, is_open: bool) -> None:
        context = replace(OPEN, window_until=later(minutes=left))
        if is_open:
            assert whatsapp().render(ASK, ANN, context)
        else:
            with pytest.raises(WindowClosed):
                whatsapp().render(ASK, ANN, context)

    def test_what_she_has_just_sent_opens_it_before_it_is_stored(self) -> None:
        handle = ReplyHandle("whatsapp_window", "", later(hours=24))
        assert whatsapp().render(ASK, ANN, SendContext(NOW, handle))

    def test_the_notice_itself_is_its_template_and_anything_else_waits_behind_it(self) -> None:
        adapter = having(stocked(notices={"en": NOTICE}))
        (notice,) = adapter.render(READ, ANN, CLOSED)
        (knock,) = adapter.render(ASK, ANN, CLOSED)
        assert notice.payload["ContentSid"] == knock.payload["ContentSid"] == NOTICE
        assert "Body" not in {**notice.payload, **knock.payload}
        assert (notice.knock, knock.knock) == (False, True)
        (told_more,) = adapter.render(replace(READ, before=("your report was sent",)), ANN, CLOSED)
        assert told_more.knock, "what stands before the notice would be lost"

    @pytest.mark.parametrize(("language", "sid"), [("ja", OTHER), ("ja-simple", OTHER), ("my", NOTICE), ("en", NOTICE)])
    def test_the_template_is_in_her_language_or_in_the_next_best(self, language: str, sid: str) -> None:
        adapter = having(stocked(notices={"en": NOTICE, "ja": OTHER}))
        (wire,) = adapter.render(replace(ASK, language=language), ANN, CLOSED)
        assert wire.payload["ContentSid"] == sid


class TestButtons:
    def test_a_question_that_was_made_has_its_buttons_and_its_words(self) -> None:
        before, wire = having(stocked((SAFE, SID))).render(replace(ASK, before=("Hello",)), ANN, OPEN)
        assert before.payload["Body"] == "Hello"
        assert wire.payload["ContentSid"] == SID
        assert "ContentVariables" not in wire.payload
        assert wire.otherwise
        assert str(wire.otherwise.payload["Body"]).endswith("1. Yes\n2. Not now")

    def test_words_of_the_desk_are_a_variable_and_the_button_names_the_notice(self) -> None:
        (wire,) = having(stocked((OFFERS, SID))).render(OFFER, ANN, OPEN)
        assert json.loads(str(wire.payload["ContentVariables"])) == {"1": "They offer: pay.", "2": "ab12"}

    def test_only_the_last_paragraph_stands_above_the_buttons(self) -> None:
        message = replace(ASK, text="Please check:\nPay: no\nIs it safe?")
        first, wire = having(stocked((SAFE, SID))).render(message, ANN, OPEN)
        assert (first.payload["Body"], wire.shown) == ("Please check:\nPay: no", "Is it safe?")

    @pytest.mark.parametrize(
        "message",
        [
            replace(ASK, text="Is it safe now?"),
            replace(ASK, language="ja"),
            replace(ASK, choices=(*ASK.choices, Choice("safe.check:danger", "Danger"))),
            replace(ASK, choices=(Choice("safe.check:yes", "Yes!"), ASK.choices[1])),
            replace(ASK, choices=ASK.choices[::-1]),
            replace(ASK, choices=(ASK.choices[0], Choice("other:no", "Not now"))),
        ],
    )
    def test_other_words_are_a_numbered_list(self, message: Outgoing) -> None:
        (wire,) = having(stocked((SAFE, SID))).render(message, ANN, OPEN)
        assert "ContentSid" not in wire.payload
        assert "\n1. " in str(wire.payload["Body"])

    def test_a_long_text_of_the_desk_is_a_numbered_list(self) -> None:
        wires = having(stocked((OFFERS, SID))).render(replace(OFFER, text="word " * 300), ANN, OPEN)
        assert all("ContentSid" not in wire.payload for wire in wires)

    @pytest.mark.parametrize(
        ("labels", "kind"),
        [
            (["Yes", "No", "x" * 20], "quick_reply"),
            (["Yes", "No", "x" * 21], "list_picker"),
            (["a", "b", "c", "d"], "list_picker"),
            (["x" * 25], None),
            (["a", ""], None),
            ([*"abcdefghijk"], None),
            ([], None),
        ],
    )
    def test_labels_decide_the_kind_and_are_never_cut(self, labels: list[str], kind: str | None) -> None:
        assert Offered("step", "", tuple((str(place), label) for place, label in enumerate(labels))).kind == kind

    def test_buttons_that_are_refused_are_sent_as_a_list(self, twilio: Twilio) -> None:
        twilio.wrote["whatsapp:+819012345678"] = twilio.clock()
        adapter = having(stocked((SAFE, SID)), twilio.url)  # made once, deleted at Twilio since
        wire = adapter.render(ASK, ANN, OPEN)[0]
        using(adapter, lambda it: it.send(wire, KEY))
        (bubble,) = twilio.phones.seen("whatsapp:+819012345678")
        assert bubble.text.endswith("1. Yes\n2. Not now")

    def test_a_template_that_is_refused_is_an_operators_matter(self, twilio: Twilio) -> None:
        adapter = having(stocked(notices={"en": NOTICE}), twilio.url)
        wire = adapter.render(READ, ANN, CLOSED)[0]
        with pytest.raises(ConfigError):
            using(adapter, lambda it: it.send(wire, KEY))

    def test_text_outside_the_window_is_told_apart(self, twilio: Twilio) -> None:
        adapter = having(Shelf(), twilio.url)
        wire = adapter.render(ASK, ANN, OPEN)[0]
        with pytest.raises(WindowClosed):
            using(adapter, lambda it: it.send(wire, KEY))

    def test_a_send_of_unknown_fate_is_found_by_what_she_reads(self, twilio: Twilio) -> None:
        twilio.wrote["whatsapp:+819012345678"] = twilio.clock()
        fields = {"types": SAFE.types, "language": "en", "friendly_name": "x"}
        twilio.contents.made[SID] = Made(SID, fields)
        adapter = having(stocked((SAFE, SID)), twilio.url)
        wire = adapter.render(ASK, ANN, OPEN)[0]

        async def talk(it: WhatsApp) -> tuple[object, object]:
            sent = await it.send(wire, KEY)
            return sent, await it.find_sent(wire, later(days=-9999))

        sent, found = using(adapter, talk)
        assert sent == found

    def test_a_template_whose_words_are_not_known_here_is_never_taken_for_another_message(self, twilio: Twilio) -> None:
        twilio.contents.made[NOTICE] = Made(NOTICE, {"types": SAFE.types, "language": "en"}, "approved")
        adapter = having(stocked(notices={"en": NOTICE}), twilio.url)
        knock = adapter.render(ASK, ANN, CLOSED)[0]

        async def talk(it: WhatsApp) -> object:
            twilio.messages.append({**twilio._message(ANN.value, {"Body": ""}), "to": knock.to})
            return await it.find_sent(knock, later(days=-9999))

        assert using(adapter, talk) is None


@given(message=MESSAGES, data=st.data())
@laws
def test_whatever_is_said_twilios_specification_accepts_it(message: Outgoing, data: st.DataObject) -> None:
    found = offered(message.choices)
    contents = []
    if found is not None and found.kind is not None:
        body = data.draw(st.sampled_from(["", message.text.strip()]))
        contents = [(Content(found.step, message.language, found.rows, body, bool(found.about), "More"), SID)]
    for context in (OPEN, CLOSED):
        for wire in having(stocked(*contents, notices={"en": NOTICE})).render(message, ANN, context):
            assert faults(wire) == []


def faults(wire: WireMessage) -> list[str]:
    return contract.twilio(contract.TWILIO_MESSAGES, wire.payload)


@given(
    labels=st.lists(st.text(min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=10, unique=True),
    body=st.sampled_from(["", "Which one?"]),
    about=st.booleans(),
)
@laws
def test_whatever_is_made_the_content_apis_specification_andlimits_accept_it(
    labels: list[str], body: str, about: bool
) -> None:
    found = offered([Choice(f"step:{place}", label) for place, label in enumerate(labels)])
    assert found
    content = Content("step", "en", found.rows, body, about, "More")
    if content.kind is not None:
        fields = {"friendly_name": content.friendly_name, "language": "en", "types": content.types}
        fields["variables"] = content.variables
        assert contract.twilio_content("ContentCreateRequest", fields) == []
        if body or all(found.rows):
            assert list(limits(fields)) == []


class TestAddresses:
    @pytest.mark.parametrize(
        ("raw", "value"),
        [
            ("whatsapp:+819012345678", "+819012345678"),
            ("+81 90-1234-5678", "+819012345678"),
            ("whatsapp:IN.2080000000000001", "IN.2080000000000001"),
            ("IN.ENT.9000000001", "IN.ENT.9000000001"),
        ],
    )
    def test_a_number_and_an_id_are_addresses(self, raw: str, value: str) -> None:
        assert whatsapp().normalise_address(raw) == Address("whatsapp", value)

    def test_an_id_without_a_number_is_answered_as_it_is(self) -> None:
        (wire,) = whatsapp().render(Outgoing("hi"), Address("whatsapp", "IN.2080000000000001"), OPEN)
        assert wire.payload["To"] == "whatsapp:IN.2080000000000001"

    @pytest.mark.parametrize(
        ("number", "other"),
        [
            ("+5541988887777", "+554188887777"),
            ("+5215512345678", "+525512345678"),
            ("+5491123456789", "+541123456789"),
            ("+819012345678", None),
            ("+551133334444", None),
        ],
    )
    def test_the_other_spelling_of_a_number_is_known_with_it(self, number: str, other: str | None) -> None:
        (event,) = parsed({"From": f"whatsapp:{number}", "Body": "x"})
        assert [one.value for one in event.alt_senders] == ([other] if other else [])
        if other:
            (back,) = parsed({"From": f"whatsapp:{other}", "Body": "x"})
            assert number in [one.value for one in back.alt_senders]

    def test_a_messaging_service_may_be_the_sender(self) -> None:
        adapter = WhatsApp(account_sid=ACCOUNT, auth_tokens=AUTH_TOKENS, now=now, messaging_service_sid="MG" + "1" * 32)
        (wire,) = adapter.render(Outgoing("hi"), ANN, OPEN)
        assert wire.payload["MessagingServiceSid"] == "MG" + "1" * 32
        with pytest.raises(ValueError, match="from"):
            WhatsApp(account_sid=ACCOUNT, auth_tokens=AUTH_TOKENS, now=now)


NAMES = st.sampled_from(
    [
        "From",
        "To",
        "Body",
        "MessageSid",
        "SmsSid",
        "MessageType",
        "NumMedia",
        "MediaUrl0",
        "MediaContentType0",
        "ButtonPayload",
        "ButtonText",
        "ListId",
        "ListTitle",
        "Latitude",
        "Longitude",
        "Label",
        "Address",
        "WaId",
        "ExternalUserId",
        "ParentExternalUserId",
        "OptOutType",
        "MessageStatus",
        "ErrorCode",
        "ReferralNumMedia",
        "ChannelMetadata",
        "OriginalRepliedMessageSid",
        "New2027",
    ]
)
VALUES = st.text(max_size=40) | st.sampled_from(
    ["whatsapp:+819012345678", "whatsapp:IN.208", "1", "-1", "nan", "9" * 400, "STOP", "delivered", "reaction", "audio"]
)


@given(fields=st.lists(st.tuples(NAMES | st.text(max_size=9), VALUES), max_size=20))
@settings(deadline=None, max_examples=400)
def test_any_form_is_one_event_and_never_an_error(fields: list[tuple[str, str]]) -> None:
    body = urlencode([(name, value.encode("utf-8", "replace").decode()) for name, value in fields]).encode()
    request = from_twilio(body)
    adapter = whatsapp()
    adapter.authenticate(request)
    (event,) = adapter.parse(request)
    if event.channel == "whatsapp":  # a status may be of a plain number
        assert_sound(adapter, event)
    assert event == adapter.parse(request)[0]


def parsed(fields: dict[str, str]) -> list[Event]:
    return whatsapp().parse(from_twilio(urlencode(fields).encode()))
