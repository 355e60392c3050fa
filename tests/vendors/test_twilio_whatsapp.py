"""The loopback Twilio knows WhatsApp's window, its content and approvals, and refuses what Twilio's pages refuse."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.vendors.stand_in import Loopback
from tests.vendors.twilio import Twilio

ANN = "whatsapp:+819012345678"
ASK = {
    "friendly_name": "madoguchi safe.check en 1",
    "language": "en",
    "variables": {"1": "?"},
    "types": {"twilio/quick-reply": {"body": "Is it {{1}}?", "actions": [{"title": "Yes", "id": "a:yes"}]}},
}
LIST = {
    "friendly_name": "l",
    "language": "en",
    "types": {"twilio/list-picker": {"body": "Which?", "button": "More", "items": [{"item": "A", "id": "a"}]}},
}


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    vendor = Twilio()
    with Loopback(vendor):
        yield vendor


def post(twilio: Twilio, path: str, body: object) -> httpx.Response:
    return httpx.post(f"{twilio.url}{path}", json=body, auth=(twilio.sid, twilio.auth_token))


def made(twilio: Twilio, body: object = ASK) -> str:
    answer = post(twilio, "/v1/Content", body)
    assert answer.status_code == 201, twilio.violations
    return str(answer.json()["sid"])


def send(twilio: Twilio, **fields: str) -> httpx.Response:
    url = f"{twilio.url}/2010-04-01/Accounts/{twilio.sid}/Messages.json"
    given = {"To": ANN, "From": f"whatsapp:{twilio.number}", **fields}
    return httpx.post(url, data=given, auth=(twilio.sid, twilio.auth_token))


def test_free_text_is_taken_for_24_hours_after_she_wrote(twilio: Twilio) -> None:
    twilio.clock = lambda: 100 * 3600.0
    for hours, code in ((0, None), (23.9, None), (24.1, 63016), (99, 63016)):
        twilio.wrote[ANN] = (100 - hours) * 3600
        assert send(twilio, Body="hello").json().get("code") == code


def test_content_is_filled_in_and_its_buttons_are_on_the_phone(twilio: Twilio) -> None:
    twilio.wrote[ANN] = twilio.clock()
    assert send(twilio, ContentSid=made(twilio), ContentVariables=json.dumps({"1": "safe"})).status_code == 201
    (bubble,) = twilio.phones.seen(ANN)
    assert (bubble.text, [(one.id, one.label) for one in bubble.buttons]) == ("Is it safe?", [("a:yes", "Yes")])


def test_outside_the_window_only_an_approved_template_is_taken(twilio: Twilio) -> None:
    sid = made(twilio)
    assert send(twilio, ContentSid=sid).json()["code"] == 63016
    twilio.contents.made[sid].status = "approved"
    assert send(twilio, ContentSid=sid).status_code == 201


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ContentSid": "HX" + "0" * 32}, 21655),
        ({"ContentVariables": '{"1": ""}'}, 21656),
        ({"From": "+815012345678", "Body": "x"}, 63007),
    ],
)
def test_twilios_own_numbers_name_what_is_wrong(twilio: Twilio, fields: dict[str, str], code: int) -> None:
    twilio.wrote[ANN] = twilio.clock()
    given = {} if "Body" in fields else {"ContentSid": made(twilio)}
    assert send(twilio, **{**given, **fields}).json()["code"] == code


def spoilt(whole: dict[str, Any], kind: str, /, **changes: object) -> dict[str, Any]:
    worse = copy.deepcopy(whole)
    worse["types"][kind] |= changes
    return worse


@pytest.mark.parametrize(
    "body",
    [
        {**ASK, "language": None},
        {**ASK, "types": {"twilio/quick-reply": {"body": "x"}}},
        {**ASK, "variables": {}},
        spoilt(ASK, "twilio/quick-reply", body="x" * 1025),
        spoilt(ASK, "twilio/quick-reply", actions=[{"title": "x" * 21, "id": "a"}]),
        spoilt(ASK, "twilio/quick-reply", actions=[]),
        spoilt(LIST, "twilio/list-picker", items=[{"item": "x" * 25, "id": "a"}]),
        spoilt(LIST, "twilio/list-picker", items=[{"item": "x", "id": "a"}] * 2),
        spoilt(LIST, "twilio/list-picker", items=[{"item": "x", "id": "a", "description": None}]),
        spoilt(LIST, "twilio/list-picker", button="x" * 21),
    ],
)
def test_content_that_the_pages_forbid_is_a_breach(twilio: Twilio, body: object) -> None:
    assert post(twilio, "/v1/Content", body).status_code == 400
    assert twilio.violations


def test_a_list_cannot_be_approved_and_a_name_has_its_letters(twilio: Twilio) -> None:
    wrong = ((LIST, "fine"), (ASK, "Not fine"), (spoilt(ASK, "twilio/quick-reply", body="{{1}}"), "fine"))
    for body, name in wrong:
        before = len(twilio.violations)
        path = f"/v1/Content/{made(twilio, body)}/ApprovalRequests/whatsapp"
        post(twilio, path, {"name": name, "category": "UTILITY"})
        assert len(twilio.violations) > before


def test_a_stranger_makes_nothing(twilio: Twilio) -> None:
    assert httpx.post(f"{twilio.url}/v1/Content", json=ASK, auth=(twilio.sid, "wrong")).status_code == 401
    assert twilio.contents.made == {}
