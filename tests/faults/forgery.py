"""Calls that no vendor made: a true one with its proof or its content changed."""

import base64
import binascii
import json
import random
import string
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from tests.acceptance.house import Street
from tests.vendors.line import Line
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import LineCaller, TelegramCaller, TwilioCaller, Webhook

PROOF = {
    "/webhooks/telegram": "X-Telegram-Bot-Api-Secret-Token",
    "/webhooks/line": "X-Line-Signature",
    "/webhooks/twilio/sms": "X-Twilio-Signature",
    "/webhooks/twilio/whatsapp": "X-Twilio-Signature",
}
SOMEONE = {
    "/webhooks/telegram": "5001",
    "/webhooks/line": "U" + "d" * 32,
    "/webhooks/twilio/sms": "+819055556666",
    "/webhooks/twilio/whatsapp": "+819055557777",
}
LETTERS = string.ascii_letters + string.digits + "+/=-_"


def true_calls(street: Street) -> list[Webhook]:
    """One good call of each vendor; never delivered itself."""
    telegram, line, sms = SOMEONE["/webhooks/telegram"], SOMEONE["/webhooks/line"], SOMEONE["/webhooks/twilio/sms"]
    return [
        street.from_telegram.text(telegram, "They shout at us"),
        street.from_line.text(line, "They shout at us"),
        street.from_twilio.text(sms, "They shout at us"),
        street.from_whatsapp.text(SOMEONE["/webhooks/twilio/whatsapp"], "They shout at us"),
    ]


def forgeries(street: Street, number: int, seed: int = 1) -> Iterator[Webhook]:
    """At least `number` calls that must all be refused."""
    chance = random.Random(seed)
    calls = true_calls(street)
    yield from _by_strangers(street)
    for call in calls:
        yield from _without_proof(call)
    for count in range(number):
        call = calls[count % len(calls)]
        yield _other_content(call, chance) if _signed(call) and chance.random() < 0.5 else _other_proof(call, chance)


def _signed(call: Webhook) -> bool:
    """Telegram's secret proves the caller, not the content."""
    return call.path != "/webhooks/telegram"


def _proof(call: Webhook) -> str:
    return call.headers[PROOF[call.path]]


def _with_proof(call: Webhook, proof: str) -> Webhook:
    return replace(call, headers={**call.headers, PROOF[call.path]: proof})


def _without_proof(call: Webhook) -> Iterator[Webhook]:
    name, proof = PROOF[call.path], _proof(call)
    yield replace(call, headers={key: value for key, value in call.headers.items() if key != name})
    for wrong in ("", " ", "0", proof + "A", "A" + proof, proof * 2, proof[:-2], proof.swapcase(), "null", "é"):
        yield _with_proof(call, wrong)
    if _signed(call):
        yield replace(call, body=b"")
        yield replace(call, body=call.body[:-1])
        yield replace(call, body=call.body + b"&a=b")


def _by_strangers(street: Street) -> Iterator[Webhook]:
    """Well formed and well signed, with another desk's secrets or for another address."""
    sms = SOMEONE["/webhooks/twilio/sms"]
    yield TelegramCaller(secret="another-secret").text("5001", "a")
    yield LineCaller(Line(), secret="another").text(SOMEONE["/webhooks/line"], "a")
    yield TwilioCaller(Twilio(auth_token="another")).text(sms, "a")
    for url in ("http://desk.example.org", "https://desk.example.org.evil.test", "https://desk.example.org:8443"):
        yield TwilioCaller(street.twilio, public_url=url).text(sms, "a")
    yield replace(
        TwilioCaller(street.twilio, path="/webhooks/twilio/status").text(sms, "a"), path="/webhooks/twilio/sms"
    )
    good = street.from_twilio.text(sms, "a")
    yield replace(good, path=good.path + "?bodySHA256=" + "0" * 64)


def _other_proof(call: Webhook, chance: random.Random) -> Webhook:
    proof = _proof(call)
    while True:
        place = chance.randrange(len(proof))
        wrong = proof[:place] + chance.choice(LETTERS) + proof[place + 1 :]
        if wrong != proof and not _same_bytes(proof, wrong):
            return _with_proof(call, wrong)


def _same_bytes(one: str, other: str) -> bool:
    """The last letter of a base64 text holds bits that mean nothing: changing those forges nothing."""
    try:
        return base64.b64decode(one) == base64.b64decode(other)
    except (binascii.Error, ValueError):
        return False


def _other_content(call: Webhook, chance: random.Random) -> Webhook:
    if call.path == "/webhooks/line":
        place = chance.randrange(len(call.body))
        other = bytes([call.body[place] ^ (1 << chance.randrange(8))])
        return replace(call, body=call.body[:place] + other + call.body[place + 1 :])
    fields = parse_qsl(call.body.decode(), keep_blank_values=True)
    place = chance.randrange(len(fields))
    name, value = fields[place]
    fields[place] = (name, value + chance.choice(LETTERS)) if chance.random() < 0.7 else (name + "x", value)
    return replace(call, body=urlencode(fields).encode())


def signed(street: Street, path: str, body: bytes) -> Webhook:
    """Any bytes, signed as the vendor would: what gets past the signature."""
    if path == "/webhooks/telegram":
        content = json.dumps({"update_id": 1}).encode()
        return replace(street.from_telegram.update(), body=body or content)
    if path == "/webhooks/line":
        return street.from_line.raw(body)
    return (street.from_whatsapp if path.endswith("whatsapp") else street.from_twilio).raw(body)
