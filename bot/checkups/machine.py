"""The machine: versions, disk, clock, what libraries may log."""

import logging
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import __version__
from bot.checkups.finding import Finding, fail, ok, warn
from bot.config import Config
from bot.logs import QUIET

SHOWN = ("cryptography", "sqlalchemy", "uvicorn", "python-telegram-bot", "twilio", "line-bot-sdk")
LOW_BYTES, TOO_LOW_BYTES = 1_000_000_000, 100_000_000


def versions() -> Iterator[Finding]:
    found = [f"madoguchi {__version__}", f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    missing = []
    for name in SHOWN:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        yield fail("versions", f"not installed: {', '.join(missing)}", "install again, with every dependency")
    yield ok("versions", ", ".join(found))


def clock(config: Config, now: datetime) -> Iterator[Finding]:
    """A clock that is behind loses no message, but promises wrong dates and lets vendors refuse our calls."""
    installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    here = now.astimezone(ZoneInfo(config.desk.time_zone))
    if now < installed:
        yield fail(
            "clock", f"it is {here:%Y-%m-%d %H:%M} here, before this program was installed", "set the clock (NTP)"
        )
        return
    yield ok("clock", f"{here:%Y-%m-%d %H:%M} in {config.desk.time_zone}")


def disk(folders: set[Path]) -> Iterator[Finding]:
    for folder in sorted(folders):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(there).free
        told = f"{free / 1e9:.1f} GB free where {folder.name}/ is"
        if free < TOO_LOW_BYTES:
            yield fail("disk", told, "free some space: a full disk takes no message")
        elif free < LOW_BYTES:
            yield warn("disk", told, "free some space before it is full")
        elif not os.access(there, os.W_OK):
            yield fail("disk", f"{folder.name}/ cannot be written by this user", "give the folder to this user: chown")
        else:
            yield ok("disk", told)


def library_logs() -> Iterator[Finding]:
    """Some libraries would log addresses of workers, tokens or whole texts."""
    loud = [name for name, level in QUIET.items() if logging.getLogger(name).getEffectiveLevel() < level]
    if loud:
        yield fail("libraries' logs", f"too talkative: {', '.join(loud)}", "remove what sets their level")
    else:
        yield ok("libraries' logs", "httpx and others are silent below WARNING")
