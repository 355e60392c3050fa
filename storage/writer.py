"""The only writer of the SQLite databases in a process: one thread, which commits what arrived together as one group.

A caller is told only after the commit that holds its rows. Vault writes of a batch are committed before its cases. The
thread never dies of an error: a batch that cannot be committed fails as a whole, and the next one starts afresh.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

from storage.engine import Unavailable, VaultOver, Work
from storage.handoff import Job, job, outcome, tell
from storage.session import Files, Session
from storage.sqlite import primary_code, unavailable

LOG = logging.getLogger(__name__)

Committed = Callable[[int, float], None]
"""Hears of a durable group: how many works, how many seconds its commit took."""

BATCH = 128
QUEUE = 1_000
PATIENCE = 6.0  # seconds a work waits for another process's lock
ANSWER = 9.0  # seconds until a caller is told something, whatever hangs


class Writer:
    """Takes works from the event loop, gives back what they returned. Counts what it committed."""

    def __init__(
        self,
        files: Files,
        vault_over: VaultOver,
        *,
        woken: Callable[[Iterable[str]], None],
        committed: Committed = lambda works, seconds: None,
    ) -> None:
        self._files, self._vault_over, self._woken, self._committed = files, vault_over, woken, committed
        self._queue: SimpleQueue[Job | Future[bool] | None] = SimpleQueue()
        try:
            self._session: Session | None = Session(files, vault_over)  # a missing database is told at start
        except sqlite3.Error as error:
            raise unavailable(error) from None
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
        mine = job(work, PATIENCE)
        self._queue.put(mine)
        return await outcome(mine, ANSWER)

    async def truncate(self) -> bool:
        """Copy both write-ahead logs into their databases and empty them. False: a reader was in the way."""
        if self._closed:
            return False
        done: Future[bool] = Future()
        self._queue.put(done)
        return await asyncio.wrap_future(done)

    async def close(self) -> None:
        self._closed = True
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    # What follows runs in the thread.

    def _serve(self) -> None:
        going = True
        while going:
            try:
                going = self._next()
            except BaseException as error:  # a fault of ours: whoever waits is told by the clock, the next is served
                self._failing = True
                LOG.error("the writer met %s", type(error).__name__)
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
        took = None
        try:
            session = self._session = self._session or Session(self._files, self._vault_over)
            if self._begin(session.cases, jobs) and self._run(session, jobs):
                began = monotonic()
                session.commit()
                took = monotonic() - began
                self.commits += 1
                self.works += len(jobs)
                self._failing = False
        except BaseException as error:  # whatever it was, the thread must live and every caller must hear
            self._give_up(jobs, error)
        self._tell(jobs)
        if took is not None:
            with suppress(Exception):  # a figure; the rows are stored, and everyone was told so
                self._committed(len(jobs), took)

    def _run(self, session: Session, jobs: list[Job]) -> bool:
        """Every work; if one fails, all once more and each by itself, so that it fails alone. False: nobody is left."""
        if session.together(jobs):
            return True
        if not self._begin(session.cases, jobs):
            return False
        for each in jobs:
            session.attempt(each)
        return True

    def _begin(self, cases: sqlite3.Connection, jobs: list[Job]) -> bool:
        """Take the write lock. Whoever has waited too long is told so; the others go on waiting."""
        while jobs:
            try:
                cases.execute("BEGIN IMMEDIATE")
                return True
            except sqlite3.OperationalError as error:
                if primary_code(error) != sqlite3.SQLITE_BUSY:
                    raise
                self._turn_away([each for each in jobs if each.until <= monotonic()], error)
                jobs[:] = [each for each in jobs if each.error is None]
                self._gather(jobs)
        return False

    def _turn_away(self, late: list[Job], error: sqlite3.Error) -> None:
        for each in late:
            each.error = unavailable(error)
            self._failing = True
        self._tell(late)

    def _give_up(self, jobs: list[Job], error: BaseException) -> None:
        """Nothing of this batch is kept, and everyone in it may try again."""
        self._failing = True
        for each in jobs:
            each.error = each.error or unavailable(error)
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
        tell(jobs)
        if topics := {topic for each in jobs if each.error is None for topic in each.topics}:
            self._woken(topics)
