"""Work that lies in a table, a few pieces at a time: claimed, begun, looked for again when woken or in a while.

Knows neither files nor vendors. What a piece does not finish, its lease gives to the next who looks.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import structlog

from bot.waking import woken
from storage.engine import Unavailable

T = TypeVar("T")
log = structlog.stdlib.get_logger(__name__)


class Crew(Generic[T]):
    """At most `at_once` pieces at a time. `claim` gives up to so many, `do` does one and raises nothing foreseen."""

    def __init__(
        self,
        name: str,
        *,
        claim: Callable[[int], Awaitable[Sequence[T]]],
        do: Callable[[T], Awaitable[None]],
        at_once: int,
        tick: float,
    ) -> None:
        self._name, self._claim, self._do = name, claim, do
        self._at_once, self._tick = at_once, tick
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something is due; look now and not at the next tick."""
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._wake.clear()
            try:
                while await self.drain():
                    pass
            except Unavailable as error:
                log.warning("work not claimed", exc_info=error, work=self._name)
            await woken(self._wake, self._tick)

    async def drain(self) -> int:
        """Claim and begin as much as there are hands for; how much it was."""
        free = self._at_once - len(self._tasks)
        claimed = await self._claim(free) if free > 0 else ()
        for piece in claimed:
            task = asyncio.create_task(self._guarded(piece))
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        return len(claimed)

    async def settle(self) -> None:
        """Wait for what is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Leave what is under way: its lease ends, and the next process begins it anew."""
        for task in self._tasks:
            task.cancel()
        await self.settle()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self.wake()

    async def _guarded(self, piece: T) -> None:
        try:
            await self._do(piece)
        except Unavailable as error:
            log.warning("work not recorded", exc_info=error, work=self._name)
        except Exception as error:
            log.error("work failed in our code", exc_info=error, work=self._name)
