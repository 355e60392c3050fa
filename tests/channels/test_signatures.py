"""Known answers, and our own HMAC beside the vendors' validators on calls nobody wrote down."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels.base import BadSignature, InboundRequest
from channels.line import Line
from channels.sms import Sms
from channels.twilio import check_signature, form
from tests.channels.cast import AUTH_TOKENS, URL, form_fields, from_twilio, sms

SIGNATURES = Path(__file__).parents[1] / "contracts" / "signatures"
TWILIO = json.loads((SIGNATURES / "twilio.json").read_text())
LINE = json.loads((SIGNATURES / "line.json").read_text())


def accepted(adapter: Sms | Line, request: InboundRequest) -> bool:
    try:
        adapter.authenticate(request)
    except BadSignature:
        return False
    return True


@pytest.mark.parametrize("vector", TWILIO["vectors"], ids=lambda vector: vector["name"])
def test_twilios_known_answers(vector: dict[str, Any]) -> None:
    pairs = [*map(tuple, vector.get("params_list", ())), *vector.get("params", {}).items()]
    body = str(vector["body"]).encode() if "body" in vector else urlencode(pairs).encode()
    adapter = Sms(account_sid="AC1", auth_tokens=[TWILIO["auth_token"]], sender="+1")
    request = InboundRequest("POST", str(vector["url"]), {"x-twilio-signature": str(vector["signature"])}, body)
    assert accepted(adapter, request) is vector["valid"]


@pytest.mark.parametrize("vector", LINE["vectors"], ids=lambda vector: vector["signature"])
def test_lines_known_answers(vector: dict[str, object]) -> None:
    adapter = Line(channel_secret=str(vector["secret"]), channel_access_token="t")
    request = InboundRequest("POST", URL, {"x-line-signature": str(vector["signature"])}, str(vector["body"]).encode())
    assert accepted(adapter, request) is vector["valid"]


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8)
FIELDS = st.lists(st.tuples(NAMES, st.text(st.characters(codec="utf-8"), max_size=8)), max_size=12)
HOSTS = st.sampled_from(
    ["desk.example.org", "desk.example.org:443", "desk.example.org:8443", "localhost:80", "10.0.0.1"]
)


@given(
    fields=FIELDS,
    host=HOSTS,
    signed_host=HOSTS,
    scheme=st.sampled_from(["https", "http"]),
    path=st.sampled_from(["/webhooks/twilio/sms", "/a%2Fb/%E7%AA%93", "/"]),
    query=st.sampled_from(["", "?a=1&b=%20x", "?q="]),
    settings_header=st.sampled_from(["", "key=1,algorithm=HMAC_SHA256", "algorithm=hmac_sha1", "algorithm=MD5"]),
)
@settings(deadline=None, max_examples=300)
def test_ours_agrees_with_the_sdks_validator(
    fields: list[tuple[str, str]],
    host: str,
    signed_host: str,
    scheme: str,
    path: str,
    query: str,
    settings_header: str,
) -> None:
    """Calls signed for one address and received at another, with and without ports: the same verdict."""
    body, validator = urlencode(fields).encode(), RequestValidator(AUTH_TOKENS[0])
    algorithm = settings_header.rpartition("algorithm=")[2] or None
    known = None if algorithm == "MD5" else algorithm
    signature = validator.compute_signature(f"{scheme}://{signed_host}{path}{query}", form_fields(body), known)
    url = f"{scheme}://{host}{path}{query}"
    headers = {"x-twilio-signature": signature, "x-twilio-webhooks-signature-settings": settings_header}
    theirs = validator.validate(url, form_fields(body), signature, algorithm)
    assert accepted(sms(), InboundRequest("POST", url, headers, body)) is theirs


def test_the_token_before_the_last_rotation_is_still_good_and_an_older_one_is_not() -> None:
    body = b"MessageSid=SM1&Body="
    assert all(accepted(sms(), from_twilio(body, token=token)) for token in AUTH_TOKENS)
    assert not accepted(sms(), from_twilio(body, token="of last year"))


def test_an_empty_field_is_signed_too() -> None:
    signed = from_twilio(b"Body=&From=%2B1")
    assert accepted(sms(), signed)
    assert not accepted(sms(), InboundRequest("POST", URL, signed.headers, b"From=%2B1"))


def test_a_json_body_is_good_only_with_the_hash_its_address_names() -> None:
    body = b'{"property": "value", "boolean": true}'
    vector = next(v for v in TWILIO["vectors"] if v["name"] == "json_body_only_hash")
    headers = {"x-twilio-signature": vector["signature"]}
    tokens = [TWILIO["auth_token"].encode()]
    check_signature(InboundRequest("POST", vector["url"], headers, body), tokens)
    with pytest.raises(BadSignature):
        check_signature(InboundRequest("POST", vector["url"], headers, body + b" "), tokens)


def test_bytes_that_are_no_utf8_are_verified_as_they_came() -> None:
    """The SDK cannot sign these; Twilio's own rule, over the bytes, can."""
    import base64
    import hashlib
    import hmac

    body = b"Body=%FF%FE&From=%2B1"
    digest = hmac.new(AUTH_TOKENS[0].encode(), URL.encode() + b"Body\xff\xfeFrom+1", hashlib.sha1).digest()
    headers = {"x-twilio-signature": base64.b64encode(digest).decode()}
    request = InboundRequest("POST", URL, headers, body)
    sms().authenticate(request)
    (event,) = sms().parse(request)
    assert event.kind == "ignored"


@example(b"%\r")
@example(b"%%%4")
@given(st.binary(max_size=40) | st.text("%0aF=+&\r\n_ x", max_size=30).map(str.encode))
def test_forms_are_decoded_as_the_standard_library_decodes_them(value: bytes) -> None:
    body = b"a=" + value.replace(b"&", b"%26")
    assert form(body) == {b"a": [unquote_to_bytes(body[2:].replace(b"+", b" "))]}


@example(b"a=b=c&d")
@example(b"a=1&&=2&a&%61=3")
@example(b"a=\x01b%01=&\x00")
@given(st.text("ab%01234&=+\x00\x01\n_", max_size=40).map(str.encode))
def test_whole_forms_have_the_fields_that_the_standard_library_finds(body: bytes) -> None:
    wanted: dict[bytes, list[bytes]] = {}
    for name, value in parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1"):
        wanted.setdefault(name.encode("latin-1"), []).append(value.encode("latin-1"))
    assert form(body) == wanted


def test_what_was_read_for_the_signature_is_what_the_event_is_made_of() -> None:
    request = from_twilio(urlencode({"Body": "Bos saya + 100%", "From": "+819012345678", "MessageSid": "SM1"}).encode())
    fresh = InboundRequest(request.method, request.public_url, request.headers, request.body)
    adapter = sms()
    adapter.authenticate(request)
    assert request.read["form"] == form(request.body)
    assert adapter.parse(request) == adapter.parse(fresh)
    assert "read" not in repr(request)
