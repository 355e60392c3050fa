"""SQLite connections: how they are opened, and statements run on the driver's own cursor.

A database is created by `storage.migrate` only; everyone else opens what is there.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from sqlalchemy.sql.base import Executable

from storage.engine import NotMigrated, Row, Unavailable
from storage.statements import SQLITE, Statements

STATEMENTS = Statements(SQLITE)
STATEMENTS_KEPT = 1_000  # prepared by SQLite itself, per connection
CACHE_KIB = 16_384  # what a busy desk touches; SQLite's own 2 MB means reading pages again in every turn
VAULT_MS, LEAST_MS = 3_500, 50  # how long a batch that holds the cases waits for the vault

# The database's fault, not the statement's: https://www.sqlite.org/rescode.html
_OF_THE_DATABASE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


def primary_code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def of_the_database(error: BaseException) -> bool:
    """True for disk full, locked, I/O error and the like: another try may succeed with the same statement."""
    return isinstance(error, sqlite3.Error) and primary_code(error) in _OF_THE_DATABASE


def unavailable(error: BaseException) -> Unavailable:
    """The code only: SQLite's own text may quote what a person wrote."""
    return Unavailable(
        f"the database did not take the write: {getattr(error, 'sqlite_errorname', type(error).__name__)}"
    )


def connect(path: Path, *, mode: str, pragmas: Mapping[str, str | int], busy_ms: int) -> sqlite3.Connection:
    """`mode` is `rw` or `ro`; a missing file is never created."""
    if not path.exists():
        raise NotMigrated(f"there is no database {path}; run: madoguchi migrate")
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=busy_ms / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS_KEPT,
    )
    try:
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name}={value}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the write-ahead log
    except BaseException:
        connection.close()
        raise
    return connection


COMMON: dict[str, str | int] = {"foreign_keys": "ON", "trusted_schema": "OFF", "temp_store": "MEMORY", "mmap_size": 0}
READING: dict[str, str | int] = {**COMMON, "query_only": "ON"}


def writing(*, synchronous: str, autocheckpoint: int) -> dict[str, str | int]:
    """For the one connection that writes. `autocheckpoint` in pages; 0 where another process does the checkpoints."""
    return {
        **COMMON,
        "synchronous": synchronous,
        "secure_delete": "ON",
        "wal_autocheckpoint": autocheckpoint,
        "cache_size": -CACHE_KIB,
    }


class SqliteConnection:
    """The store's Connection on one SQLite database. Whoever made it begins and ends its transactions."""

    __slots__ = ("_execute", "raw", "topics")

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        self.topics: set[str] = set()
        self._execute = raw.cursor().execute

    def all(self, statement: Executable, /, **values: object) -> Sequence[Row]:
        prepared = STATEMENTS[statement]
        if prepared.plain:
            return self._execute(prepared.sql, values).fetchall()
        return self._execute(*prepared.expand(values)[:2]).fetchall()

    def one(self, statement: Executable, /, **values: object) -> Row | None:
        # All rows are fetched: a statement left half read would keep its snapshot over the commit.
        prepared = STATEMENTS[statement]
        if prepared.plain:
            rows = self._execute(prepared.sql, values).fetchall()
        else:
            rows = self._execute(*prepared.expand(values)[:2]).fetchall()
        return rows[0] if rows else None

    def run(self, statement: Executable, /, **values: object) -> int:
        prepared = STATEMENTS[statement]
        if prepared.plain:
            return self._execute(prepared.sql, values).rowcount
        return self._execute(*prepared.expand(values)[:2]).rowcount

    def put(self, statement: Executable, /, **values: object) -> None:
        prepared = STATEMENTS[statement]
        if prepared.plain:
            self._execute(prepared.sql, values)
        else:
            self._execute(*prepared.expand(values)[:2])

    def notify(self, topic: str) -> None:
        self.topics.add(topic)


class LazyConnection(SqliteConnection):
    """The vault's connection in a batch: its transaction begins with the first write, and most batches have none."""

    __slots__ = ("_saved", "apart", "begun", "refused", "until")

    def __init__(self, raw: sqlite3.Connection) -> None:
        super().__init__(raw)
        self.begun = False
        self.until = 0.0  # how long the current work has patience with a lock, on the monotonic clock
        self.apart = True  # each work can be taken back without the others
        self._saved = False
        self.refused: Unavailable | None = None

    def all(self, statement: Executable, /, **values: object) -> Sequence[Row]:
        if STATEMENTS[statement].writes:
            self._before_write()
        return super().all(statement, **values)

    def one(self, statement: Executable, /, **values: object) -> Row | None:
        if STATEMENTS[statement].writes:
            self._before_write()
        return super().one(statement, **values)

    def run(self, statement: Executable, /, **values: object) -> int:
        self._before_write()
        return super().run(statement, **values)

    def put(self, statement: Executable, /, **values: object) -> None:
        self._before_write()
        super().put(statement, **values)

    def _before_write(self) -> None:
        if self._saved:
            return
        if self.refused is not None:  # the next in the batch must not wait for the same lock again
            raise self.refused
        try:
            if not self.begun:
                patience = max(LEAST_MS, min(VAULT_MS, int((self.until - monotonic()) * 1000)))
                self.raw.execute(f"PRAGMA busy_timeout={patience}")
                self.raw.execute("BEGIN IMMEDIATE")
                self.begun = True
            if self.apart:
                self.raw.execute("SAVEPOINT work")
                self._saved = True
        except sqlite3.Error as error:
            self.refused = unavailable(error)
            raise self.refused from error

    @property
    def lost(self) -> bool:
        """SQLite itself rolled the batch's transaction back."""
        return self.begun and not self.raw.in_transaction

    def keep(self) -> None:
        """The current work succeeded."""
        if self._saved:
            self._saved = False
            self.raw.execute("RELEASE work")

    def undo(self) -> None:
        """The current work failed: take back what it wrote, and nothing else."""
        if self._saved:
            self._saved = False
            self.raw.execute("ROLLBACK TO work")
            self.raw.execute("RELEASE work")

    def commit(self) -> None:
        if self.begun:
            self.raw.execute("COMMIT")
        self._forget()

    def rollback(self) -> None:
        try:
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
        finally:
            self._forget()

    def _forget(self) -> None:
        self.begun = self._saved = False
        self.refused = None
