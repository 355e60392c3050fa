"""The channels: which are on, whether their credentials look right, whether vendors can call us."""

import re
from collections.abc import Iterator
from dataclasses import fields

from bot.checkups.finding import Finding, fail, ok, warn
from bot.config import Channels, Config, Line, Telegram, Twilio

# What the vendors give out today. A shape is a hint: a vendor may change it, so it only warns.
TELEGRAM = r"\d{6,}:[A-Za-z0-9_-]{30,}"
SID, HEX = r"AC[0-9a-f]{32}", r"[0-9a-f]{32}"
LONG = r"[A-Za-z0-9+/=_.-]{100,}"
SHORTEST_SECRET = 16


def switched_on(config: Config) -> Iterator[Finding]:
    channels = config.channels
    on = [field.name for field in fields(Channels) if getattr(channels, field.name) and field.name != "twilio"]
    if not on:
        yield warn("channels", "none is on: no worker can write", "add a [channels.…] table; see config.example.toml")
        return
    yield ok("channels", f"on: {', '.join(on)}")
    yield from (warn(name, problem, "copy it again from the vendor's console") for name, problem in _odd(channels))


def _odd(channels: Channels) -> Iterator[tuple[str, str]]:
    checks: list[tuple[str, str, str, str]] = []
    if isinstance(channels.telegram, Telegram):
        checks.append(("telegram", "token", TELEGRAM, channels.telegram.token))
        if channels.telegram.mode == "webhook" and len(channels.telegram.secret_token) < SHORTEST_SECRET:
            yield "telegram", f"secret_token has under {SHORTEST_SECRET} characters: it can be guessed"
    if isinstance(channels.twilio, Twilio):
        checks.append(("twilio", "account_sid", SID, channels.twilio.account_sid))
        checks += [("twilio", "auth_tokens", HEX, token) for token in channels.twilio.auth_tokens]
    if isinstance(channels.line, Line):
        checks.append(("line", "channel_secret", HEX, channels.line.channel_secret))
        checks.append(("line", "channel_access_token", LONG, channels.line.channel_access_token))
    for name, key, shape, value in checks:
        if not re.fullmatch(shape, value):
            yield name, f"{key} does not look like one"


def rehearsal(config: Config) -> Iterator[Finding]:
    """Credentials that are sent to somebody else than the vendor."""
    for field in fields(Channels):
        table = getattr(config.channels, field.name)
        for key in ("api_url", "data_url"):
            given, usual = getattr(table, key, None), getattr(type(table), key, None)
            if given != usual:
                yield warn(field.name, f"{key} is not the vendor's own: a rehearsal?", f"remove {key} to go live")


def public_url(config: Config) -> Iterator[Finding]:
    url, channels = config.server.public_url, config.channels
    called = (
        channels.line
        or channels.sms
        or channels.whatsapp
        or (channels.telegram and channels.telegram.mode == "webhook")
    )
    if url.startswith("https://"):
        yield ok("public_url", f"{url}, encrypted")
    elif called:
        yield fail(
            "public_url", f"{url} is not https: vendors do not call it", "put a TLS proxy in front, set the address"
        )
    else:
        yield warn("public_url", f"{url} is not https", "put a TLS proxy in front before going live")
