"""What the vendors call us with, from their own specifications: every kind of event, as they may look.

LINE's are in its webhook.yml and Telegram's in its type Update. Twilio publishes no schema of its forms: the fields are
those of https://www.twilio.com/docs/messaging/guides/webhook-request and of the calls in `tests/contracts/payloads`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

import yaml
from hypothesis import strategies as st

from tests.vendors import contract
from tests.vendors.schemas import PROSE, TEXT, Spec, allowed

BOT_USER, USER = "U" + "b" * 32, "U" + "a" * 32
SOURCE = {"type": "user", "userId": USER}
EVENT = {"$ref": "#/components/schemas/Event"}
PERSON = {"id": 23, "is_bot": False, "first_name": "A"}
CHAT = {"id": 23, "type": "private", "first_name": "A"}
LONELY = {"update_id"}

HEX = "0123456789abcdef" * 2
PHONES = (
    "+819012345678",
    "+14155550100",
    "+959123456789",
    "whatsapp:+819012345678",
    "whatsapp:IN.2081234",
    "12345",
    "",
)
NUMBERS = ("0", "1", "2", "10", "11", "-1", "x", "9" * 30, "")
URLS = (f"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM{HEX}/Media/ME{HEX}", "http://10.0.0.1/x", "")
TYPES = ("image/jpeg", "audio/ogg", "video/mp4", "application/pdf", "text/x-vcard", "image/webp", "x", "")
VALUES: dict[str, Sequence[str]] = {
    **dict.fromkeys(("To", "From", "Recipient", "WaId", "ExternalUserId", "ParentExternalUserId"), PHONES),
    **dict.fromkeys(("NumMedia", "NumSegments", "ReferralNumMedia"), NUMBERS),
    **{f"MediaUrl{n}": URLS for n in range(3)},
    **{f"MediaContentType{n}": TYPES for n in range(3)},
    **dict.fromkeys(("Latitude", "Longitude"), ("35.6", "-179.9", "nan", "1e999", "91", "")),
    "MessageType": ("text", "image", "audio", "video", "document", "sticker", "location", "contacts", "button",
                    "interactive", "reaction", "order", "system", "unsupported", "tomorrow"),
    "OptOutType": ("STOP", "START", "HELP", "LATER"),
    "MessageStatus": ("queued", "sending", "sent", "delivered", "undelivered", "failed", "read", "accepted",
                      "scheduled", "canceled", "partially_delivered", "receiving", "received", "tomorrow"),
    "ErrorCode": ("30003", "30007", "21610", "63016", "x", ""),
    "SmsStatus": ("received", "delivered", "failed"),
}  # fmt: skip
SMS_FIELDS = (
    "ToCountry", "ToState", "SmsMessageSid", "NumMedia", "ToCity", "FromZip", "SmsSid", "FromState", "SmsStatus",
    "FromCity", "FromCountry", "ToZip", "NumSegments", "ApiVersion", "MessagingServiceSid", "OptOutType", "AddOns",
    "MediaUrl0", "MediaContentType0", "MediaUrl1", "MediaContentType1", "MediaUrl2", "MediaContentType2",
    "FieldOfTomorrow",
)  # fmt: skip
WHATSAPP_FIELDS = (
    *SMS_FIELDS, "ProfileName", "WaId", "MessageType", "ButtonText", "ButtonPayload", "ListId", "ListTitle",
    "ListDescription", "Latitude", "Longitude", "Address", "Label", "Forwarded", "FrequentlyForwarded",
    "OriginalRepliedMessageSid", "OriginalRepliedMessageSender", "ReferralCtwaClid", "ReferralSourceUrl",
    "ReferralHeadline", "ReferralBody", "ReferralNumMedia", "ChannelMetadata", "ExternalUserId", "ParentExternalUserId",
    "ProfileUsername", "ReactionEmoji", "InteractiveData", "FlowData",
)  # fmt: skip
STATUS_FIELDS = (
    "SmsSid", "SmsStatus", "ErrorCode", "ErrorMessage", "ApiVersion", "ChannelPrefix", "ChannelToAddress",
    "MessagingServiceSid", "RawDlrDoneDate", "StructuredMessage", "ChannelInstallSid", "EventType",
)  # fmt: skip
FORMS = {"sms": SMS_FIELDS, "whatsapp": WHATSAPP_FIELDS, "status": STATUS_FIELDS}


@cache
def line() -> Spec:
    text = (contract.SPECS / "webhook.yml").read_text()
    return Spec(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["components"]["schemas"])


@cache
def telegram() -> Spec:
    return Spec(contract.telegram_spec()["components"]["schemas"])


def line_kinds() -> list[str]:
    return sorted(line().variants(line().schemas["Event"]))


def line_messages() -> list[str]:
    return sorted(line().variants(line().schemas["MessageContent"]))


@st.composite
def line_event(draw: st.DrawFn, kind: str, *, message: str = "", place: int = 0, own: bool = False) -> dict[str, Any]:
    """One event of this kind with an id of its own. `own`: from one person to an active channel."""
    spec = line()
    schema = spec.variants(spec.schemas["Event"])[kind]
    made: dict[str, Any] = draw(allowed(spec, schema, ("source", "replyToken")))
    if message:
        made["message"] = draw(allowed(spec, spec.variants(spec.schemas["MessageContent"])[message]))
    made["webhookEventId"] = f"01H{place:023d}"
    return {**made, "source": SOURCE, "mode": "active"} if own else made


def line_call(*events: object) -> dict[str, object]:
    return {"destination": BOT_USER, "events": list(events)}


def telegram_kinds() -> list[str]:
    return [name for name in telegram().schemas["Update"]["properties"] if name not in LONELY]


def telegram_contents() -> list[str]:
    """Whatever a message may hold: what she sent, and what Telegram itself notes in a chat."""
    schema = telegram().schemas["Message"]
    return [name for name in schema["properties"] if name not in schema["required"]]


@st.composite
def update(draw: st.DrawFn, kind: str, place: int = 7) -> dict[str, Any]:
    schema = telegram().schemas["Update"]["properties"][kind]
    return {"update_id": place, kind: draw(allowed(telegram(), schema))}


@st.composite
def private_message(draw: st.DrawFn, content: str) -> dict[str, Any]:
    """An update with what one person sent in her own chat: only `content`, which is not empty."""
    schema = telegram().schemas["Message"]
    value = draw(allowed(telegram(), schema["properties"][content]))
    if value == []:
        value = [draw(allowed(telegram(), schema["properties"][content]["items"]))]
    base = {"message_id": 5, "date": 1_795_338_000, "chat": CHAT, "from": PERSON}
    return {"update_id": 7, "message": {**base, content: value}}


@st.composite
def fields(draw: st.DrawFn, form: str) -> dict[str, str]:
    """A form of Twilio's: what is always there, and some of what may be."""
    always = {"MessageSid": "SM" + HEX, "AccountSid": "AC" + HEX, "To": "+815012345678", "From": "+819012345678"}
    always |= {"MessageStatus": draw(value_of("MessageStatus"))} if form == "status" else {"Body": draw(TEXT)}
    if form == "whatsapp":
        always |= {name: f"whatsapp:{always[name]}" for name in ("To", "From")}
    names = draw(st.lists(st.sampled_from(FORMS[form]), max_size=8, unique=True))
    return {**always, **{name: draw(value_of(name)) for name in names}}


def value_of(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(VALUES.get(name, PROSE))


@st.composite
def broken_form(draw: st.DrawFn, given: Mapping[str, str]) -> bytes:
    """Fields left out, doubled, filled with another's value, with bytes that are no UTF-8, or cut in the middle."""
    pairs = [(name, value) for name, value in given.items() if draw(st.integers(0, 4))]
    pairs += draw(
        st.lists(
            st.tuples(st.sampled_from(list(given)), st.sampled_from([*PHONES, *NUMBERS, *PROSE, "\x00"])), max_size=3
        )
    )
    body = urlencode(draw(st.permutations(pairs))).encode()
    at = draw(st.integers(0, len(body)))
    return draw(
        st.sampled_from(
            [body, body, body[:at], body[:at] + b"%ff%00%f0%9f" + body[at:], body[:at] + b"%zz&=&" + body[at:]]
        )
    )
