"""Are these credentials right? Asks the vendor one question that changes nothing, before they are kept anywhere."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from bot.checkups import line, telegram, twilio
from bot.checkups.vendor import Vendor
from bot.config import Config
from channels.base import ConfigError, SendError
from channels.twilio_setup import TwilioSetup

PATIENCE_SECONDS = 20.0


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"  # the vendor answered: these are not right
    UNREACHABLE = "unreachable"  # nobody knows


@dataclass(frozen=True, slots=True)
class Tried:
    """`shown` is what the vendor calls the account, `code` why it did not answer. Never a credential."""

    verdict: Verdict
    shown: str = ""
    code: str = ""


async def tried(vendor: Vendor, config: Config) -> Tried:
    """Refused at once where nothing was filled in: then there is no table to ask with."""
    if getattr(config.channels, vendor.value) is None:
        return Tried(Verdict.REFUSED)
    work = {Vendor.TELEGRAM: _telegram, Vendor.LINE: _line, Vendor.TWILIO: _twilio}[vendor]
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return Tried(Verdict.ACCEPTED, await work(config))
    except ConfigError as error:
        return Tried(Verdict.REFUSED, code=error.code)
    except SendError as error:
        return Tried(Verdict.UNREACHABLE, code=error.code)
    except TimeoutError:
        return Tried(Verdict.UNREACHABLE, code="timeout")


async def _telegram(config: Config) -> str:
    assert config.channels.telegram is not None
    setup = telegram.setup_of(config.channels.telegram)
    try:
        return (await setup.bot()).handle
    finally:
        await setup.close()


async def _line(config: Config) -> str:
    assert config.channels.line is not None
    setup = line.setup_of(config.channels.line)
    try:
        return (await setup.account()).handle
    finally:
        await setup.close()


async def _twilio(config: Config) -> str:
    assert config.channels.twilio is not None
    calls = twilio.calls_of(config.channels.twilio)
    try:
        return (await TwilioSetup(calls, account_sid=config.channels.twilio.account_sid).account()).status
    finally:
        await calls.close()
