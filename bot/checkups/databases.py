"""The databases: reachable, of this version, written with this key, and as durable as promised."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.checkups.finding import Finding, fail, ok, warn
from bot.config import Config
from storage import keycheck, revision
from storage.engine import Unavailable, Unit
from storage.keyring import Keyring
from storage.sqlite import connect, writing

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
SMALL_BYTES = 500_000_000


def reachable(config: Config) -> Iterator[Finding]:
    """Anything but `ok` here: nothing else about the databases can be checked."""
    storage = config.storage
    try:
        late = revision.pending(storage.cases_url, storage.vault_url)
    except (SQLAlchemyError, sqlite3.Error, OSError, Unavailable) as error:
        kind = "the SQLite files" if storage.embedded else "PostgreSQL"
        yield fail(
            "databases", f"{kind} cannot be opened ({type(error).__name__})", "check [storage], and that it runs"
        )
        return
    if late:
        yield fail("databases", f"missing or not of this version: {', '.join(late)}", "run: madoguchi migrate")
    else:
        yield ok("databases", f"{'SQLite' if storage.embedded else 'PostgreSQL'}, both up to date")


def right_key(unit: Unit, keyring: Keyring) -> Iterator[Finding]:
    for table, connection in keycheck.both(unit):
        name, needed = f"key of {table.database}", table.needed(connection)
        wrong = [*table.failing(connection, keyring), *(id for id in needed if id not in keyring.ids)]
        if not needed:
            yield fail(name, "this database was never given a key", "run: madoguchi migrate")
        elif wrong:
            yield fail(
                name, f"the right {', '.join(wrong)} is not configured", "configure it, then: madoguchi keys check"
            )
        else:
            yield ok(name, f"opens with {', '.join(needed)}")


def durable(config: Config) -> Iterator[Finding]:
    for name, url in (("cases", config.storage.cases_url), ("vault", config.storage.vault_url)):
        path = revision.sqlite_path(url)
        yield from _sqlite(name, path) if path is not None else _postgres(name, url)


def _sqlite(name: str, path: Path) -> Iterator[Finding]:
    with closing(
        connect(path, mode="rw", pragmas=writing(synchronous="FULL", autocheckpoint=0), busy_ms=2000)
    ) as open_:
        (journal,), (synchronous,), (secure,) = (
            open_.execute(f"PRAGMA {pragma}").fetchone() for pragma in ("journal_mode", "synchronous", "secure_delete")
        )
        if (journal, synchronous, secure) != ("wal", 2, 1):
            told = f"journal_mode={journal} synchronous={synchronous} secure_delete={secure}"
            yield fail(f"durability of {name}", told, "run: madoguchi migrate")
        else:
            yield ok(f"durability of {name}", "WAL, synchronous=FULL, secure_delete=ON")
        if path.stat().st_size < SMALL_BYTES:
            (answer,) = open_.execute("PRAGMA quick_check(1)").fetchone()
            if answer != "ok":
                yield fail(f"integrity of {name}", "the file is damaged", "stop the desk and restore a backup")


def _postgres(name: str, url: str) -> Iterator[Finding]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        off = [setting for setting in DURABLE if connection.execute(text(f"SHOW {setting}")).scalar() == "off"]
    engine.dispose()
    if off:
        yield warn(f"durability of {name}", f"off: {', '.join(off)}", "switch it on, or a power cut loses messages")
    else:
        yield ok(f"durability of {name}", "fsync, full_page_writes and synchronous_commit are on")
