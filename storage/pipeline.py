"""Statements to one PostgreSQL server in libpq's pipeline mode: they wait in its buffer and leave together.

Underneath psycopg's cursors, which send each statement by itself: on a small machine a turn's dozen wake-ups of the
server cost more than its work. Knows bytes and results, no tables and no transactions.
"""

import select
from collections.abc import Sequence

import psycopg
from psycopg import errors
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

BINARY = 1
_FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE)


class Pipeline:
    """One connection for good in pipeline mode. Every statement is prepared when first sent."""

    __slots__ = ("_made", "_names", "_new", "_poll", "_socket", "pgconn")

    def __init__(self, pgconn: PGconn) -> None:
        pgconn.enter_pipeline_mode()
        self.pgconn = pgconn
        self._names: dict[str, bytes] = {}
        self._new: list[str] = []  # prepared, but the server has not confirmed it
        self._made = 0
        self._socket = pgconn.socket
        self._poll = select.poll()
        self._poll.register(self._socket, select.POLLIN)

    @property
    def broken(self) -> bool:
        return self.pgconn.status != ConnStatus.OK

    def send(self, sql: str, values: Sequence[bytes | None], formats: Sequence[int]) -> None:
        """To be sent with the next exchange, or when the buffer is full."""
        name = self._names.get(sql)
        if name is None:
            self._made += 1
            name = self._names[sql] = b"s%d" % self._made
            self._new.append(sql)
            self.pgconn.send_prepare(name, sql.encode())
        self.pgconn.send_query_prepared(name, values, formats, BINARY)

    def send_once(self, sql: str, values: Sequence[bytes | None], formats: Sequence[int]) -> None:
        """As `send`, for a statement that will hardly come again."""
        self.pgconn.send_query_params(sql.encode(), values, None, formats, BINARY)

    def exchange(self) -> PGresult | None:
        """One round trip: send what waits, hear about all of it. Gives the last result; raises the first error."""
        self.pgconn.pipeline_sync()
        self._flush()
        last: PGresult | None = None
        error: psycopg.Error | None = None
        while (result := self._next()) is None or result.status != ExecStatus.PIPELINE_SYNC:
            if result is not None:
                last = result
                if error is None and result.status in _FAILED:
                    error = errors.error_from_result(result)
            elif self.broken:
                raise error or psycopg.OperationalError("the connection is lost")
        if error is not None:
            for sql in self._new:  # whether the server knows them now depends on their place before the error
                del self._names[sql]
        self._new.clear()
        if error is not None:
            raise error
        return last

    def _flush(self) -> None:
        while self.pgconn.flush():
            self._poll.modify(self._socket, select.POLLIN | select.POLLOUT)
            try:
                ready = self._poll.poll()
            finally:
                self._poll.modify(self._socket, select.POLLIN)
            if ready[0][1] & select.POLLIN:
                self.pgconn.consume_input()

    def _next(self) -> PGresult | None:
        """The next result, or None at the end of each statement's."""
        while self.pgconn.is_busy():
            self._poll.poll()
            self.pgconn.consume_input()
        return self.pgconn.get_result()
