"""Asking a vendor for events where it cannot call us: for a desk behind a router, with no address of its own.

One process at a time asks, under a lease. What came is settled with the vendor only after all of it was committed: a
process that is killed in between is given the same again, and the turns know what they have seen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from channels.base import ConfigError, Event, Polls, Retryable, SendError
from storage.engine import Store, Unavailable
from storage.leases import end, give_back, take
from storage.times import milliseconds

log = structlog.stdlib.get_logger(__name__)
LEASE = timedelta(seconds=90)
"""Longer than one call may take."""
WAIT, LONGEST_WAIT = 1.0, 60.0


class Poller:
    """For every process that answers vendors; the one that holds the lease asks."""

    def __init__(
        self,
        name: str,
        adapter: Polls,
        store: Store,
        accept: Callable[[Sequence[Event]], Awaitable[None]],
        *,
        clock: Callable[[], datetime],
        owner: str,
        wait: float = WAIT,
    ) -> None:
        self._lease, self._adapter, self._store, self._accept = f"poll:{name}", adapter, store, accept
        self._clock, self._owner, self._wait = clock, owner, wait
        self._begun = False
        self._after: int | None = None

    async def run(self) -> None:
        """Until cancelled. Whatever goes wrong is waited for and tried again."""
        failures = 0
        try:
            while True:
                try:
                    leads = await self.once()
                    failures = 0
                    if not leads:
                        await asyncio.sleep(min(LONGEST_WAIT, 5 * self._wait))
                except (SendError, Unavailable) as error:
                    failures += 1
                    self._begun = self._begun and isinstance(error, Retryable | Unavailable)
                    level = log.error if isinstance(error, ConfigError) else log.warning
                    level("updates not read", lease=self._lease, why=type(error).__name__, failures=failures)
                    await asyncio.sleep(min(LONGEST_WAIT, self._wait * 2 ** min(failures, 6)))
        finally:
            with suppress(Unavailable):
                await self._store.write(lambda unit: give_back(unit.cases, self._lease, owner=self._owner))

    async def once(self) -> bool:
        """Ask once and apply what came. False: another process asks."""
        at = milliseconds(self._clock())
        until = at + int(LEASE / timedelta(milliseconds=1))
        if not await self._store.write(
            lambda unit: take(unit.cases, self._lease, owner=self._owner, at=at, until=until)
        ):
            self._begun, self._after = False, None
            return False
        if not self._begun:
            await self._adapter.begin_polling()
            self._begun = True
        last, events = await self._adapter.poll(self._after)
        if events:
            await self._accept(events)
            if last == self._after:  # they cannot be settled, and will be here again at once
                await asyncio.sleep(self._wait)
        self._after = last
        return True

    async def take_over(self) -> None:
        """For the one process of its database: whoever asked before is dead, and its lease need not run out."""
        await self._store.write(lambda unit: end(unit.cases, self._lease))
