"""The backlog of translations in one process: urgent texts and others, and what happens when packages come.

The same in `serve` and in every `worker`. The truth is the table: nothing here remembers what is still to be done.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import structlog

from bot.translation import asking, routes
from bot.translation.codes import packaged
from bot.translation.packages import Packages
from bot.translation.rounds import Rounds, Tools
from storage.engine import Store, Unavailable, Unit
from storage.times import milliseconds
from storage.translation_tasks import TOPIC, URGENT, USUAL, Tasks

log = structlog.stdlib.get_logger(__name__)
NEW_AT_ONCE = 200
IDLE_SECONDS = 900.0
"""A process that had nothing to translate for so long gives its memory back."""


class Backlog:
    """Begun and ended with the process."""

    def __init__(
        self, tools: Tools, packages: Packages, *, readers: Sequence[str] = (), ids: Callable[[], str] = str
    ) -> None:
        """`readers`: the languages of the desk. `ids` are for the tasks of a language that was added to them."""
        self._tools, self._packages, self._readers, self._ids = tools, packages, readers, ids
        self.ranks = tuple(Rounds(rank, tools) for rank in (URGENT, USUAL))
        self._running: list[asyncio.Task[None]] = []
        self._seen: tuple[str, ...] | None = None

    @property
    def pid(self) -> int | None:
        """The translating process, while there is one."""
        return self._tools.booth.pid

    async def start(self, *, alone: bool) -> None:
        """`alone`: the one process of its databases, so that whatever is leased was left by its forerunner."""
        if alone:
            await self._tools.store.write(lambda unit: Tasks(unit.cases).take_over())
        await self.ask_for_new_readers()
        self._tools.store.listen(TOPIC, self.wake)
        self._running = [asyncio.create_task(work()) for work in (*(one.run for one in self.ranks), self._watch)]

    def wake(self) -> None:
        for one in self.ranks:
            one.wake()

    async def stop(self) -> None:
        """What is half translated is given back."""
        for task in self._running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for one in self.ranks:
            await one.leave()
        await self._tools.booth.close()

    async def settle(self) -> None:
        """Translate all that is due now, for those who do not run it; beside one that runs it takes its turn."""
        await self.look()
        for one in self.ranks:
            await one.drain()

    async def ask_for_new_readers(self) -> None:
        """A few hundred at a time: turns go on in between."""
        at = milliseconds(self._tools.clock())

        def work(unit: Unit) -> int:
            return asking.ask_for_new_readers(unit.cases, self._readers, ids=self._ids, at=at, most=NEW_AT_ONCE)

        while await self._tools.store.write(work):
            pass

    async def look(self) -> int:
        """Have packages come, or changed? Then what was left for lack of them is due. How many texts that is."""
        state = self._packages.state()
        if state == self._seen:
            return 0
        due = await reopen(self._tools.store, self._packages, clock=self._tools.clock)
        self._seen = state
        return due

    async def _watch(self) -> None:
        while True:
            try:
                if await self.look():
                    self.wake()
            except Unavailable as error:
                log.warning("packages not looked at", exc_info=error)
            await self._tools.booth.rest(IDLE_SECONDS)
            await asyncio.sleep(self._tools.terms.tick)


async def reopen(store: Store, packages: Packages, *, clock: Callable[[], datetime]) -> int:
    """Make due what waits for a package that is there now."""
    installed, at = packages.installed(), milliseconds(clock())
    lacking = await store.read(lambda unit: Tasks(unit.cases).lacking())
    reached = [pair for pair in lacking if routes.find(installed, packaged(pair[0]), packaged(pair[1]))]
    if not reached:
        return 0
    return await store.write(lambda unit: sum(Tasks(unit.cases).reopen(*pair, at=at) for pair in reached))
