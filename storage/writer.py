"""The only writer of the SQLite databases in a process: one thread, which commits what arrived together as one group.

A caller is told only after the commit that holds its rows. Vault writes of a batch are committed before its cases. The
thread never dies of an error: a batch that cannot be committed fails as a whole, and the next one starts afresh.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

from storage.engine import Unavailable, Unit, VaultOver, Work
from storage.sqlite import (
    LazyConnection,
    SqliteConnection,
    connect,
    of_the_database,
    primary_code,
    unavailable,
    writing,
)

BATCH = 128
QUEUE = 1_000
# A lock of another process is waited for in slices, so that those who come meanwhile wait with the first, not after it.
PATIENCE, SLICE_MS = 6.0, 250
VAULT_MS = 3_500  # PATIENCE + this stays below 10 s, whichever database is locked
CHECKPOINT_PAGES = 2_000


@dataclass(slots=True, eq=False)
class Job:
    """One caller's work and where to tell it the outcome."""

    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    until: float
    value: Any = None
    error: BaseException | None = None
    topics: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Files:
    """The two databases and how durably they are written. Anything but FULL loses acknowledged rows in a power cut."""

    cases: Path
    vault: Path
    synchronous: str = "FULL"
    beside: bool = False  # a running `serve` does the checkpoints


class Session:
    """The two connections and the unit over them, made anew after an I/O error."""

    def __init__(self, files: Files, vault_over: VaultOver) -> None:
        pragmas = writing(synchronous=files.synchronous, autocheckpoint=0 if files.beside else CHECKPOINT_PAGES)
        self.cases = connect(files.cases, mode="rw", pragmas=pragmas, busy_ms=SLICE_MS)
        try:
            self.vault = connect(files.vault, mode="rw", pragmas=pragmas, busy_ms=VAULT_MS)
        except BaseException:
            self.cases.close()
            raise
        self.on_cases = SqliteConnection(self.cases)
        self.on_vault = LazyConnection(self.vault)
        self.unit = Unit(cases=self.on_cases, vault=vault_over(self.on_vault))

    @property
    def lost(self) -> bool:
        """SQLite itself rolled back (disk full, I/O error): nothing of the batch is left, in one database at least."""
        return not self.cases.in_transaction or self.on_vault.lost

    def attempt(self, job: Job) -> None:
        """Run one work. What it raises takes back its own rows only, unless the whole batch is lost."""
        self.on_cases.topics = job.topics
        self.cases.execute("SAVEPOINT work")
        try:
            job.value = job.work(self.unit)
            self.on_vault.keep()
        except BaseException as error:
            job.error = unavailable(error) if of_the_database(error) else error
            if self.lost:
                raise
            self.on_vault.undo()
            self.cases.execute("ROLLBACK TO work")
        if self.lost:  # the work swallowed the error
            raise Unavailable("the transaction was lost")
        self.cases.execute("RELEASE work")

    def commit(self) -> None:
        self.on_vault.commit()
        self.cases.execute("COMMIT")

    def rollback(self) -> None:
        self.on_vault.rollback()
        if self.cases.in_transaction:
            self.cases.execute("ROLLBACK")

    def truncate(self) -> bool:
        rows = [raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() for raw in (self.vault, self.cases)]
        return all(busy == 0 for busy, _, _ in rows)

    def close(self) -> None:
        for connection in (self.cases, self.vault):
            with suppress(sqlite3.Error):
                connection.close()


class Writer:
    """Takes works from the event loop, gives back what they returned. Counts what it committed."""

    def __init__(self, files: Files, vault_over: VaultOver, *, woken: Callable[[Iterable[str]], None]) -> None:
        self._files, self._vault_over, self._woken = files, vault_over, woken
        self._queue: SimpleQueue[Job | Future[bool] | None] = SimpleQueue()
        self._session: Session | None = Session(files, vault_over)  # a missing database is told at start
        self._closed = self._failing = False
        self.commits = self.works = 0
        self._thread = Thread(target=self._serve, name="storage-writer", daemon=True)
        self._thread.start()

    @property
    def healthy(self) -> bool:
        return self._thread.is_alive() and not self._failing

    async def write(self, work: Work[Any]) -> Any:
        if self._closed:
            raise Unavailable("the store is closed")
        if self._queue.qsize() >= QUEUE:
            raise Unavailable("the writer's queue is full")
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._queue.put(Job(work, loop, future, monotonic() + PATIENCE))
        return await future

    async def truncate(self) -> bool:
        """Copy both write-ahead logs into their databases and empty them. False: a reader was in the way."""
        done: Future[bool] = Future()
        self._queue.put(done)
        return await asyncio.wrap_future(done)

    async def close(self) -> None:
        self._closed = True
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    # What follows runs in the thread.

    def _serve(self) -> None:
        while self._next():
            pass
        if self._session is not None:
            self._session.close()

    def _next(self) -> bool:
        """One thing from the queue. Its own frame, so that nothing a worker wrote stays in memory while we wait."""
        asked = self._queue.get()
        if asked is None:
            return False
        if isinstance(asked, Job):
            self._batch(self._gather([asked]))
        else:
            self._truncate(asked)
        return True

    def _gather(self, jobs: list[Job]) -> list[Job]:
        """Add what waits already; nothing is delayed to gather more."""
        with suppress(Empty):
            while len(jobs) < BATCH:
                asked = self._queue.get_nowait()
                if not isinstance(asked, Job):
                    self._queue.put(asked)  # after the jobs that came before it
                    break
                jobs.append(asked)
        return jobs

    def _batch(self, jobs: list[Job]) -> None:
        try:
            session = self._session = self._session or Session(self._files, self._vault_over)
            if self._begin(session.cases, jobs):
                for job in jobs:
                    session.attempt(job)
                session.commit()
                self.commits += 1
                self.works += len(jobs)
                self._failing = False
        except BaseException as error:  # whatever it was, the thread must live and every caller must hear
            self._give_up(jobs, error)
        self._tell(jobs)

    def _begin(self, cases: sqlite3.Connection, jobs: list[Job]) -> bool:
        """Take the write lock. Whoever has waited too long is told so; the others go on waiting."""
        while jobs:
            try:
                cases.execute("BEGIN IMMEDIATE")
                return True
            except sqlite3.OperationalError as error:
                if primary_code(error) != sqlite3.SQLITE_BUSY:
                    raise
                self._turn_away([job for job in jobs if job.until <= monotonic()], error)
                jobs[:] = [job for job in jobs if job.error is None]
                self._gather(jobs)
        return False

    def _turn_away(self, late: list[Job], error: sqlite3.Error) -> None:
        for job in late:
            job.error = unavailable(error)
            self._failing = True
        self._tell(late)

    def _give_up(self, jobs: list[Job], error: BaseException) -> None:
        """Nothing of this batch is kept, and everyone in it may try again."""
        self._failing = True
        for job in jobs:
            job.error = job.error or unavailable(error)
        try:
            if self._session is not None:
                self._session.rollback()
            if primary_code(error) == sqlite3.SQLITE_FULL:
                return
        except sqlite3.Error:
            pass
        self._reopen()

    def _reopen(self) -> None:
        """After an I/O error the connection's view of the file is not to be trusted: the next batch opens it anew."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _truncate(self, done: "Future[bool]") -> None:
        try:
            done.set_result(self._session is not None and not self._files.beside and self._session.truncate())
        except sqlite3.Error as error:
            done.set_exception(unavailable(error))

    def _tell(self, jobs: list[Job]) -> None:
        topics: set[str] = set()
        by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
        for job in jobs:
            by_loop.setdefault(job.loop, []).append(job)
            if job.error is None:
                topics |= job.topics
        for loop, theirs in by_loop.items():
            with suppress(RuntimeError):  # a closed loop: nobody waits
                loop.call_soon_threadsafe(_resolve, theirs)
        if topics:
            self._woken(topics)


def _resolve(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future.done():  # the caller went away; its rows are stored all the same
            continue
        if job.error is None:
            job.future.set_result(job.value)
        else:
            job.future.set_exception(job.error)
