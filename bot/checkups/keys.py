"""The master key: there, private, apart from what it opens. Whether it is the right one: `databases`."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.checkups.finding import Finding, fail, ok, warn
from bot.config import Config
from storage.keyring import Keyring
from storage.master import VARIABLE, KeyRefused, load_masters
from storage.revision import sqlite_path

MADE = "the master key"


def keyring(config: Config, environ: Mapping[str, str]) -> tuple[Keyring | None, list[Finding]]:
    keys = config.keys
    try:
        masters = load_masters(environ=environ, file=keys.master_file, command=keys.command)
    except KeyRefused as refused:
        return None, [fail(MADE, str(refused), "see what is said there; without it nothing can be read or written")]
    ids = ", ".join(master.id for master in masters)
    if environ.get(VARIABLE, "").strip():
        found = [ok(MADE, f"{ids}, from {VARIABLE}")]
    elif keys.command:
        found = [ok(MADE, f"{ids}, from a command")]
    else:
        found = [ok(MADE, f"{ids}, in a file only this user can read"), *_place(config)]
    return Keyring(masters, os.urandom), found


def data_folders(config: Config) -> set[Path]:
    """Where the databases and files are: what a backup of the desk's data would copy."""
    databases = [sqlite_path(url) for url in (config.storage.cases_url, config.storage.vault_url)]
    return {path.parent for path in databases if path is not None} | {config.storage.files}


def _place(config: Config) -> Iterator[Finding]:
    file = config.keys.master_file.resolve()
    if any(file.is_relative_to(folder.resolve()) for folder in data_folders(config)):
        yield warn(
            "the key's place",
            "it lies in the data's folder: whoever copies that has both",
            "move it elsewhere and set [keys] master_file",
        )
    else:
        yield ok("the key's place", "apart from the data")
    mode = stat.S_IMODE(file.parent.stat().st_mode)
    if mode & 0o022:
        yield warn("the key's folder", f"others may write in it (mode {mode:04o})", f"chmod 700 {file.parent}")


def private(config_file: Path, config: Config) -> Iterator[Finding]:
    """The settings may hold tokens; the databases hold when and how often somebody wrote."""
    databases = [sqlite_path(url) for url in (config.storage.cases_url, config.storage.vault_url)]
    open_files = [
        path for path in (config_file, *databases) if path is not None and path.exists() and path.stat().st_mode & 0o007
    ]
    if open_files:
        names = ", ".join(path.name for path in open_files)
        yield warn("private files", f"anybody on this machine can read: {names}", "chmod 600 each of them")
    else:
        yield ok("private files", "settings and databases are not open to everybody")
