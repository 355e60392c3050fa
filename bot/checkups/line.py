"""The account at LINE: its token, its webhook tried out, what is left of the month's pushes."""

from collections.abc import AsyncIterator, Iterator

from bot.checkups.asking import words_of
from bot.checkups.finding import Finding, fail, ok, warn
from bot.checkups.shown_name import neutral
from bot.config import Line
from channels.line_setup import EndpointFound, LineSetup, Quota, Tested

SET_UP = "run: madoguchi channels setup line"
REFUSED = "issue the channel access token again: LINE Developers console, your channel, Messaging API tab"
WEBHOOK, PUSHES = "line webhook", "line pushes"
USE_WEBHOOK = "LINE Developers console, your channel, Messaging API tab: switch “Use webhook” on"
LOW = 0.2


def setup_of(table: Line) -> LineSetup:
    return LineSetup(channel_access_token=table.channel_access_token, api_url=table.api_url, data_url=table.data_url)


async def look(setup: LineSetup, url: str) -> AsyncIterator[Finding]:
    """LINE is made to call us once, with no event in it. Raises SendError."""
    account = await setup.account()
    yield ok("line credentials", f"accepted: {account.handle}")
    manager = "LINE Official Account Manager, Settings"
    for finding in neutral(
        "line name", account.shown, f"{manager}, Account settings: a neutral one such as Worker Desk"
    ):
        yield finding
    if account.chatting:
        yield warn(
            "line chat",
            "it is on: what workers write is shown in LINE's manager too",
            f"{manager}, Response settings: switch Chat off",
        )
    endpoint = await setup.endpoint()
    if (wrong := _wrong(endpoint, url)) is not None:
        yield wrong
    else:
        yield _tried(await setup.test(url), url)
    for finding in _left(await setup.quota()):
        yield finding


def _wrong(endpoint: EndpointFound | None, url: str) -> Finding | None:
    if endpoint is None:
        return fail(WEBHOOK, "none is registered: no message arrives", SET_UP)
    if endpoint.url != url:
        return fail(WEBHOOK, "another address than ours is registered: no message arrives here", SET_UP)
    if not endpoint.active:
        return fail(WEBHOOK, "registered, but “Use webhook” is off: no message arrives", USE_WEBHOOK)
    return None


def _tried(tested: Tested, url: str) -> Finding:
    if tested.success:
        return ok(WEBHOOK, f"{url}; LINE called it just now")
    said = f"{tested.status} {words_of(tested.reason)}".removeprefix("0 ")
    if tested.status == 403:
        return fail(
            WEBHOOK, "LINE's test call has another channel's signature", "copy channel_secret again: Basic settings tab"
        )
    advice = "is `madoguchi serve` running, and does the TLS proxy in front reach it?"
    return fail(WEBHOOK, f"LINE called it just now and failed: {said}", advice)


def _left(quota: Quota) -> Iterator[Finding]:
    """Answers are free; only what we say first is counted."""
    left, limit = quota.left, quota.limit
    if left is None or limit is None:
        yield ok(PUSHES, f"{quota.used} this month, no limit")
        return
    told = f"{left} of {limit} left this month"
    advice = "LINE Official Account Manager, Settings, Plan: a larger plan, or wait for the 1st"
    if not left:
        yield fail(PUSHES, f"{told}: workers get answers, but no news of their cases", advice)
    elif left < limit * LOW:
        yield warn(PUSHES, told, advice)
    else:
        yield ok(PUSHES, told)
