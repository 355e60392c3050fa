"""The leases of what this process is about to send or is sending: renewed for as long as that lasts.

A send may take longer than a lease, and so may the queue before it: another worker, or we ourselves, would take such a
row for one that nobody sends, and say it twice. Whose lease is lost all the same is not sent.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

import structlog

from storage.engine import Store, Unavailable, Unit
from storage.outbox import Outbox
from storage.times import milliseconds

log = structlog.stdlib.get_logger(__name__)


class Leases:
    """For one process that sends. Nobody else may change the lease of a row that is held here."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime], lease: timedelta) -> None:
        self._store, self._clock, self._lease = store, clock, lease
        self._until: dict[str, int] = {}
        self._renewing = asyncio.Lock()

    def took(self, row: str, until: int) -> None:
        """We hold it, ms since 1970 UTC."""
        self._until[row] = until

    def let_go(self, row: str) -> None:
        self._until.pop(row, None)

    async def keep(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                await self.renew(list(self._until))
            except Unavailable as error:
                log.warning("leases not renewed", exc_info=error)

    async def still(self, row: str) -> bool:
        """Whether it is ours for long enough to begin a call. False: somebody else sends it, or it is closed."""
        await self.renew(self._ending([row]))
        return row in self._until

    async def renew_due(self) -> None:
        """Before a claim: what we hold must not look as if nobody did."""
        await self.renew(self._ending(self._until))

    def _ending(self, rows: Iterable[str]) -> list[str]:
        soon = milliseconds(self._clock() + self._lease / 2)
        return [row for row in rows if self._until.get(row, soon) < soon]

    async def renew(self, rows: Collection[str]) -> None:
        """Those whose lease another has meanwhile are held no more."""
        async with self._renewing:
            held = {row: self._until[row] for row in rows if row in self._until}
            if not held:
                return
            until = milliseconds(self._clock() + self._lease)

            def work(unit: Unit) -> set[str]:
                outbox = Outbox(unit.cases)
                return {row for row, since in sorted(held.items()) if outbox.renew(row, held=since, until=until)}

            renewed = await self._store.write(work)
            for row in held.keys() & self._until.keys():
                if row in renewed:
                    self._until[row] = until
                else:
                    del self._until[row]
