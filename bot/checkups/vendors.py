"""Asks the vendors of all channels that are on, at the same time. Changes nothing at any of them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from bot.checkups import line, places, telegram, templates, twilio
from bot.checkups.asking import answers
from bot.checkups.finding import Finding
from bot.checkups.vendor import Vendor
from bot.config import Config, Line, Telegram, Twilio
from bot.intake.wording import Wording
from channels.content_calls import ContentCalls
from channels.twilio_calls import TwilioCalls
from channels.twilio_setup import TwilioSetup


async def ask_all(config: Config, now: datetime) -> list[Finding]:
    on = [vendor for vendor in Vendor if getattr(config.channels, vendor) is not None]
    found = await asyncio.gather(*[ask(vendor, config, now) for vendor in on])
    return [finding for group in found for finding in group]


async def ask(vendor: Vendor, config: Config, now: datetime) -> list[Finding]:
    """Of a vendor whose table is there."""
    match getattr(config.channels, vendor):
        case Telegram() as table:
            return await _telegram(table, config, now)
        case Line() as table:
            return await _line(table, config)
        case Twilio() as table:
            return await _twilio(table, config)
        case _:
            return []


async def _telegram(table: Telegram, config: Config, now: datetime) -> list[Finding]:
    setup = telegram.setup_of(table)
    questions = telegram.look(setup, table, places.place(config, places.TELEGRAM), now)
    try:
        return await answers("telegram", "Telegram", questions, refused=telegram.REFUSED)
    finally:
        await setup.close()


async def _line(table: Line, config: Config) -> list[Finding]:
    setup = line.setup_of(table)
    questions = line.look(setup, places.place(config, places.LINE))
    try:
        return await answers("line", "LINE", questions, refused=line.REFUSED)
    finally:
        await setup.close()


async def _twilio(table: Twilio, config: Config) -> list[Finding]:
    calls = twilio.calls_of(table)
    try:
        return await answers("twilio", "Twilio", _questions(calls, table, config), refused=twilio.REFUSED)
    finally:
        await calls.close()


async def _questions(calls: TwilioCalls, table: Twilio, config: Config) -> AsyncIterator[Finding]:
    async for finding in twilio.look(TwilioSetup(calls, account_sid=table.account_sid), config):
        yield finding
    if (whatsapp := config.channels.whatsapp) is not None:
        async for finding in templates.look(ContentCalls(calls), offered(config), whatsapp.templates):
            yield finding


def offered(config: Config) -> list[str]:
    """The languages that workers are offered."""
    complete = Wording.load().languages
    return [tag for tag in config.conversation.languages or complete if tag in complete]
