"""Tells each vendor where to deliver what workers write. May be repeated: what is right already is left alone."""

from collections.abc import Awaitable, Callable, Mapping

from bot.channel_setup.requirements import CannotSetUp, reason_of
from bot.checkups import line, places, telegram, twilio
from bot.checkups.finding import Finding, ok
from bot.checkups.vendor import Vendor
from bot.config import Config
from channels.base import SendError
from channels.twilio_setup import Door, TwilioSetup, patient

REFUSED: Mapping[Vendor, str] = {
    Vendor.LINE: line.REFUSED,
    Vendor.TELEGRAM: telegram.REFUSED,
    Vendor.TWILIO: twilio.REFUSED,
}
ALREADY = "as it should be already"


async def register(vendor: Vendor, config: Config) -> list[Finding]:
    """What was done. Raises CannotSetUp; the credentials are tried before anything is changed."""
    work = {Vendor.LINE: _line, Vendor.TELEGRAM: _telegram, Vendor.TWILIO: _twilio}[vendor]
    try:
        return await work(config)
    except SendError as error:
        raise CannotSetUp(reason_of(vendor, error, REFUSED[vendor])) from None


async def _telegram(config: Config) -> list[Finding]:
    table = config.channels.telegram
    assert table is not None
    setup, url = telegram.setup_of(table), places.place(config, places.TELEGRAM)
    try:
        await setup.bot()
        if table.mode == "polling":
            await setup.remove()
            return [ok("telegram webhook", "removed, so that updates can be polled")]
        await setup.register(url, table.secret_token)  # always: nobody can ask which secret is registered
        return [ok("telegram webhook", f"registered {url}")]
    finally:
        await setup.close()


async def _line(config: Config) -> list[Finding]:
    table = config.channels.line
    assert table is not None
    setup, url = line.setup_of(table), places.place(config, places.LINE)
    try:
        await setup.account()
        now = await setup.endpoint()
        if now is not None and now.url == url:
            return [ok("line webhook", ALREADY)]
        await setup.register(url)
        return [ok("line webhook", f"registered {url}; LINE may need a minute to use it")]
    finally:
        await setup.close()


async def _twilio(config: Config) -> list[Finding]:
    table = config.channels.twilio
    assert table is not None
    calls = twilio.calls_of(table)
    setup = TwilioSetup(calls, account_sid=table.account_sid)
    try:
        await setup.account()
        return [*await _sms(setup, config), *await _whatsapp(setup, config)]
    finally:
        await calls.close()


async def _sms(setup: TwilioSetup, config: Config) -> list[Finding]:
    sms = config.channels.sms
    if sms is None or (door := await twilio.sms_door(setup, sms)) is None:
        return []  # what is not there is told by the check that follows
    point = setup.point_service if sms.messaging_service_sid else setup.point_number
    return await _pointed(twilio.NUMBER, door, point, config, places.SMS)


async def _whatsapp(setup: TwilioSetup, config: Config) -> list[Finding]:
    table = config.channels.whatsapp
    if table is None:
        return []
    door = await twilio.whatsapp_door(setup, table.from_, table.messaging_service_sid)
    if door is None:
        return []
    point = setup.point_service if table.messaging_service_sid else setup.point_whatsapp_sender
    return await _pointed(twilio.SENDER, door, point, config, places.WHATSAPP)


async def _pointed(
    name: str, door: Door, point: Callable[[Door, str], Awaitable[None]], config: Config, path: str
) -> list[Finding]:
    if twilio.arrives(door, config) and patient(door.url) and door.fallback:
        return [ok(name, ALREADY)]
    url = places.place(config, path)
    await point(door, url)
    return [ok(name, f"messages now go to {url}")]
