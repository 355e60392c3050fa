"""The account at Twilio, and where its number, messaging service or WhatsApp sender delivers."""

from collections.abc import AsyncIterator, Iterator

from bot.checkups import places
from bot.checkups.finding import Finding, fail, ok, warn
from bot.config import Config, Sms, Twilio
from channels.base import SendError
from channels.twilio_calls import TwilioCalls
from channels.twilio_setup import ELSEWHERE_NUMBERS, Door, TwilioSetup, patient, same

SET_UP = "run: madoguchi channels setup twilio"
REFUSED = "copy account_sid and the auth token again: Twilio console, first page"
SENDER, NUMBER = "whatsapp sender", "sms number"
SHORT_CODE_DIGITS = 6
SANDBOX = "+14155238886"  # https://www.twilio.com/docs/whatsapp/sandbox: everybody's, and no sender of the account
BY_HAND = "Twilio console, Messaging, Try it out, WhatsApp: set the address there; a sender of your own to go live"


def calls_of(table: Twilio) -> TwilioCalls:
    return TwilioCalls(
        account_sid=table.account_sid, auth_token=table.auth_tokens[0], api_url=table.api_url.rstrip("/")
    )


async def look(setup: TwilioSetup, config: Config) -> AsyncIterator[Finding]:
    """Raises SendError."""
    account = await setup.account()
    if account.status != "active":
        yield fail("twilio credentials", f"accepted, but the account is {account.status}", "see the Twilio console")
        return
    yield ok("twilio credentials", "accepted")
    if account.trial:
        yield warn("twilio account", "on trial: only numbers you verified can be written to", "upgrade it at Twilio")
    if (sms := config.channels.sms) is not None:
        for finding in _delivers(NUMBER, await sms_door(setup, sms), config, short=_short(sms)):
            yield finding
        yield await _countries(setup, config)
    if (whatsapp := config.channels.whatsapp) is not None:
        door = await whatsapp_door(setup, whatsapp.from_, whatsapp.messaging_service_sid)
        if door is None and whatsapp.from_.endswith(SANDBOX):
            yield warn(
                SENDER, "the sandbox: where it delivers cannot be asked, and only who joined it can write", BY_HAND
            )
            return
        for finding in _delivers(SENDER, door, config):
            yield finding


async def sms_door(setup: TwilioSetup, sms: Sms) -> Door | None:
    """What workers write to: of a messaging service the service, for it goes before its numbers."""
    if sms.messaging_service_sid:
        return await setup.service(sms.messaging_service_sid)
    return await setup.number(sms.from_)


async def whatsapp_door(setup: TwilioSetup, number: str, service: str) -> Door | None:
    return await setup.service(service) if service else await setup.whatsapp_sender(number)


def _short(sms: Sms) -> bool:
    return not sms.messaging_service_sid and len(sms.from_.lstrip("+")) <= SHORT_CODE_DIGITS


def arrives(door: Door, config: Config) -> bool:
    """Its messages come to us. Either of our two addresses does: one messaging service may hold both channels."""
    ours = [places.place(config, path) for path in (places.SMS, places.WHATSAPP)]
    return not door.elsewhere and any(same(door.url, one) for one in ours)


def _delivers(name: str, door: Door | None, config: Config, *, short: bool = False) -> Iterator[Finding]:
    if door is None:
        yield _absent(name, short)
    elif not door.able:
        yield fail(name, f"it cannot take messages now: {door.why}", "see it in the Twilio console, under Senders")
    elif door.elsewhere:
        whose = "the numbers' own addresses" if door.elsewhere == ELSEWHERE_NUMBERS else "an application"
        yield fail(name, f"messages go to {whose}, not here", SET_UP)
    elif not arrives(door, config):
        told = "to another address than ours" if door.url else "nowhere"
        yield fail(name, f"messages go {told}: no message arrives here", SET_UP)
    elif not patient(door.url):
        yield warn(name, "Twilio calls once only: a message is lost while the desk restarts", SET_UP)
    elif not door.fallback:
        yield warn(name, "no fallback address: Twilio gives up earlier than it must", SET_UP)
    else:
        yield ok(name, f"messages go to {door.url.partition('#')[0]}, and Twilio tries again")


def _absent(name: str, short: bool) -> Finding:
    if short:
        return warn(name, "a short code: where its messages go cannot be asked here", "docs/channels/sms.md says where")
    if name == SENDER:
        return fail(name, "the account has no such WhatsApp sender", "docs/channels/whatsapp.md; the sandbox is none")
    return fail(name, "the account has no such number or messaging service", "mend [channels.sms] from")


async def _countries(setup: TwilioSetup, config: Config) -> Finding:
    """Those of the desk and of the emergency numbers: where workers are."""
    wanted = sorted({config.desk.country, *config.desk.emergency})
    where = "Twilio console, Messaging, Settings, Geo permissions"
    try:
        off = await setup.forbidden(wanted)
    except SendError as error:
        return warn("sms countries", f"Twilio does not tell which are allowed ({error.code})", f"look: {where}")
    if off:
        return warn("sms countries", f"no SMS may be sent to {', '.join(off)}", f"{where}: tick them")
    return ok("sms countries", f"SMS may be sent to {', '.join(wanted)}")
