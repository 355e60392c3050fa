"""`madoguchi backup`: the cases first, then the vault, so that no case of the copy lacks its key."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot import __version__
from bot.backups.manifest import FILE, FILES, FORMAT, Manifest, sum_of
from bot.backups.pruning import PART, in_the_making
from bot.config import Config
from storage import backups, keycheck, revision
from storage.copies import Tell, copy_out, private
from storage.engine import Store, Unit
from storage.erasures import sync_folder
from storage.times import milliseconds


class NotThere(Exception):
    """A backup cannot be made in that folder."""


async def make(config: Config, store: Store, folder: Path, *, now: Callable[[], datetime], tell: Tell) -> Manifest:
    """A new folder with copies of both databases. It is there whole, or not at all. Raises NotThere, Unavailable."""
    refuse(config, folder)
    part = folder.with_name(f".{folder.name}.{os.getpid()}{PART}")
    part.mkdir(mode=0o700, parents=True)
    try:
        with in_the_making(part):
            manifest = await _fill(config, store, part, now=now, tell=tell)
            with private(part / FILE) as file:
                file.write(manifest.written())
            sync_folder(part)
            part.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    at = milliseconds(now())
    await store.write(lambda unit: backups.made(unit.cases, at=at))
    return manifest


def refuse(config: Config, folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotThere(f"{folder} is not empty: name a new folder")
    if folder.absolute().parent.resolve() == config.keys.master_file.absolute().parent.resolve():
        raise NotThere(f"{folder} lies beside the master key: who finds both can read everything; name another place")


async def _fill(config: Config, store: Store, part: Path, *, now: Callable[[], datetime], tell: Tell) -> Manifest:
    kind = "sqlite" if config.storage.embedded else "postgresql"
    urls = {"cases": config.storage.cases_url, "vault": config.storage.vault_url}
    times: dict[str, int] = {}
    for tree in revision.TREES:  # cases, then vault
        times[tree] = milliseconds(now())
        copy_out(urls[tree], tree, part / FILES[kind][tree], tell)
    return Manifest(
        FORMAT,
        __version__,
        kind,
        times,
        {tree: revision.revision(url) or "" for tree, url in urls.items()},
        {name: sum_of(part / name) for name in FILES[kind].values()},
        await store.read(checks),
    )


def checks(unit: Unit) -> dict[str, dict[str, str]]:
    return {
        table.database: {key: sealed.hex() for key, sealed in table.rows(connection)}
        for table, connection in keycheck.both(unit)
    }
