"""Twilio's addresses: whichever is called, the form says whose it is, and the channel that is on answers it."""

import asyncio
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.intake.whatsapp_house import ANN, SETTINGS, WhatsAppHouse
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import TwilioCaller, Webhook, WhatsAppCaller

SMS = '[channels.sms]\nfrom = "+815012345678"\n'
DOORS = ("/webhooks/twilio/sms", "/webhooks/twilio/whatsapp")


def at_the_door(folder: Path, more: str, *calls: Webhook) -> tuple[list[int], WhatsAppHouse]:
    async def whole() -> tuple[list[int], WhatsAppHouse]:
        house = WhatsAppHouse(folder, TWILIO, None, more)
        try:
            await house.open()
            statuses = [await house.call(call) for call in calls]
            house.known = [name for name in ("sms", "whatsapp") if await knows(house, name)]
            return statuses, house
        finally:
            await house.close()

    return asyncio.run(whole())


async def knows(house: WhatsAppHouse, channel: str) -> bool:
    return await house.app.store.read(lambda unit: unit.vault.find(channel, ANN)) is not None


TWILIO = Twilio()
TWILIO.url = "http://127.0.0.1:9"
"""Nobody listens there: what is answered is of no interest here."""


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_a_form_is_of_the_channel_it_names_at_either_address(tmp_path: Path, path: str, channel: str) -> None:
    caller = TwilioCaller(TWILIO, path=path) if channel == "sms" else WhatsAppCaller(TWILIO, path=path)
    statuses, house = at_the_door(tmp_path, SMS, caller.text(ANN, "hello"))
    assert (statuses, house.known) == ([200], [channel])


@pytest.mark.parametrize("status", ["delivered", "read", "failed", "tomorrow"])
def test_a_status_of_whatsapp_is_read_where_sms_is_off(tmp_path: Path, status: str) -> None:
    caller = TwilioCaller(TWILIO, path="/webhooks/twilio/status")
    fields = {"MessageSid": "SM1", "MessageStatus": status, "From": "whatsapp:+815012345678", "To": f"whatsapp:{ANN}"}
    statuses, _ = at_the_door(tmp_path, "", caller.raw(urlencode(fields).encode()))
    assert statuses == [200]


def test_a_stranger_is_refused_at_every_address(tmp_path: Path) -> None:
    stranger = Twilio(auth_token="another")
    calls = [WhatsAppCaller(stranger, path=path).text(ANN, "hello") for path in (*DOORS, "/webhooks/twilio/status")]
    statuses, house = at_the_door(tmp_path, "", *calls)
    assert (statuses, house.known) == ([403, 403, 403], [])


def test_the_settings_of_the_tests_switch_sms_off() -> None:
    assert "[channels.sms]" not in SETTINGS
