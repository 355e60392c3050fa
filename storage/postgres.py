"""PostgreSQL connections: how they are opened, and statements sent so that writes nobody asks about cost no trip."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import psycopg
from psycopg import errors
from psycopg.adapt import Transformer
from sqlalchemy.sql.base import Executable

from storage.engine import NotMigrated, Row, Unavailable
from storage.pipeline import BINARY, Pipeline
from storage.statements import POSTGRESQL, Statements

STATEMENTS = Statements(POSTGRESQL)
TEXT = 0
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
            autocommit=True,  # BEGIN and COMMIT are ours
            connect_timeout=CONNECT_SECONDS,
            options=SETTINGS + (READING if read_only else ""),
            application_name="madoguchi",
        )
    except psycopg.OperationalError as error:
        if 'FATAL:  database "' in str(error):  # no code comes with a refused connection
            raise NotMigrated(
                "a database does not exist: create it on the server, then run: madoguchi migrate"
            ) from None
        raise
    return connection


def libpq(url: str) -> str:
    """SQLAlchemy's way of writing the URL, as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


class PostgresConnection:
    """The store's Connection on one PostgreSQL database. Whoever made it ends its transactions.

    A transaction begins with the first statement; a `lazy` one, for the vault, with the first write.
    """

    __slots__ = ("_lazy", "_pipeline", "_rows", "begun", "raw")

    def __init__(self, raw: "psycopg.Connection[Row]", *, lazy: bool) -> None:
        self.raw = raw
        self.begun = False
        self._lazy = lazy
        self._pipeline = Pipeline(raw.pgconn)
        self._rows = Transformer(raw)

    def all(self, statement: Executable, /, **values: object) -> Sequence[Row]:
        self._send(statement, values)
        return self._fetch()

    def one(self, statement: Executable, /, **values: object) -> Row | None:
        self._send(statement, values)
        rows = self._fetch()
        return rows[0] if rows else None

    def run(self, statement: Executable, /, **values: object) -> int:
        self._send(statement, values, writes=True)
        result = self._pipeline.exchange()
        return (result.command_tuples or 0) if result is not None else 0

    def put(self, statement: Executable, /, **values: object) -> None:
        self._send(statement, values, writes=True)

    def notify(self, topic: str) -> None:
        self._begin()  # else it would be sent at once, whatever becomes of the unit
        self._pipeline.send("SELECT pg_notify($1, $2)", (CHANNEL.encode(), topic.encode()), (BINARY, BINARY))

    def sync(self) -> None:
        """Raise now what the server thinks of the writes nobody asked about."""
        self._pipeline.exchange()

    def commit(self) -> None:
        if not self.begun:
            return
        self._pipeline.send("COMMIT", (), ())
        result = self._pipeline.exchange()
        self.begun = False
        if result is None or result.command_status != b"COMMIT":
            # The server answers ROLLBACK, and no error, when a statement had failed.
            raise errors.InFailedSqlTransaction("an earlier statement had failed")

    def rollback(self) -> None:
        """Raises psycopg.Error when the connection is of no more use."""
        with suppress(psycopg.Error):
            self._pipeline.exchange()  # what was sent after the one that failed
        if self.begun:
            self.begun = False
            self._pipeline.send("ROLLBACK", (), ())
            self._pipeline.exchange()
        if self._pipeline.broken:
            raise psycopg.OperationalError("the connection is lost")

    def close(self) -> None:
        with suppress(psycopg.Error):
            self.raw.close()

    def _send(self, statement: Executable, values: Mapping[str, object], *, writes: bool = False) -> None:
        prepared = STATEMENTS[statement]
        if not self._lazy or writes or prepared.writes:
            self._begin()
        if prepared.compiled is None:
            if not prepared.plain:
                values = {**prepared.constants, **values}
            self._pipeline.send(prepared.sql, *encoded([values[name] for name in prepared.order]))
        else:
            sql, values, order = prepared.expand(values)
            self._pipeline.send_once(sql, *encoded([values[name] for name in order]))

    def _begin(self) -> None:
        if not self.begun:
            self._pipeline.send("BEGIN", (), ())
            self.begun = True

    def _fetch(self) -> Sequence[Row]:
        result = self._pipeline.exchange()
        if result is None or not result.ntuples:
            return []
        self._rows.set_pgresult(result)
        return self._rows.load_rows(0, result.ntuples, tuple)


def encoded(values: Sequence[object]) -> tuple[list[bytes | None], list[int]]:
    """Plain values as the server reads them, and whether each is text or binary.

    Text goes as binary: that form has a length, where the other would end silently at a NUL.
    """
    sent: list[bytes | None] = []
    formats: list[int] = []
    for value in values:
        if isinstance(value, str):
            sent.append(value.encode())
            formats.append(BINARY)
        elif value is None or isinstance(value, bytes):
            sent.append(value)
            formats.append(BINARY)
        elif isinstance(value, bool):
            sent.append(b"\1" if value else b"\0")
            formats.append(BINARY)
        elif isinstance(value, int):
            sent.append(b"%d" % value)
            formats.append(TEXT)
        else:
            raise TypeError(f"not a plain value: {type(value).__name__}")
    return sent, formats
