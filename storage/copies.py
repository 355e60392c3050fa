"""Consistent copies of one database, taken while others write, and put back whole.

SQLite: its online backup within one read transaction. PostgreSQL: every table by COPY within one repeatable-read
transaction, after one line of JSON for each: no tool of the server's version is needed on this machine.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from storage.engine import Connection, Unavailable
from storage.erasures import sync_folder
from storage.models import cases, vault
from storage.revision import sqlite_path

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
Settle = Callable[[Connection, Connection], T]
"""What is done to the cases and the vault before anybody sees them."""
Tell = Callable[[int, int], None]
"""Bytes done, bytes in all (0: not known)."""
TABLES = {
    "cases": tuple(sorted(cases.METADATA.tables)),
    "vault": tuple(sorted(vault.METADATA.tables)),
}
TAILS = ("-wal", "-shm", "-journal")
KEYS = "SELECT data_key_id FROM key_wrap UNION SELECT data_key_id FROM destroyed_key"
CONVERSATIONS = "SELECT id FROM conversation"
PAGES = 1_000


class CopyDamaged(Exception):
    """A file of the backup is not what it should be."""


@contextmanager
def private(path: Path) -> Iterator[IO[bytes]]:
    """A new file for this user's eyes only, durable at the end."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def copy_out(url: str, tree: str, to: Path, tell: Tell) -> None:
    """A copy of the database at `url` as the new file `to`. Raises Unavailable."""
    path = sqlite_path(url)
    try:
        if path is None:
            _export(url, tree, to, tell)
        else:
            copy_sqlite(path, to, tell)
    except sqlite3.Error as error:
        raise Unavailable(f"the {tree} database cannot be copied: {type(error).__name__}") from None


def copy_sqlite(path: Path, to: Path, tell: Tell) -> None:
    with private(to):
        pass
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as source,
        closing(sqlite3.connect(to, isolation_level=None)) as target,
    ):
        source.isolation_level = None
        (size,) = source.execute("PRAGMA page_size").fetchone()
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the snapshot: later writes do not restart us
        source.backup(target, pages=PAGES, progress=lambda _, left, all_: tell((all_ - left) * size, all_ * size))
        source.execute("ROLLBACK")
        target.execute("PRAGMA journal_mode=DELETE").fetchall()  # one file, without a log beside it
    with to.open("rb") as file:
        os.fsync(file.fileno())


def put_sqlite(staged: Path, path: Path) -> None:
    """`staged` becomes the database `path`. Nobody may have it open."""
    for tail in TAILS:
        path.with_name(path.name + tail).unlink(missing_ok=True)
    staged.replace(path)
    sync_folder(path.parent)


def settle(path: Path) -> None:
    """All of the database is in its one file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise Unavailable(f"{path.name} is in use")


def discard(path: Path) -> None:
    for tail in ("", *TAILS):
        path.with_name(path.name + tail).unlink(missing_ok=True)


def require_keys(cases_file: Path, vault_file: Path) -> None:
    """Raises CopyDamaged where a conversation has neither a key nor the receipt of one."""
    with closing(sqlite3.connect(cases_file)) as on_cases, closing(sqlite3.connect(vault_file)) as on_vault:
        _require(on_cases, on_vault)


def _require(on_cases: Any, on_vault: Any) -> None:
    known = {row[0] for row in on_vault.execute(KEYS).fetchall()}
    if any(row[0] not in known for row in on_cases.execute(CONVERSATIONS).fetchall()):
        raise CopyDamaged("the vault is older than the cases: some reports could never be read; take another backup")


def empty(url: str, tree: str) -> bool:
    """No row in any table but the check of the key. Also where there is no database yet."""
    path = sqlite_path(url)
    asked = [name for name in TABLES[tree] if name != "keycheck"]
    if path is None:
        with _connected(url) as connection:
            return not any(_any_postgresql(connection, name) for name in asked)
    if not path.exists():
        return True
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return not any(_any_sqlite(connection, name) for name in asked)


def _any_sqlite(connection: sqlite3.Connection, table: str) -> bool:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is None:
        return False
    return connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() is not None  # noqa: S608 - a table of ours


def _any_postgresql(connection: "psycopg.Connection[Any]", table: str) -> bool:
    from psycopg import sql

    if connection.execute("SELECT to_regclass(%s)", (table,)).fetchone() == (None,):
        return False
    return connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone() is not None


def put_postgresql(urls: tuple[str, str], files: tuple[Path, Path], settle: Settle[T], tell: Tell) -> T:
    """Both databases from their exports, and what `settle` does to them, in one transaction each: the vault commits
    first. A database keeps what it had if anything fails; nobody ever sees an export that was not settled.
    """
    from storage.postgres import PostgresConnection, of_the_database, unavailable

    with _connected(urls[0]) as on_cases, _connected(urls[1]) as on_vault:
        _import(on_cases, "cases", files[0], tell)
        _import(on_vault, "vault", files[1], tell)
        _require(on_cases, on_vault)
        cases_, vault_ = PostgresConnection(on_cases, lazy=False), PostgresConnection(on_vault, lazy=False)
        cases_.begun = vault_.begun = True  # by the import
        try:
            done = settle(cases_, vault_)
            cases_.sync()
            vault_.commit()
            cases_.commit()
        except Exception as error:
            raise (unavailable(error) if of_the_database(error) else error) from None
    return done


@contextmanager
def _connected(url: str) -> Iterator["psycopg.Connection[Any]"]:
    import psycopg  # a desk on SQLite never needs it

    from storage.postgres import libpq

    try:
        with closing(
            psycopg.connect(libpq(url), connect_timeout=5, options="-c lock_timeout=6s", application_name="madoguchi")
        ) as connection:
            yield connection
    except psycopg.Error as error:  # never its own text: it may quote a row
        raise Unavailable(f"PostgreSQL refused: {error.sqlstate or type(error).__name__}") from None


def _export(url: str, tree: str, to: Path, tell: Tell) -> None:
    from psycopg import IsolationLevel, sql

    with _connected(url) as connection, private(to) as file:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        done = 0
        for name in TABLES[tree]:
            columns = _columns(connection, name)
            words = sql.SQL("COPY {} ({}) TO STDOUT").format(
                sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            file.write(json.dumps({"table": name, "columns": columns}).encode() + b"\n")
            with connection.cursor().copy(words) as copy:
                for block in copy:
                    done += file.write(bytes(block))
                    tell(done, 0)
            file.write(b"\\.\n")


def _columns(connection: "psycopg.Connection[Any]", table: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
        (table,),
    )
    return [str(row[0]) for row in rows]


def _import(connection: "psycopg.Connection[Any]", tree: str, path: Path, tell: Tell) -> None:
    from psycopg import sql

    every = sql.SQL(", ").join(map(sql.Identifier, TABLES[tree]))
    connection.execute(sql.SQL("TRUNCATE {}").format(every))
    with path.open("rb") as file:
        while line := file.readline():
            table, columns = _head(line, tree)
            words = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with connection.cursor().copy(words) as copy:
                while (row := file.readline()) != b"\\.\n":
                    if not row:
                        raise CopyDamaged(f"the {tree} export ends too early")
                    copy.write(row)
            tell(file.tell(), path.stat().st_size)


def _head(line: bytes, tree: str) -> tuple[str, list[str]]:
    try:
        head = json.loads(line)
        table, columns = str(head["table"]), [str(column) for column in head["columns"]]
    except (ValueError, KeyError, TypeError):
        raise CopyDamaged(f"the {tree} export cannot be read") from None
    if table not in TABLES[tree]:
        raise CopyDamaged(f"the {tree} export has a table that is not ours")
    return table, columns
