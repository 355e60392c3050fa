"""The store on SQLite: one writer thread, a few reading threads, none of which holds up the event loop."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import local

from storage.engine import T, Unit, VaultOver, Work
from storage.session import Files
from storage.sqlite import READING, SqliteConnection, connect, of_the_database, primary_code, unavailable
from storage.writer import Committed, Writer

READERS = 4
READ_BUSY_MS = 3_000


class _Reader:
    """Read-only connections of one thread."""

    def __init__(self, files: Files, vault_over: VaultOver) -> None:
        self.cases = connect(files.cases, mode="ro", pragmas=READING, busy_ms=READ_BUSY_MS)
        self.vault = connect(files.vault, mode="ro", pragmas=READING, busy_ms=READ_BUSY_MS)
        self._unit = Unit(cases=SqliteConnection(self.cases), vault=vault_over(SqliteConnection(self.vault)))

    def run(self, work: Work[T]) -> T:
        self.cases.execute("BEGIN")  # one snapshot for the whole work
        try:
            return work(self._unit)
        finally:
            if self.cases.in_transaction:
                self.cases.execute("ROLLBACK")

    def close(self) -> None:
        for connection in (self.cases, self.vault):
            with suppress(sqlite3.Error):
                connection.close()


class SqliteStore:
    """The two SQLite files of one process."""

    def __init__(
        self, files: Files, vault_over: VaultOver, *, committed: Committed = lambda works, seconds: None
    ) -> None:
        self._files, self._vault_over = files, vault_over
        self._listeners: dict[str, list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]]] = {}
        self.writer = Writer(files, vault_over, woken=self._wake, committed=committed)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="storage-reader")
        self._mine = local()
        self._readers: set[_Reader] = set()

    @property
    def healthy(self) -> bool:
        return self.writer.healthy

    async def write(self, work: Work[T]) -> T:
        value: T = await self.writer.write(work)
        return value

    async def read(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, work)

    async def scrub(self) -> bool:
        return await self.writer.truncate()

    def listen(self, topic: str, wake: Callable[[], None]) -> None:
        self._listeners.setdefault(topic, []).append((asyncio.get_running_loop(), wake))

    async def close(self) -> None:
        await self.writer.close()
        await asyncio.get_running_loop().run_in_executor(None, self._threads.shutdown)
        for reader in self._readers:
            reader.close()

    def _read(self, work: Work[T]) -> T:
        try:
            return self._reader().run(work)
        except sqlite3.Error as error:
            if not of_the_database(error) or primary_code(error) == sqlite3.SQLITE_READONLY:
                raise
            self._drop_reader()
            raise unavailable(error) from None

    def _reader(self) -> _Reader:
        reader: _Reader | None = getattr(self._mine, "reader", None)
        if reader is None:
            reader = self._mine.reader = _Reader(self._files, self._vault_over)
            self._readers.add(reader)
        return reader

    def _drop_reader(self) -> None:
        reader: _Reader | None = getattr(self._mine, "reader", None)
        if reader is not None:
            self._mine.reader = None
            self._readers.discard(reader)
            reader.close()

    def _wake(self, topics: Iterable[str]) -> None:
        for topic in topics:
            for loop, wake in self._listeners.get(topic, ()):
                with suppress(RuntimeError):  # that loop is closed
                    loop.call_soon_threadsafe(wake)
