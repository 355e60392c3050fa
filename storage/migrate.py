"""Brings both databases up to date by Alembic. The only code that creates one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool

from storage.revision import MIGRATIONS, TREES, sqlite_path

INI = MIGRATIONS / "alembic.ini"
ONE_AT_A_TIME = 0x6D61646F  # the advisory lock that two `migrate` at once meet at


def migrate(cases_url: str, vault_url: str) -> None:
    """Create what is missing, change what is older. Whole or not at all, per database; twice is once."""
    for tree, url in zip(TREES, (cases_url, vault_url), strict=True):
        path = sqlite_path(url)
        if path is not None:
            create_sqlite(path)
        with _connected(url) as connection:
            if path is None:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
            command.upgrade(_config(tree, connection), "head")


def create_sqlite(path: Path) -> None:
    """The file, readable by its owner only, with the settings that must be made before its first table."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if connection.execute("PRAGMA page_count").fetchone() == (0,):
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
            connection.execute("VACUUM")  # writes the header
        connection.execute("PRAGMA journal_mode=WAL").fetchall()


def _config(tree: str, connection: Connection | None = None) -> Config:
    config = Config(INI, ini_section=tree)
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        _begin_for_real(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _begin_for_real(engine: Engine) -> None:
    """Python's sqlite3 commits before DDL unless told not to begin at all: a failed migration would stay half done.

    https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
    """

    @event.listens_for(engine, "connect")
    def _(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA wal_autocheckpoint=0")  # a running `serve` does the checkpoints

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
