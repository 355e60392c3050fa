"""Fetching files and having copies deleted, begun and ended with the process."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from bot.media.fetcher import Fetcher
from bot.media.remover import Remover
from storage import media, removals
from storage.engine import Store, Unit
from storage.keyring import Keyring


@dataclass(slots=True)
class MediaWork:
    store: Store
    keyring: Keyring
    fetcher: Fetcher
    remover: Remover
    _running: "list[asyncio.Task[None]]" = field(default_factory=list)

    async def start(self, *, alone: bool) -> None:
        """`alone`: the one process of its databases, so that whatever is leased was left by its forerunner."""
        if alone:
            await self.store.write(self._take_over)
        self.store.listen(media.TOPIC, self.fetcher.crew.wake)
        self.store.listen(removals.TOPIC, self.remover.crew.wake)
        self._running = [asyncio.create_task(crew.run()) for crew in (self.fetcher.crew, self.remover.crew)]

    async def stop(self) -> None:
        """What is half fetched is left: it counts for nothing, and is begun anew."""
        for task in self._running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for crew in (self.fetcher.crew, self.remover.crew):
            await crew.stop()

    async def settle(self) -> None:
        """Do all that is due now, for those who do not run it."""
        for crew in (self.fetcher.crew, self.remover.crew):
            while await crew.drain():
                await crew.settle()

    def _take_over(self, unit: Unit) -> None:
        media.Media(unit.cases).take_over()
        removals.Removals(unit.cases, self.keyring).take_over()
