"""A demo's time: moved forward by whoever tries it out, with everything happening that a real desk's days would bring.

Only `madoguchi demo` has a clock that can be moved, never back. Nothing here is reached by a real desk.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, runtime_checkable

from bot.jobs import Jobs, at_once
from storage import rehearsal
from storage.engine import Store
from storage.times import milliseconds, moment

MOST_STOPS = 60
"""Moments that one jump stops at, so that each thing happens in its time; what is left happens at the end of it."""
BEHIND = timedelta(milliseconds=1)


@runtime_checkable
class Movable(Protocol):
    """A clock that can be moved."""

    def __call__(self) -> datetime: ...

    def forward(self, by: timedelta) -> None: ...


class AheadClock:
    """The real clock, and how far the demo is ahead of it."""

    def __init__(self, real: Callable[[], datetime]) -> None:
        self._real, self._ahead = real, timedelta(0)

    def __call__(self) -> datetime:
        return self._real() + self._ahead

    def forward(self, by: timedelta) -> None:
        """Raises ValueError for a way back: what was done in the future would not have been done."""
        if by < timedelta(0):
            raise ValueError("a demo's clock goes forward only")
        self._ahead += by


class Sends(Protocol):
    async def drain(self) -> int: ...

    async def settle(self) -> None: ...


class Rehearsal:
    """Moves the demo's clock. One jump at a time."""

    def __init__(self, store: Store, jobs: Jobs, sender: Sends, clock: Movable) -> None:
        self._store, self._jobs, self._sender, self._clock = store, jobs, sender, clock
        self._lock = asyncio.Lock()

    async def forward(self, by: timedelta) -> None:
        """All that is due until then happens, in its order."""
        await self._alone(lambda: self._until(self._clock() + by))

    async def to_next_due(self) -> None:
        """To the next moment at which anything happens by itself; nowhere if nothing is planned."""
        await self._alone(self._one_stop)

    async def _alone(self, jump: Callable[[], Awaitable[object]]) -> None:
        async with self._lock:
            await self._settled()  # a lease that runs out over a jump would send a message twice
            await at_once(self._jobs)  # what happened meanwhile is planned first
            await jump()

    async def _until(self, end: datetime) -> None:
        for _ in range(MOST_STOPS):
            if not await self._one_stop(end):
                break
        await self._pass(end)

    async def _one_stop(self, end: datetime | None = None) -> bool:
        at = milliseconds(self._clock())
        due = await self._store.read(partial(rehearsal.next_due, at=at))
        if due is None or (end is not None and moment(due) + BEHIND > end):
            return False
        await self._pass(moment(due) + BEHIND)
        return True

    async def _pass(self, to: datetime) -> None:
        by = to - self._clock()
        if by > timedelta(0):
            self._clock.forward(by)
            length = by // timedelta(milliseconds=1)
            await self._store.write(lambda unit: rehearsal.postpone(unit, by=length))
        await at_once(self._jobs)
        await self._settled()

    async def _settled(self) -> None:
        await self._sender.settle()
        while await self._sender.drain():
            await self._sender.settle()


def rehearsal_of(
    store: Store, jobs: Jobs, sender: Sends, now: Callable[[], datetime], *, demo: bool
) -> Rehearsal | None:
    """None where there is no clock to move: everywhere but in a demo."""
    return Rehearsal(store, jobs, sender, now) if demo and isinstance(now, Movable) else None
