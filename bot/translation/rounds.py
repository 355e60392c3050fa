"""One way to the translating process: urgent tasks have their own, so that no queue stands before them.

Claims a handful of tasks across cases, opens them, sends them in batches of about a second, keeps what comes back while
the next batch is under way. Whatever dies, the lease gives the task to the next who looks.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

import structlog

from bot.metrics import Metrics
from bot.translation.booth import Booth, Broken, Innocent, NoStart
from bot.translation.floor import Floor
from bot.translation.keeping import Keeper
from bot.translation.reading import GONE, Common, Opened, opened
from bot.translation.verdict import Patience, Verdict
from bot.waking import woken
from storage.engine import Store, Unavailable, Unit
from storage.times import milliseconds, moment
from storage.translation_tasks import NO_PACKAGE, URGENT, Task, Tasks

log = structlog.stdlib.get_logger(__name__)
FIRST_BATCH, SMALLEST, LARGEST = 4_000, 200, 40_000
PAUSE = 30.0
"""Characters in a batch; seconds until a process that would not start is tried again."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What translating may take: tasks in hand, seconds for a batch to hang, seconds until we look by ourselves.

    `batch`: the seconds a batch is meant to last, so that what is urgent or erased meanwhile waits no longer.
    """

    at_once: int
    seconds: float
    tick: float
    batch: float = 1.5

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=4 * self.seconds)


@dataclass(frozen=True, slots=True)
class Tools:
    """What the urgent and the others share."""

    store: Store
    booth: Booth
    floor: Floor
    common: Common
    keeper: Keeper
    patience: Patience
    terms: Terms
    metrics: Metrics
    clock: Callable[[], datetime]
    has_packages: Callable[[], bool]


class Rounds:
    """Tasks of one rank. `run` until cancelled, or `drain` once."""

    def __init__(self, rank: int, tools: Tools) -> None:
        self._rank, self._tools, self._terms = rank, tools, tools.terms
        self._wake = asyncio.Event()
        self._hand: list[Opened] = []
        self._sent: Sequence[Opened] = ()
        self._keeping: asyncio.Task[None] | None = None
        self._budget = FIRST_BATCH
        self._paused_until = 0.0
        self._one = asyncio.Lock()

    def wake(self) -> None:
        """Something is due; look now and not at the next tick."""
        self._wake.set()

    async def run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.drain()
            except Unavailable as error:
                log.warning("translations not claimed or kept", exc_info=error)
            except Exception as error:
                log.error("translating failed in our code", exc_info=error)
            await woken(self._wake, self._terms.tick)

    async def drain(self) -> None:
        """Until nothing of this rank is due. Called by two at once, one goes after the other."""
        async with self._one:
            while monotonic() >= self._paused_until and await self._round():
                pass
            await self._kept()

    async def leave(self) -> None:
        """Give back what was claimed: another process need not wait for the leases."""
        claimed = [one.task for one in (*self._hand, *self._sent)]
        self._hand, self._sent = [], ()
        try:
            await self._kept()
            await self._tools.store.write(lambda unit: Tasks(unit.cases).give_back(claimed))
        except Unavailable as error:
            log.warning("translations not given back", exc_info=error)

    async def _round(self) -> bool:
        """One batch. False: nothing is due."""
        await self._claim()
        self._sent = self._batch()
        if not self._sent:
            return False
        async with self._tools.floor.taken(alone=self._sent[0].suspect):
            verdicts = await self._rendered(self._sent)
        await self._kept()
        self._sent = ()
        self._keeping = asyncio.create_task(self._tools.keeper.keep(verdicts))
        return True

    async def _kept(self) -> None:
        keeping, self._keeping = self._keeping, None
        if keeping is not None:
            await keeping

    # What to translate --------------------------------------------------------------------------------------

    async def _claim(self) -> None:
        """Fill the hand, and let go of what may be somebody else's before it comes back."""
        now, store = self._tools.clock(), self._tools.store
        soonest = milliseconds(now + timedelta(seconds=2 * self._terms.seconds))
        self._hand = [one for one in self._hand if one.until >= soonest]
        free = self._terms.at_once - len(self._hand)
        if free * 2 < self._terms.at_once:
            return
        at, until = milliseconds(now), milliseconds(now + self._terms.lease)
        claimed = await store.write(lambda unit: Tasks(unit.cases).claim(self._rank, at=at, until=until, most=free))
        if claimed:
            await self._open(claimed, until)

    async def _open(self, claimed: Sequence[Task], until: int) -> None:
        def work(unit: Unit) -> list[Opened | str]:
            released = self._tools.common.released(unit)
            return [opened(unit, task, released, until=until) for task in claimed]

        found = list(zip(claimed, await self._tools.store.read(work), strict=True))
        self._hand += [one for _, one in found if isinstance(one, Opened)]
        gone = [task for task, one in found if one == GONE]
        if gone:
            await self._tools.store.write(lambda unit: Tasks(unit.cases).drop(gone))
        others = [Verdict(task, why=one) for task, one in found if isinstance(one, str) and one != GONE]
        await self._tools.keeper.keep(others)

    def _batch(self) -> Sequence[Opened]:
        """As much as takes about a second; a suspect goes alone, after the others."""
        batch: list[Opened] = []
        room = self._budget
        for one in [one for one in self._hand if not one.suspect] or self._hand[:1]:
            if batch and (len(one.text) > room or one.suspect):
                break
            batch.append(one)
            room -= len(one.text)
        taken = {one.task.id for one in batch}
        self._hand = [one for one in self._hand if one.task.id not in taken]
        return batch

    # Translating --------------------------------------------------------------------------------------------

    async def _rendered(self, batch: Sequence[Opened]) -> list[Verdict]:
        if not self._tools.has_packages():
            return [Verdict(one.task, why=NO_PACKAGE) for one in batch]
        records = [one.record(urgent=self._rank == URGENT) for one in batch]
        begun = monotonic()
        try:
            answers = await self._tools.booth.ask(records, urgent=self._rank == URGENT, seconds=self._terms.seconds)
        except NoStart as error:
            log.error("the translating process does not start", exc_info=error)
            self._paused_until = monotonic() + PAUSE
            return [self._later(one) for one in batch]
        except Innocent:
            return [Verdict(one.task, wait=timedelta(0), strikes=one.task.strikes) for one in batch]
        except Broken as error:
            self._tools.metrics.translator_died.inc()
            log.warning("the translating process died or hung", texts=len(batch), certain=error.certain)
            certain = error.certain and len(batch) == 1
            return [self._tools.patience.struck(one.task, certain=certain) for one in batch]
        self._pace(sum(len(one.text) for one in batch), monotonic() - begun)
        by_id = {str(answer.get("id")): answer for answer in answers if isinstance(answer, dict)}
        age = self._age
        return [self._tools.patience.answered(one.task, by_id.get(one.task.id), age=age(one)) for one in batch]

    def _later(self, one: Opened) -> Verdict:
        return self._tools.patience.again(one.task, why="no_start", age=self._age(one))

    def _age(self, one: Opened) -> timedelta:
        return self._tools.clock() - moment(one.task.created_at)

    def _pace(self, characters: int, seconds: float) -> None:
        """Batches of about the same time, whatever machine and model: changed by half at most."""
        wanted = int(characters / max(seconds, 0.001) * self._terms.batch)
        wanted = max(self._budget // 2, min(self._budget * 2, wanted)) if characters * 2 >= self._budget else wanted
        if characters * 2 >= self._budget or wanted < self._budget:
            self._budget = max(SMALLEST, min(LARGEST, wanted))
