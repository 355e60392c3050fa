"""`madoguchi doctor`: looks at all that a running desk needs, asks the vendors too, says what to do. Changes nothing.

A check that cannot be made because an earlier one failed is left out: the first thing to mend stands there alone.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from bot import logs
from bot.checkups import channels, databases, keys, languages, machine, paper, vendors, whatsapp, wording, work
from bot.checkups.finding import Finding, Level, fail, ok
from bot.config import DEFAULT_FILE, FILE_VARIABLE, Config, ConfigError, load
from bot.logs import place_of
from bot.parts import clock, store_of
from storage.engine import Unavailable, Unit
from storage.keyring import Keyring

__all__ = ["Finding", "Level", "examine"]


def examine(
    path: Path | None,
    *,
    environ: Mapping[str, str] = os.environ,
    now: datetime | None = None,
    offline: bool = False,
) -> list[Finding]:
    """Every finding, in the order in which to mend them. `offline`: the channels' vendors are not asked."""
    now = now or clock()
    found = list(machine.versions())
    file = path or Path(environ.get(FILE_VARIABLE) or DEFAULT_FILE)
    try:
        config = load(file, environ)
    except ConfigError as error:
        return [*found, fail("settings", str(error), "mend that line; config.example.toml explains every key")]
    logs.configure(config.logging.level, config.logging.format)
    found.append(ok("settings", f"{file.name} is read without a mistake"))
    found += [*machine.clock(config, now), *machine.disk(keys.data_folders(config)), *machine.library_logs()]
    keyring, about_key = keys.keyring(config, environ)
    found += [*about_key, *keys.private(file, config)]
    found += [*channels.switched_on(config), *channels.rehearsal(config), *channels.public_url(config)]
    if not offline:
        found += asyncio.run(vendors.ask_all(config, now))
    found += [*work.desk(config), *wording.complete(config), *languages.packages(config), *paper.papers()]
    about_databases = list(databases.reachable(config))
    found += about_databases
    if keyring is not None and all(finding.level is Level.OK for finding in about_databases):
        found += databases.durable(config)
        found += asyncio.run(_inside(config, keyring, now))
    return found


async def _inside(config: Config, keyring: Keyring, now: datetime) -> list[Finding]:
    store = store_of(config, keyring, beside=True)

    def look(unit: Unit) -> list[Finding]:
        return [*_seen(unit, keyring, config, now)]

    try:
        return await store.read(look)
    except Unavailable as error:
        return [fail("reading the databases", place_of(error), "look at the disk and the database's own log")]
    finally:
        await store.close()


def _seen(unit: Unit, keyring: Keyring, config: Config, now: datetime) -> Iterator[Finding]:
    about_key = list(databases.right_key(unit, keyring))
    yield from about_key
    if all(finding.level is Level.OK for finding in about_key):
        yield from work.members(unit)
        yield from work.backup(unit, now)
        yield from work.stuck(unit, keyring, now)
        yield from work.files(unit, keyring, now)
        yield from work.translations(unit, now)
        yield from work.scheduler(unit, now)
        yield from whatsapp.prepared(unit, config)
