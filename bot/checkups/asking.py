"""Asking a vendor, and what it means when the vendor does not answer. A finding never holds what it was asked with."""

import asyncio
from collections.abc import AsyncIterator

from bot.checkups.finding import Finding, fail, warn
from channels.base import ConfigError, SendError

PATIENCE_SECONDS = 30.0
NO_NETWORK = "is this machine on the internet, and the vendor up? then ask again: madoguchi doctor"


async def answers(name: str, vendor: str, questions: AsyncIterator[Finding], *, refused: str) -> list[Finding]:
    """What the vendor says. `refused` says how to mend it where it does not accept our credentials."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for finding in questions:
                found.append(finding)
    except ConfigError as error:
        found.append(_refused(name, vendor, error, refused, known=bool(found)))
    except SendError as error:
        found.append(warn(name, f"could not ask {vendor} ({error.code})", NO_NETWORK))
    except TimeoutError:
        found.append(warn(name, f"could not ask {vendor} (no answer in {PATIENCE_SECONDS:.0f} seconds)", NO_NETWORK))
    return found


def _refused(name: str, vendor: str, error: ConfigError, refused: str, *, known: bool) -> Finding:
    """Credentials that answered one question are right: then only this question is not for us."""
    if known:
        return warn(name, f"{vendor} does not tell us everything ({error.code})", "look in its console")
    return fail(f"{name} credentials", f"{vendor} does not accept them ({error.code})", refused)


def words_of(text: str, most: int = 160) -> str:
    """What a vendor says about our own server, on one line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:most]
