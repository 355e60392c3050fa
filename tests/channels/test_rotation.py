"""Secrets that change: whoever has the new one is let in, with a forged or long gone one nobody, on every channel."""

import pytest

from channels.base import BadSignature, InboundRequest
from channels.line import Line
from channels.sms import Sms
from channels.telegram import Telegram
from channels.twilio_sender import TwilioSender
from channels.whatsapp import WhatsApp
from tests.channels.cast import NOW
from tests.vendors.line import Line as LineAccount
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import PUBLIC_URL, LineCaller, TelegramCaller, TwilioCaller, Webhook, WhatsAppCaller

NEW, OLD, GONE = "new-secret_1", "old-secret_2", "gone-secret_3"


def signed(channel: str, secret: str) -> Webhook:
    match channel:
        case "telegram":
            return TelegramCaller(secret).text("5001", "hello")
        case "line":
            return LineCaller(LineAccount(), secret).text("U" + "a" * 32, "hello")
        case "sms":
            return TwilioCaller(Twilio(auth_token=secret)).text("+819012345678", "hello")
    return WhatsAppCaller(Twilio(auth_token=secret)).text("+819012345678", "hello")


def adapter(channel: str) -> Telegram | Line | TwilioSender:
    match channel:
        case "telegram":
            return Telegram(token="7000000001:AAE", secret_token=NEW, now=lambda: NOW)
        case "line":
            return Line(channel_secret=NEW, channel_access_token="t")
        case "sms":
            return Sms(account_sid="AC1", auth_tokens=[NEW, OLD], sender="+815012345678")
    return WhatsApp(account_sid="AC1", auth_tokens=[NEW, OLD], sender="+815012345678", now=lambda: NOW)


def let_in(channel: str, call: Webhook) -> bool:
    headers = {name.lower(): value for name, value in call.headers.items()}
    try:
        adapter(channel).authenticate(InboundRequest("POST", PUBLIC_URL + call.path, headers, call.body))
    except BadSignature:
        return False
    return True


@pytest.mark.parametrize("channel", ["telegram", "line", "sms", "whatsapp"])
def test_the_new_secret_is_good_and_one_that_is_gone_is_not(channel: str) -> None:
    assert let_in(channel, signed(channel, NEW))
    for bad in (GONE, NEW + "x", NEW[:-1], NEW.upper()):
        assert not let_in(channel, signed(channel, bad)), bad


@pytest.mark.parametrize(("channel", "good"), [("telegram", False), ("line", False), ("sms", True), ("whatsapp", True)])
def test_only_twilio_signs_with_the_old_token_while_the_new_one_is_made_primary(channel: str, good: bool) -> None:
    """Telegram and LINE change at once. Telegram delivers again what was refused then; LINE where redelivery is on."""
    assert let_in(channel, signed(channel, OLD)) is good


@pytest.mark.parametrize("forged", ["", "é", "\udcff", "A" * 10_000, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
@pytest.mark.parametrize("channel", ["telegram", "line", "sms", "whatsapp"])
def test_a_forged_signature_is_refused_whatever_it_is_made_of(channel: str, forged: str) -> None:
    call = signed(channel, NEW)
    names = {"telegram": "X-Telegram-Bot-Api-Secret-Token", "line": "X-Line-Signature"}
    name = names.get(channel, "X-Twilio-Signature")
    assert not let_in(channel, Webhook(call.path, {**call.headers, name: forged}, call.body))
    assert not let_in(channel, Webhook(call.path, {}, call.body))


@pytest.mark.parametrize("channel", ["line", "sms", "whatsapp"])
def test_a_body_that_was_changed_on_its_way_is_refused(channel: str) -> None:
    call = signed(channel, NEW)
    assert not let_in(channel, Webhook(call.path, call.headers, call.body.replace(b"hello", b"hullo")))
