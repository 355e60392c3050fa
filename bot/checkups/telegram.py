"""The bot at Telegram: its token, where it delivers, what went wrong there last, who may add it to groups."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

from bot.checkups.asking import words_of
from bot.checkups.finding import Finding, fail, ok, warn
from bot.checkups.shown_name import neutral
from bot.config import Telegram
from channels.telegram_calls import ALLOWED_UPDATES
from channels.telegram_setup import TelegramSetup, WebhookFound

SET_UP = "run: madoguchi channels setup telegram"
REFUSED = "copy the token again: @BotFather, /mybots, your bot, API Token"
WEBHOOK = "telegram webhook"
LATELY, MANY = timedelta(hours=1), 100


def setup_of(table: Telegram) -> TelegramSetup:
    return TelegramSetup(token=table.token, api_url=table.api_url)


async def look(setup: TelegramSetup, table: Telegram, url: str, now: datetime) -> AsyncIterator[Finding]:
    """Raises SendError."""
    bot = await setup.bot()
    yield ok("telegram credentials", f"accepted: {bot.handle}")
    for finding in neutral("telegram name", bot.shown, "@BotFather: /setname, a neutral one such as Worker Desk"):
        yield finding
    if bot.groups or bot.reads_all:
        yield warn(
            "telegram groups",
            "anybody can add the bot to a group",
            "@BotFather: /setjoingroups Disable, /setprivacy Enable",
        )
    webhook = await setup.webhook()
    for finding in _polled(webhook) if table.mode == "polling" else _called(webhook, url, now):
        yield finding


def _polled(webhook: WebhookFound) -> Iterator[Finding]:
    if webhook.url:
        yield fail(WEBHOOK, "one is registered, so that polling gets nothing", SET_UP)
    else:
        yield ok(WEBHOOK, f"none, as polling needs it; {webhook.pending} updates wait at Telegram")


def _called(webhook: WebhookFound, url: str, now: datetime) -> Iterator[Finding]:
    if not webhook.url:
        yield fail(WEBHOOK, "none is registered: no message arrives", SET_UP)
        return
    if webhook.url != url:
        yield fail(WEBHOOK, "another address than ours is registered: no message arrives here", SET_UP)
        return
    if missing := [kind for kind in ALLOWED_UPDATES if webhook.updates and kind not in webhook.updates]:
        yield fail(WEBHOOK, f"Telegram was not asked for {', '.join(missing)}", SET_UP)
        return
    yield from _last_fault(webhook, now)


def _last_fault(webhook: WebhookFound, now: datetime) -> Iterator[Finding]:
    """Telegram tells the last fault for ever: only one that is recent, or that holds updates up, counts."""
    waiting = f"{webhook.pending} updates wait at Telegram"
    said, at = words_of(webhook.fault), webhook.fault_at
    if said and at is not None and (now - at < LATELY or webhook.pending):
        when = f"{at:%Y-%m-%d %H:%M} UTC"
        yield warn(WEBHOOK, f"{waiting}; the last call failed, {when}: {said}", _advice(said.lower()))
    elif webhook.pending > MANY:
        yield warn(WEBHOOK, waiting, "is `madoguchi serve` running, and the machine not overloaded?")
    else:
        yield ok(WEBHOOK, f"{webhook.url}; {waiting}")


def _advice(said: str) -> str:
    if "403" in said:
        return f"the secret differs from the one registered: {SET_UP.removeprefix('run: ')}"
    if "certificate" in said or "ssl" in said or "tls" in said:
        return "renew the certificate of the TLS proxy in front"
    if "404" in said or "405" in said:
        return "the proxy in front must pass /webhooks/telegram on to the desk, unchanged"
    return "is `madoguchi serve` running, and does the proxy in front reach it? Telegram tries again for 24 hours"
