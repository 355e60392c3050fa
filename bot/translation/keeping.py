"""Storing what became of tasks, a few to a transaction, so that no turn waits for a whole batch.

A rendering is stored once a generation, by whoever still holds the task, while the case's key is there: after an
erasure nothing is.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import islice

from bot.metrics import Metrics
from bot.translation.record import LEVELS
from bot.translation.verdict import Verdict
from storage.engine import Store, Unit
from storage.renderings import Renderings
from storage.times import milliseconds
from storage.translation_tasks import Tasks
from storage.vault import KeyDestroyed

AT_ONCE = 16


class Keeper:
    def __init__(
        self, store: Store, *, clock: Callable[[], datetime], ids: Callable[[], str], metrics: Metrics
    ) -> None:
        self._store, self._clock, self._ids, self._metrics = store, clock, ids, metrics

    async def keep(self, verdicts: Sequence[Verdict]) -> None:
        """Raises Unavailable; what was not kept is done again when its lease is over."""
        rest = iter(verdicts)
        while some := list(islice(rest, AT_ONCE)):
            kept = await self._store.write(partial(self._all, verdicts=some))
            self._count([one for one, done in zip(some, kept, strict=True) if done])

    def _all(self, unit: Unit, verdicts: Sequence[Verdict]) -> list[bool]:
        return [self._keep(unit, one) for one in verdicts]

    def _keep(self, unit: Unit, verdict: Verdict) -> bool:
        tasks, task, now = Tasks(unit.cases), verdict.task, self._clock()
        if verdict.wait is not None:
            at = milliseconds(now + verdict.wait)
            tasks.retry(task, at=at, why=verdict.why, strikes=verdict.strikes)
            return False
        if verdict.body is None:
            return tasks.give_up(task, why=verdict.why, source=verdict.source)
        try:
            key = unit.vault.key(task.conversation_id)
        except KeyDestroyed:
            return False
        if not tasks.finish(task, source=verdict.source):
            return False
        Renderings(unit.cases, key).add(
            self._ids(),
            conversation_id=task.conversation_id,
            message_id=task.message_id,
            text_id=task.text_id,
            target=task.target,
            generation=task.generation,
            body={name: value for name, value in verdict.body.items() if name != "id"},
            at=milliseconds(now),
        )
        return True

    def _count(self, kept: Sequence[Verdict]) -> None:
        for verdict in kept:
            if verdict.body is None:
                self._metrics.untranslated.labels(verdict.why).inc()
                continue
            for level in LEVELS:
                segments = sum(segment["level"] == level for segment in verdict.body["segments"])
                self._metrics.rendered.labels(level).inc(segments)
