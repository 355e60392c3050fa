"""What the callers sign is what the vendors' own SDKs accept."""

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qsl

from linebot.v3.webhook import SignatureValidator  # type: ignore[import-untyped]
from telegram import Update
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.vendors.line import Line
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import PUBLIC_URL, LineCaller, TelegramCaller, TwilioCaller


def test_twilio_form_has_the_real_fields_and_a_signature_its_sdk_accepts() -> None:
    account = Twilio()
    call = TwilioCaller(account).text("+819011112222", "Paspor saya ditahan & é")
    fields = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
    assert len(fields) >= 18
    assert "" in fields.values()
    validator = RequestValidator(account.auth_token)
    assert validator.validate(PUBLIC_URL + call.path, fields, call.headers["X-Twilio-Signature"])


def test_line_batch_is_signed_again_when_it_is_delivered_again() -> None:
    caller = LineCaller(Line())
    call = caller.batch(caller.text_event("U" + "a" * 32, "パスポート"), caller.text_event("U" + "c" * 32, "給料"))
    again = caller.redelivered(call)
    for one in (call, again):
        assert SignatureValidator(caller.secret).validate(one.body.decode(), one.headers["X-Line-Signature"])
    assert again.events == call.events
    assert [event["deliveryContext"]["isRedelivery"] for event in json.loads(again.body)["events"]] == [True, True]


def test_line_signature_is_over_the_raw_bytes() -> None:
    caller = LineCaller(Line())
    call = caller.text("U" + "a" * 32, "ぱ")
    digest = base64.b64encode(hmac.new(caller.secret.encode(), call.body, hashlib.sha256).digest()).decode()
    assert call.headers["X-Line-Signature"] == digest
    assert "ぱ".encode() in call.body


def test_telegram_updates_are_numbered_and_its_sdk_reads_them() -> None:
    caller = TelegramCaller()
    said = Update.de_json(json.loads(caller.text("42", "halo").body))
    pressed = Update.de_json(json.loads(caller.press("42", "consent.ask:yes", "7").body))
    assert pressed.update_id == said.update_id + 1
    assert said.message is not None
    assert said.message.text == "halo"
    assert pressed.callback_query is not None
    assert pressed.callback_query.data == "consent.ask:yes"
