"""Any bytes on the vendors' doors: a forgery is refused before it is read, an oddity is let by, the queue goes on."""

import http.client
import json
import time
from collections.abc import Iterator

import pytest

from tests.acceptance.house import ROOT, House, Street
from tests.acceptance.workers import worker
from tests.faults.conftest import BODY_LIMIT as LIMIT
from tests.faults.forgery import PROOF, forgeries, signed, true_calls
from tests.faults.opened import Opened, opened
from tests.vendors.carrier import Carrier
from tests.vendors.webhooks import Webhook

PATHS = tuple(PROOF)
PAYLOADS = ROOT / "tests" / "contracts" / "payloads"
FOLDERS = {
    "/webhooks/telegram": "telegram",
    "/webhooks/line": "line",
    "/webhooks/twilio/sms": "twilio_sms",
    "/webhooks/twilio/whatsapp": "twilio_whatsapp",
}


@pytest.fixture
def carrier(house: House) -> Carrier:
    return house.carrier()


@pytest.fixture(autouse=True)
def unharmed(house: House, street: Street) -> Iterator[None]:
    """After every test: the desk answers at once, nothing was set aside, and a worker is served."""
    yield
    began = time.monotonic()
    assert house.get("/healthz") == 200
    assert time.monotonic() - began < 1.0
    for channel in ("telegram", "line", "sms", "whatsapp"):
        person = worker(channel, street, house.carrier())
        assert person.say("Hello") in (200, 204)
        assert person.phones.wait(person.address, lambda bubbles: len(bubbles) > 0, 10), f"{channel} is stuck"
    with _databases(house) as databases:
        assert databases.count("inbox", "reason = 'set_aside'") == 0
    assert "Traceback" not in house.logs()


def _databases(house: House) -> "_GeneratorContextManager[Opened]":  # type: ignore[name-defined]  # noqa: F821
    return opened(*house.opened, house.key)


def _rows(house: House) -> tuple[int, int, int]:
    with _databases(house) as databases:
        return databases.count("message"), databases.count("seen"), databases.count("recipient")


def test_four_thousand_forgeries_are_refused_and_leave_nothing(house: House, street: Street, carrier: Carrier) -> None:
    before = _rows(house)
    statuses = [carrier.once(call) for call in forgeries(street, 4000)]
    assert len(statuses) >= 4000
    assert set(statuses) == {403}
    assert _rows(house) == before


@pytest.mark.parametrize("body", [b"\xff\xfe{", b"[" * 50_000, b"", b"{]"], ids=["bytes", "deep", "empty", "torn"])
def test_what_is_not_signed_is_not_parsed(house: House, street: Street, carrier: Carrier, body: bytes) -> None:
    for call in true_calls(street):
        headers = {name: value for name, value in call.headers.items() if name != PROOF[call.path]}
        assert carrier.once(Webhook(call.path, headers, body)) == 403


def _odd_json() -> dict[str, bytes]:
    texts = {
        "empty": "",
        "null": "null",
        "number": "7",
        "list": "[]",
        "text": '"hello"',
        "empty object": "{}",
        "torn": '{"update_id": 1, "message": {"text": "a',
        "not a number": '{"update_id": NaN, "events": NaN}',
        "huge number": '{"update_id": 1' + "0" * 5000 + ', "events": []}',
        "wrong types": '{"update_id": "x", "message": 7, "events": {"a": 1}}',
        "events of odd kinds": '{"events": [1, null, "a", [], {}, {"type": 7}, {"type": "message"}]}',
        "message of odd kinds": '{"update_id": 2, "message": {"chat": [], "from": 7, "text": {"a": 1}, "date": "x"}}',
        "query without sender": '{"update_id": 3, "callback_query": {"id": 1, "data": 5}}',
        "unknown": '{"update_id": 4, "moon_landing": {"x": 1}, "events": [{"type": "moon", "source": {}}]}',
        "deep": '{"update_id": 5, "message": ' + "[" * 20_000 + "]" * 20_000 + "}",
        "deep objects": '{"events":' + '{"a":' * 20_000 + "1" + "}" * 20_001,
        "twice the same key": '{"update_id": 6, "update_id": 7, "events": [], "events": []}',
        "lone surrogate": '{"update_id": 8, "message": {"text": "\\ud800", "chat": {"id": 1, "type": "private"}}}',
        "nul": '{"update_id": 9, "message": {"text": "\\u0000", "chat": {"id": 1, "type": "private"}, "date": 1}}',
    }
    odd = {name: text.encode() for name, text in texts.items()}
    return {**odd, "not utf-8": b'{"update_id": 10, "x": "\xff\xfe"}', "utf-16": '{"events": []}'.encode("utf-16")}


@pytest.mark.parametrize("name", _odd_json())
@pytest.mark.parametrize("path", ["/webhooks/telegram", "/webhooks/line"])
def test_signed_but_odd_json_is_refused_or_let_by(street: Street, carrier: Carrier, path: str, name: str) -> None:
    assert carrier.once(signed(street, path, _odd_json()[name])) in (200, 400)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"&&&",
        b"=",
        b"%",
        b"a=%FF%FE",
        b"Body=%00&From=%2B819011110000&MessageSid=SM1",
        b"Body=hi&From=&MessageSid=",
        b"Body=hi&From=nobody&MessageSid=SM2&NumMedia=many",
        b"MessageStatus=exploded&MessageSid=SM3",
        b"From=%2B819011110000&From=%2B819011110001&Body=a&Body=b&MessageSid=SM4",
        b"&".join(b"f%d=1" % n for n in range(20_000)),
        b"Body=%ED%A0%80&From=%2B819011110000&MessageSid=SM5",
        b"Body=" + b"%F0%9F%98%80" * 9000 + b"&From=%2B819011110000&MessageSid=SM6",
        b"From=whatsapp%3A&Body=a&MessageSid=SM7",
        b"From=whatsapp%3A%2B819011110000&Latitude=nan&Longitude=1e999&MessageSid=SM8",
        b"From=whatsapp%3A%2B819011110000&ButtonPayload=%00&ListId=&MessageType=button&MessageSid=SM9",
        b"From=whatsapp%3AIN.208&ExternalUserId=IN.208&WaId=x&NumMedia=-1&MessageSid=SM10",
    ],
    ids=lambda body: body[:30].decode("latin-1"),
)
@pytest.mark.parametrize("path", ["/webhooks/twilio/sms", "/webhooks/twilio/whatsapp"])
def test_signed_but_odd_forms_are_refused_or_let_by(street: Street, carrier: Carrier, path: str, body: bytes) -> None:
    assert carrier.once(signed(street, path, body)) in (200, 400, 403)


@pytest.mark.parametrize("path", PATHS)
def test_a_body_over_the_limit_is_413_announced_or_not(house: House, street: Street, path: str) -> None:
    call = signed(street, path, b"x=" + b"a" * LIMIT)
    assert house.carrier().once(call) in (413, 0)  # 0: it hung up while we still sent
    assert _chunked(house, call, [b"a" * 50_000] * 8) == 413
    assert _announced(house, call, 10**12) == 413


@pytest.mark.parametrize("path", PATHS)
def test_a_chunked_body_within_the_limit_is_read_whole(house: House, street: Street, path: str) -> None:
    call = next(call for call in true_calls(street) if call.path == path)
    half = len(call.body) // 2
    assert _chunked(house, call, [call.body[:half], call.body[half:]]) == 200


@pytest.mark.parametrize("path", PATHS)
def test_only_post_is_answered_and_only_on_doors_that_exist(house: House, street: Street, path: str) -> None:
    assert house.get(path) == 405
    assert house.carrier().once(Webhook("/webhooks/pigeon", {}, b"{}")) == 404


@pytest.mark.parametrize("path", PATHS)
def test_every_real_call_of_the_vendors_is_taken_or_refused(street: Street, carrier: Carrier, path: str) -> None:
    files = sorted((PAYLOADS / FOLDERS[path]).iterdir())
    assert files
    for file in files:
        assert carrier.once(signed(street, path, file.read_bytes().strip())) in (200, 400), file.name


def test_a_connection_that_breaks_off_in_the_middle_leaves_nothing(house: House, street: Street) -> None:
    before = _rows(house)
    for call in true_calls(street):
        connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=5)
        connection.putrequest("POST", call.path)
        for name, value in call.headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(call.body)))
        connection.endheaders(call.body[:20])
        connection.close()
    time.sleep(0.3)
    assert _rows(house) == before


def test_one_odd_event_does_not_take_its_neighbours_along(house: House, street: Street, carrier: Carrier) -> None:
    line = street.from_line
    good = [line.text_event(f"U{n:032x}", f"Neighbour {n}") for n in (9001, 9002)]
    odd: list[dict[str, object]] = [{"type": "message", "webhookEventId": "x"}, {"webhookEventId": "y"}]
    body = json.dumps({"destination": "U" + "b" * 32, "events": [good[0], *odd, 7, good[1]]}).encode()
    assert carrier.once(line.raw(body)) == 200
    with _databases(house) as databases:
        assert {"Neighbour 9001", "Neighbour 9002"} <= set(databases.said())


def _chunked(house: House, call: Webhook, parts: list[bytes]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=10)
    try:
        connection.request("POST", call.path, iter(parts), dict(call.headers), encode_chunked=True)
        return connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return 413  # refused while we still sent: the answer is lost with the connection
    finally:
        connection.close()


def _announced(house: House, call: Webhook, length: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=10)
    connection.putrequest("POST", call.path)
    for name, value in {**call.headers, "Content-Length": str(length)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status
