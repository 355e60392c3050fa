"""PostgreSQL connections: statements sent in pipeline mode, so that writes nobody asks about cost no round trip."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy.sql.base import Executable

from storage.engine import NotMigrated, Row, Unavailable
from storage.statements import POSTGRESQL, Statements

STATEMENTS = Statements(POSTGRESQL)
STATEMENTS_KEPT = 1_000  # prepared by the server, per connection
CHANNEL = "madoguchi"

CONNECT_SECONDS = 3
# A lock of another transaction is waited for, but less long than any vendor waits for our answer.
SETTINGS = "-c lock_timeout=6s -c statement_timeout=20s -c idle_in_transaction_session_timeout=60s"
READING = " -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"

MET_ANOTHER = (errors.SerializationFailure, errors.DeadlockDetected)
# The database's fault, not the statement's: https://www.postgresql.org/docs/current/errcodes-appendix.html
# connection, insufficient resources, operator intervention, system error, damaged
_CLASSES = ("08", "53", "57", "58", "XX")
_OF_THE_DATABASE = (*MET_ANOTHER, errors.LockNotAvailable, errors.IdleInTransactionSessionTimeout)


def of_the_database(error: BaseException) -> bool:
    """True for disk full, locked, connection lost and the like: another try may succeed with the same statement."""
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:  # the client's own: the connection is gone
        return isinstance(error, psycopg.OperationalError)
    return isinstance(error, _OF_THE_DATABASE) or error.sqlstate.startswith(_CLASSES)


def unavailable(error: BaseException) -> Unavailable:
    """The code only: the server's own text may quote what a person wrote."""
    code = getattr(error, "sqlstate", None) or type(error).__name__
    return Unavailable(f"the database did not take the write: {code}")


def connect(url: str, *, read_only: bool) -> "psycopg.Connection[Row]":
    try:
        connection: psycopg.Connection[Row] = psycopg.connect(
            libpq(url),
            autocommit=True,  # BEGIN and COMMIT are ours: psycopg's own BEGIN waits for an answer
            connect_timeout=CONNECT_SECONDS,
            options=SETTINGS + (READING if read_only else ""),
            prepare_threshold=2,
            application_name="madoguchi",
        )
    except psycopg.OperationalError as error:
        if 'FATAL:  database "' in str(error):  # no code comes with a refused connection
            raise NotMigrated(
                "a database does not exist: create it on the server, then run: madoguchi migrate"
            ) from None
        raise
    connection.prepared_max = STATEMENTS_KEPT
    return connection


def libpq(url: str) -> str:
    """SQLAlchemy's way of writing the URL, as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


class PostgresConnection:
    """The store's Connection on one PostgreSQL database. Whoever made it ends its transactions.

    A transaction begins with the first statement; a `lazy` one, for the vault, with the first write. The connection is
    in pipeline mode all its life: entering and leaving that costs as much as a statement.
    """

    __slots__ = ("_execute", "_lazy", "_mode", "_pipeline", "begun", "raw")

    def __init__(self, raw: "psycopg.Connection[Row]", *, lazy: bool) -> None:
        self.raw = raw
        self.begun = False
        self._lazy = lazy
        self._execute: Any = raw.execute
        self._mode = raw.pipeline()
        self._pipeline = self._mode.__enter__()

    def all(self, statement: Executable, /, **values: object) -> Sequence[Row]:
        cursor = self._send(statement, values)
        self._pipeline.sync()
        rows: Sequence[Row] = cursor.fetchall()
        return rows

    def one(self, statement: Executable, /, **values: object) -> Row | None:
        cursor = self._send(statement, values)
        self._pipeline.sync()
        row: Row | None = cursor.fetchone()
        return row

    def run(self, statement: Executable, /, **values: object) -> int:
        cursor = self._send(statement, values, writes=True)
        self._pipeline.sync()
        touched: int = cursor.rowcount
        return touched

    def put(self, statement: Executable, /, **values: object) -> None:
        self._send(statement, values, writes=True)

    def notify(self, topic: str) -> None:
        self._begin()  # else it would be sent at once, whatever becomes of the unit
        self._execute("SELECT pg_notify(%s, %s)", (CHANNEL, topic))

    def sync(self) -> None:
        """Raise now what the server thinks of the writes nobody asked about."""
        self._pipeline.sync()

    def commit(self) -> None:
        if not self.begun:
            return
        cursor = self._execute("COMMIT")
        self._pipeline.sync()
        self.begun = False
        if cursor.statusmessage != "COMMIT":  # the server answers ROLLBACK, and no error, when a statement had failed
            raise errors.InFailedSqlTransaction("an earlier statement had failed")

    def rollback(self) -> None:
        """Raises psycopg.Error when the connection is of no more use."""
        with suppress(psycopg.Error):
            self._pipeline.sync()  # what was sent after the one that failed
        if self.begun:
            self.begun = False
            self._execute("ROLLBACK")
            self._pipeline.sync()
        if self.raw.closed:
            raise psycopg.OperationalError("the connection is lost")

    def close(self) -> None:
        with suppress(psycopg.Error):
            self._mode.__exit__(None, None, None)
        with suppress(psycopg.Error):
            self.raw.close()

    def _send(self, statement: Executable, values: Mapping[str, object], *, writes: bool = False) -> Any:
        prepared = STATEMENTS[statement]
        if not self._lazy or writes or prepared.writes:
            self._begin()
        if prepared.plain:
            return self._execute(prepared.sql, values)
        return self._execute(*prepared.expand(values))

    def _begin(self) -> None:
        if not self.begun:
            self._execute("BEGIN")
            self.begun = True
