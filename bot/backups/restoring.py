"""`madoguchi restore`: a backup comes back; what was erased since goes again before anyone reads it."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.backups import manifest
from bot.backups.manifest import FILES, Manifest
from bot.casework import retention
from bot.config import Config
from storage import copies, erasures, holdings, keycheck, leases, revision
from storage.copies import Tell
from storage.engine import Connection, NotMigrated, T, Unavailable, Unit, Work
from storage.erasures import Erasures
from storage.keyring import Keyring
from storage.migrate import migrate
from storage.opening import open_store, vault_over
from storage.times import DAY_MS, milliseconds

Urls = tuple[str, str]


class CannotRestore(Exception):
    """Nothing was changed. The text says why."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was erased again: `keys` and `contacts` that the backup still had."""

    keys: int
    contacts: int
    known: bool
    """Whether the list of the replaced vault could be read."""
    age_days: int = 0


async def restore(
    config: Config,
    keyring: Keyring,
    folder: Path,
    *,
    lists: Sequence[Path],
    replace: bool,
    now: Callable[[], datetime],
    tell: Tell,
) -> Restored:
    """Raises CannotRestore, BackupDamaged, CopyDamaged, ListDamaged, KeyRefused before anything was changed."""
    urls = config.storage.cases_url, config.storage.vault_url
    found = manifest.read(folder)
    fits(found, config, keyring)
    at = milliseconds(now())
    await refuse_target(urls, keyring, at=at, replace=replace)
    hers = await list_of(urls, keyring)
    listed = (hers or Erasures()).joined(*(erasures.read(path) for path in (config.retention.erasures, *lists)))
    erasures.write(config.retention.erasures, listed)  # first: it must not be lost with the vault that is replaced
    names = FILES[found.database]
    files = folder / names["cases"], folder / names["vault"]
    if found.database == "sqlite":
        keys, contacts = await _sqlite(urls, files, keyring, listed, at=at, tell=tell)
    else:
        migrate(*urls)

        def settle(on_cases: Connection, on_vault: Connection) -> tuple[int, int]:
            return settled(Unit(on_cases, vault_over(keyring)(on_vault)), keyring, listed, at=at)

        keys, contacts = copies.put_postgresql(urls, files, settle, tell)
    return Restored(keys, contacts, hers is not None, age_days=(at - max(found.made_at.values())) // DAY_MS)


def fits(found: Manifest, config: Config, keyring: Keyring) -> None:
    """The kind of database, the schema and the key, before a byte is copied."""
    kind = "sqlite" if config.storage.embedded else "postgresql"
    if found.database != kind:
        raise CannotRestore(f"the backup was made of {found.database}, [storage] names {kind}")
    for tree in revision.TREES:
        newest = revision.newest(tree)
        if found.revisions[tree] > newest:
            raise CannotRestore(f"the backup was made by a newer version ({found.version}): install that one first")
        if kind == "postgresql" and found.revisions[tree] != newest:
            raise CannotRestore(f"the backup needs version {found.version}: restore it with that, then: migrate")
    for table in (keycheck.CASES, keycheck.VAULT):
        rows = [(id, bytes.fromhex(check)) for id, check in found.checks[table.database].items()]
        table.verify(rows, keyring)


async def refuse_target(urls: Urls, keyring: Keyring, *, at: int, replace: bool) -> None:
    """Not over what somebody needs, and not while a desk works on it."""
    if not replace and not all(copies.empty(url, tree) for tree, url in zip(revision.TREES, urls, strict=True)):
        raise CannotRestore("the databases are not empty: --replace gives up what is in them")
    until = await ask(urls, keyring, lambda unit: leases.held_until(unit.cases, "scheduler"))
    if until is not None and until > at:
        raise CannotRestore("the desk runs, or stopped less than a minute ago: stop every process and try again")


async def list_of(urls: Urls, keyring: Keyring) -> Erasures | None:
    """What the vault that is to be replaced has erased; None where it cannot be read."""
    return await ask(urls, keyring, lambda unit: erasures.of(unit.vault.connection))


async def ask(urls: Urls, keyring: Keyring, work: Work[T]) -> T | None:
    """What the databases that are to be replaced say; None where there are none, or none that can be read."""
    try:
        if None in map(revision.revision, urls):
            return None
        store = open_store(*urls, keyring, beside=True)
    except (NotMigrated, Unavailable, sqlite3.Error):
        return None
    try:
        return await store.read(work)
    except (Unavailable, sqlite3.Error):
        return None
    finally:
        await store.close()


async def _sqlite(
    urls: Urls, files: tuple[Path, Path], keyring: Keyring, listed: Erasures, *, at: int, tell: Tell
) -> tuple[int, int]:
    """Everything is done on copies beside the databases, which then take their places: the vault, then the cases."""
    targets = [path for path in map(revision.sqlite_path, urls) if path is not None]
    staged = [path.with_name(path.name + ".restoring") for path in targets]
    try:
        for file, path in zip(files, staged, strict=True):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            copies.discard(path)
            copies.copy_sqlite(file, path, tell)
        copies.require_keys(*staged)
        here = f"sqlite:///{staged[0].absolute()}", f"sqlite:///{staged[1].absolute()}"
        migrate(*here)
        done = await replay(here, keyring, listed, at=at)
        for path in staged:
            copies.settle(path)
        for path, target in reversed(list(zip(staged, targets, strict=True))):
            copies.put_sqlite(path, target)
        return done
    finally:
        for path in staged:
            copies.discard(path)


async def replay(urls: Urls, keyring: Keyring, listed: Erasures, *, at: int) -> tuple[int, int]:
    """Erase again what the lists name, in one transaction; how many keys and contacts there were."""
    store = open_store(*urls, keyring)
    try:
        done = await store.write(lambda unit: settled(unit, keyring, listed, at=at))
        await store.scrub()
        return done
    finally:
        await store.close()


def settled(unit: Unit, keyring: Keyring, listed: Erasures, *, at: int) -> tuple[int, int]:
    """The key fits, and what was erased is erased again: before anybody sees what came back."""
    keycheck.require(unit, keyring)
    return erase_again(unit, listed, at=at)


def erase_again(unit: Unit, listed: Erasures, *, at: int) -> tuple[int, int]:
    """The backup's own list counts too: a row of its cases may be older than its vault. Receipts stay as they were."""
    whole = listed.joined(erasures.of(unit.vault.connection))
    erasures.remember(unit, whole)
    aliases = erasures.contacts_back(unit, whole)  # before a key takes its contact with it
    keys = sum(retention.erase_again(unit, key, at=at) for key in whole.keys)
    for key in whole.keys:
        holdings.empty_shared(unit.cases, key, at=at)  # what was withdrawn from a company
    for key, until in whole.held.items():
        retention.hold_again(unit, key, until=until, at=at)
    for alias in aliases:
        retention.forget_contact(unit, alias, at=at)
    return keys, len(aliases)
