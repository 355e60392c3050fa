"""Throwing away what must not be kept: backups older than `[retention] key_backup_days`, and what a killed one left.

A backup holds the keys of its day: with the master key it opens what was erased since. Only folders beside the new one
that say of themselves that they are backups of this very desk are touched; of others only their names are told.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.backups import manifest
from bot.backups.manifest import Manifest
from storage.erasures import sync_folder
from storage.times import DAY_MS

PART = ".part"


@dataclass(frozen=True, slots=True)
class Pruned:
    """Names of folders: `removed`, and `left`, which are too old and were not removed: of another desk, or refused."""

    removed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@contextmanager
def in_the_making(part: Path) -> Iterator[None]:
    """While this lasts nobody takes `part` for the rest of a backup that was killed."""
    descriptor = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def prune(made: Path, ours: Manifest, *, at: int, days: int) -> Pruned:
    """After the backup `made` with the manifest `ours`. Raises nothing: a folder that cannot go is told as left."""
    removed: list[str] = []
    left: list[str] = []
    for folder in sorted(made.absolute().parent.iterdir()):
        if folder == made.absolute() or not folder.is_dir() or folder.is_symlink():
            continue
        if abandoned(folder) or too_old(folder, at=at, days=days):
            gone = (abandoned(folder) or same_desk(folder, ours)) and discarded(folder)
            (removed if gone else left).append(folder.name)
    return Pruned(tuple(removed), tuple(left))


def too_old(folder: Path, *, at: int, days: int) -> bool:
    """By what it says itself: a copied folder is as old as its keys."""
    try:
        return max(manifest.told(folder).made_at.values()) < at - days * DAY_MS
    except (manifest.BackupDamaged, ValueError, TypeError):
        return False


def abandoned(folder: Path) -> bool:
    """The rest of a backup of ours whose process was killed: nobody holds its lock, and nothing else is in it."""
    if not (folder.name.startswith(".") and folder.name.endswith(PART)):
        return False
    known = {manifest.FILE, *(name for files in manifest.FILES.values() for name in files.values())}
    try:
        if not all(any(path.name.startswith(name) for name in known) for path in folder.iterdir()):
            return False
        with in_the_making(folder):
            return True
    except OSError:
        return False


def same_desk(folder: Path, ours: Manifest) -> bool:
    """A known text under a key of its own is sealed once for each desk: no two desks have the same."""
    return bool(_checks(manifest.told(folder).checks) & _checks(ours.checks))


def _checks(of: Mapping[str, Mapping[str, str]]) -> set[tuple[str, str, str]]:
    return {(tree, key, check) for tree, keys in of.items() for key, check in keys.items()}


def discarded(folder: Path) -> bool:
    """The manifest goes first: what is left of a folder after a crash here is no backup any more."""
    try:
        (folder / manifest.FILE).unlink(missing_ok=True)
        shutil.rmtree(folder)
        sync_folder(folder.parent)
    except OSError:
        return False
    return True
