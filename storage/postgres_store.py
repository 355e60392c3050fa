"""The store on PostgreSQL: a few threads, each with its own two connections, one unit at a time.

The server groups commits by itself. A connection that broke is replaced, and a unit that met another one (deadlock) is
run again; one whose commit was sent and not answered is not: nobody knows whether it is stored.
"""

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from time import monotonic, sleep
from typing import Any

import psycopg

from storage.engine import T, Unavailable, Unit, VaultOver, Work
from storage.handoff import Job, job, outcome, tell
from storage.listener import Listener
from storage.postgres import MET_ANOTHER, PostgresConnection, connect, of_the_database, unavailable

READERS = 4
QUEUE = 1_000
PATIENCE = 6.0  # seconds a unit may wait for a thread
ANSWER = 9.0  # seconds until a caller is told something, whatever hangs
TRIES = 5


class _Lane:
    """The two connections of one thread and the unit over them, opened when first needed and after a break."""

    def __init__(self, urls: tuple[str, str], vault_over: VaultOver, *, read_only: bool) -> None:
        self.cases = PostgresConnection(connect(urls[0], read_only=read_only), lazy=False)
        try:
            self.vault = PostgresConnection(connect(urls[1], read_only=read_only), lazy=True)
        except BaseException:
            self.cases.close()
            raise
        self.unit = Unit(cases=self.cases, vault=vault_over(self.vault))
        self.committing = False

    def run(self, work: Work[T]) -> T:
        self.committing = False
        value = work(self.unit)
        if self.vault.begun:
            self.cases.sync()  # a case write that fails must not leave vault rows behind
            self.vault.commit()
        self.committing = True
        self.cases.commit()
        return value

    def rollback(self) -> None:
        self.vault.rollback()
        self.cases.rollback()

    def close(self) -> None:
        self.vault.close()
        self.cases.close()


class _Lanes:
    """Threads that take jobs from one queue."""

    def __init__(self, count: int, opened: Callable[[], _Lane], name: str) -> None:
        self._opened = opened
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False
        self.failing = False
        self._threads = [Thread(target=self._serve, name=f"{name}-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    async def do(self, work: Work[Any]) -> Any:
        if self._closed:
            raise Unavailable("the store is closed")
        if self._queue.qsize() >= QUEUE:
            raise Unavailable("too many units wait for a connection")
        mine = job(work, PATIENCE)
        self._queue.put(mine)
        return await outcome(mine, ANSWER)

    async def close(self) -> None:
        self._closed = True
        for _ in self._threads:
            self._queue.put(None)
        loop = asyncio.get_running_loop()
        for thread in self._threads:
            await loop.run_in_executor(None, thread.join)

    @property
    def alive(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    # What follows runs in the threads.

    def _serve(self) -> None:
        lane: _Lane | None = None
        while (asked := self._queue.get()) is not None:
            lane = self._answer(asked, lane)
            del asked  # nothing a worker wrote stays in memory while we wait
        if lane is not None:
            lane.close()

    def _answer(self, asked: Job, lane: _Lane | None) -> _Lane | None:
        """Run one job to its end. Gives back the lane for the next one, or None when it broke."""
        try:
            if asked.until <= monotonic():
                raise Unavailable("no connection became free in time")
            for attempt in range(TRIES):
                lane = lane or self._opened()
                again, lane = self._attempt(asked, lane, last=attempt == TRIES - 1)
                if not again:
                    break
                sleep(0.01 * 2**attempt)
        except BaseException as error:  # the thread must live and its caller must hear
            asked.error = unavailable(error) if of_the_database(error) else error
        self.failing = isinstance(asked.error, Unavailable)
        tell([asked])
        return lane

    def _attempt(self, asked: Job, lane: _Lane, *, last: bool) -> tuple[bool, _Lane | None]:
        """(run it again?, the lane if it is still good)."""
        try:
            asked.value, asked.error = lane.run(asked.work), None
            return False, lane
        except BaseException as error:
            asked.error = unavailable(error) if of_the_database(error) else error
            usable = _recovered(lane)
            met = isinstance(error, MET_ANOTHER)
            broke = not usable and isinstance(error, psycopg.OperationalError) and not lane.committing
            return (met or broke) and not last, lane if usable else None


def _recovered(lane: _Lane) -> bool:
    try:
        lane.rollback()
        return True
    except Exception:
        lane.close()
        return False


class PostgresStore:
    """The two PostgreSQL databases. Any number of processes may hold one."""

    def __init__(self, urls: tuple[str, str], vault_over: VaultOver, *, writers: int) -> None:
        _Lane(urls, vault_over, read_only=True).close()  # a missing database is told at start
        self._writers = _Lanes(writers, lambda: _Lane(urls, vault_over, read_only=False), "storage-writer")
        self._readers = _Lanes(READERS, lambda: _Lane(urls, vault_over, read_only=True), "storage-reader")
        self._listener = Listener(urls[0])

    @property
    def healthy(self) -> bool:
        return self._writers.alive and not self._writers.failing

    async def write(self, work: Work[T]) -> T:
        value: T = await self._writers.do(work)
        return value

    async def read(self, work: Work[T]) -> T:
        value: T = await self._readers.do(work)
        return value

    async def scrub(self) -> bool:
        """Nothing to do: the server recycles its log by itself, and a dead row is gone with the next vacuum."""
        return True

    def listen(self, topic: str, wake: Callable[[], None]) -> None:
        self._listener.listen(topic, asyncio.get_running_loop(), wake)

    async def close(self) -> None:
        await self._writers.close()
        await self._readers.close()
        await asyncio.get_running_loop().run_in_executor(None, self._listener.close)
