"""What SMS and WhatsApp share at Twilio: the signature, the form, and the fate of what we sent.

https://www.twilio.com/docs/usage/webhooks/webhooks-security. The signature is computed here and not by the SDK, which
takes ten times as long and fails with a TypeError where the header is missing.
"""

import hmac
import re
import unicodedata
from base64 import b64encode
from binascii import a2b_qp
from collections.abc import Iterator, Sequence
from hashlib import sha256
from urllib.parse import parse_qs, unquote_to_bytes, urlsplit

from channels.base import (
    BadSignature,
    Blocked,
    ConfigError,
    DeliveryStatus,
    Event,
    HttpAnswer,
    InboundRequest,
    MediaKind,
    MediaRef,
    NotParseable,
    OptedOut,
    QuotaExhausted,
    Retryable,
    SendError,
    Throttled,
    WindowClosed,
)
from channels.reading import fingerprint

API_URL = "https://api.twilio.com"
RETRIES = "#rc=3&rp=all&tt=15000"
"""Behind an address of ours. Without it Twilio calls once, and only a connection that fails is tried again: our 503
would lose a message. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides"""
WHATSAPP = "whatsapp:"
TWIML = HttpAnswer(200, b"<Response/>", "text/xml")
_NUMBER = re.compile(r"\+[1-9]\d{2,14}")
_MOST_FIELDS = 400  # an order of magnitude more than Twilio sends
_DIGESTS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}

# What was made beforehand is not right: no such content, wrong variables, no such template or language, rejected,
# paused, disabled.
CONTENT_REFUSED = (21655, 21656, 63027, 63028, 63040, 63041, 63042)

# https://www.twilio.com/docs/api/errors, as answers to a call and as ErrorCode of a status.
ERRORS: dict[int, type[SendError]] = {
    **dict.fromkeys((21211, 21214, 21217, 21265, 21407, 21421, 21614, 30005, 30006), Blocked),  # no such phone
    **dict.fromkeys((63003, 63024, 63032, 63033), Blocked),  # no such WhatsApp user, or she blocked us
    21610: OptedOut,
    63016: WindowClosed,
    **dict.fromkeys((20429, 14107, 63017, 63018), Throttled),
    **dict.fromkeys((21611, 30001, 30003, 30008, 30017, 30410, 63010, 63012), Retryable),
    63038: QuotaExhausted,
    **dict.fromkeys(CONTENT_REFUSED, ConfigError),
    **dict.fromkeys(
        (20003, 20004, 20005, 20006, 20008, 21212, 21408, 21603, 21606, 21612, 21659, 21703, 63007), ConfigError
    ),
}

Form = dict[bytes, list[bytes]]

# TWSPEC message_enum_status -> ours; accepted and scheduled messages have not moved yet.
_STATES = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending"), "queued"),
    "sent": "sent",
    **dict.fromkeys(("delivered", "partially_delivered"), "delivered"),
    "read": "read",
    "undelivered": "undelivered",
    **dict.fromkeys(("failed", "canceled"), "failed"),
}
_KINDS: dict[str, MediaKind] = {"image": "image", "audio": "audio", "video": "video", "application": "document"}


def check_signature(request: InboundRequest, tokens: Sequence[bytes]) -> None:
    """Return if one of `tokens` signed this call, newest first, else raise BadSignature."""
    given = request.headers.get("x-twilio-signature", "").encode("utf-8", "surrogatepass")
    digest = _DIGESTS.get(_algorithm(request.headers.get("x-twilio-webhooks-signature-settings", "")))
    if not given or not digest:
        raise BadSignature("x-twilio-signature")
    tail = _signed_tail(request)
    for url in _url_variants(request.public_url):  # nearly always the first, with the newest token
        signed = url.encode("utf-8", "surrogatepass") + tail
        for token in tokens:
            if hmac.compare_digest(given, b64encode(hmac.digest(token, signed, digest))):
                return
    raise BadSignature("x-twilio-signature")


def _algorithm(settings: str) -> str:
    """Calls signed with a shared key name their algorithm: `key=...,algorithm=HMAC_SHA256`."""
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            return value.strip().upper()
    return "HMAC_SHA1"


def _signed_tail(request: InboundRequest) -> bytes:
    """What is signed behind the URL: nothing where the URL holds the body's hash, else the sorted fields."""
    if "bodySHA256=" in request.public_url:
        promised = parse_qs(urlsplit(request.public_url).query).get("bodySHA256", [""])[0]
        if not hmac.compare_digest(sha256(request.body).hexdigest().encode(), promised.encode("utf-8", "replace")):
            raise BadSignature("bodySHA256")
        return b""
    try:
        fields = form_of(request)
    except NotParseable:
        raise BadSignature("body") from None
    return b"".join([name + _signed(name, fields[name]) for name in sorted(fields)])


def _signed(name: bytes, values: list[bytes]) -> bytes:
    """Of a field that is there several times each distinct value, with the name before each."""
    return values[0] if len(values) == 1 else name.join(sorted(set(values)))


def _url_variants(url: str) -> Iterator[str]:
    """Twilio is inconsistent about the port it signs: as given, without, and with the scheme's own."""
    yield url
    scheme, _, rest = url.partition("://")
    netloc, slash, path = rest.partition("/")
    host, colon, port = netloc.rpartition(":")
    if colon and port.isdecimal():
        yield f"{scheme}://{host}{slash}{path}"
    else:
        yield f"{scheme}://{netloc}:{443 if scheme == 'https' else 80}{slash}{path}"


def form_of(request: InboundRequest) -> Form:
    """The fields of a call: read once, though they are needed for the signature and for the event."""
    fields: Form | None = request.read.get("form")
    if fields is None:
        fields = request.read["form"] = form(request.body)
    return fields


def form(body: bytes) -> Form:
    """The fields of a form, empty ones and repeated ones kept, as the bytes that were signed."""
    if body.count(b"&") > _MOST_FIELDS:
        raise NotParseable("too many fields")
    fields: Form = {}
    for name, value in _pairs(body.replace(b"+", b" ")):
        if name in fields:
            fields[name].append(value)
        else:
            fields[name] = [value]
    return fields


_NEVER = (b"\x00", b"\x01", b"%00", b"%01", b"\n", b"\r")
_SPLITS = bytes.maketrans(b"&=%", b"\x00\x01=")


def _pairs(body: bytes) -> list[tuple[bytes, bytes]]:
    """Names and values, unquoted all at once where no control character is among them: in 4 µs, not 20.

    Quoted-printable is this code with another sign, and its decoder is C.
    """
    if not any(map(body.__contains__, _NEVER)):
        quick = a2b_qp(body.translate(_SPLITS))
        if len(quick) == len(body) - 2 * body.count(b"%"):  # every % was followed by two digits
            pairs = [pair.partition(b"\x01") for pair in quick.split(b"\x00") if pair]
            return [(name, value.replace(b"\x01", b"=")) for name, _, value in pairs]
    pairs = [pair.partition(b"=") for pair in body.split(b"&") if pair]
    return [(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs]


def field(fields: Form, name: bytes) -> str:
    """The first value, without the NUL that no database takes; empty where there is none."""
    values = fields.get(name)
    if not values or not values[0]:
        return ""
    text = values[0].decode("utf-8", "replace")
    return text.replace("\x00", "") if "\x00" in text else text


def media(fields: Form, hosts: Sequence[str]) -> tuple[MediaRef, ...]:
    """What was attached. A file that does not lie at one of `hosts` is named, but can never be fetched."""
    count = field(fields, b"NumMedia")
    found = range(min(int(count), 10) if count.isdecimal() and len(count) < 4 else 0)
    return tuple(
        MediaRef(
            _media_kind(mime := field(fields, b"MediaContentType%d" % number)),
            _path_at(field(fields, b"MediaUrl%d" % number), hosts),
            mime=mime or None,
        )
        for number in found
    )


def _media_kind(mime: str) -> MediaKind:
    return "contact" if "vcard" in mime else _KINDS.get(mime.partition("/")[0], "other")


def _path_at(url: str, hosts: Sequence[str]) -> str:
    for host in hosts:
        if url.startswith(f"{host}/2010-04-01/Accounts/"):
            return url.removeprefix(host)
    return ""


def delivery_status(fields: Form) -> DeliveryStatus | None:
    sid, word = field(fields, b"MessageSid") or field(fields, b"SmsSid"), field(fields, b"MessageStatus")
    state = _STATES.get(word or field(fields, b"SmsStatus"))
    if not sid or state is None:
        return None
    return DeliveryStatus(sid, state, field(fields, b"ErrorCode") or None)  # type: ignore[arg-type]


def status_event(fields: Form, request: InboundRequest, channel: str) -> Event:
    """What became of a message of ours, on either channel: WhatsApp's addresses say so. `channel` is where they do not.

    `message_id` is our own key of the message, as far as the callback's URL names it.
    """
    account = field(fields, b"From")
    if named := account or field(fields, b"To"):
        channel = "whatsapp" if named.startswith(WHATSAPP) else "sms"
    account = account.removeprefix(WHATSAPP)
    status = delivery_status(fields)
    if status is None:
        dedup = f"{channel}:{account}:{fingerprint(request.body, 0)}"
        return Event("ignored", channel, account, dedup, reason="unknown status")
    dedup = f"{channel}:{account}:{status.provider_id}:{field(fields, b'MessageStatus')}"
    return Event("status", channel, account, dedup, message_id=key_of(request.public_url), status=status)


def phone_number(raw: str) -> str:
    """E.164. Raises ValueError for what cannot be a number in international form."""
    if raw.isascii() and _NUMBER.fullmatch(raw):
        return raw
    digits = re.sub(r"[\s().\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", raw))
    if not _NUMBER.fullmatch(digits) or not digits.isascii():
        raise ValueError("not a number in international form")
    return digits


def key_of(url: str) -> str | None:
    """Our own key of the message a status is about: `send` puts it into the callback's URL."""
    return parse_qs(urlsplit(url).query).get("key", [None])[0] if "key=" in url else None


def with_key(url: str, key: object) -> str:
    """Before what is for Twilio behind a `#`."""
    address, hash_, overrides = url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}key={key}{hash_}{overrides}"
