"""What is left of a month's free messages, where a vendor counts them (LINE): looked up daily, hourly near the end.

Nobody is refused because of it here: the vendor does that. This is so that a person knows before.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.metrics import Metrics
from channels.base import ChannelAdapter, CountsPushes, SendError
from storage.engine import Store, Unit
from storage.pace import Paces, Quota
from storage.times import milliseconds

log = structlog.stdlib.get_logger(__name__)
NEAR = 0.8
CALM, TENSE = timedelta(days=1), timedelta(hours=1)


class Allowances:
    """For the process whose clock ticks."""

    def __init__(
        self,
        store: Store,
        adapters: Mapping[str, ChannelAdapter],
        *,
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._store, self._clock, self._metrics = store, clock, metrics
        self._adapters = {name: one for name, one in adapters.items() if isinstance(one, CountsPushes)}

    async def look(self) -> None:
        """Ask where the last answer is too old."""
        for name, adapter in self._adapters.items():
            now = self._clock()
            known = {one.channel: one for one in await self._store.read(quotas)}.get(name)
            every = TENSE if near(known) else CALM
            if known is None or milliseconds(now) - known.at >= every / timedelta(milliseconds=1):
                known = await self._ask(name, adapter, now) or known
            if known is not None and known.most:
                self._metrics.quota.labels(name).set(known.used / known.most)

    async def _ask(self, name: str, adapter: CountsPushes, now: datetime) -> Quota | None:
        try:
            most, used = await adapter.pushes()
        except SendError as error:
            log.warning("quota not read", channel=name, code=error.code)
            return None
        told = Quota(name, most or 0, used, milliseconds(now))
        await self._store.write(lambda unit: Paces(unit.cases).keep_quota(told))
        if near(told):
            log.error("most of the month's messages are used", channel=name, used=used, most=most)
        return told


def quotas(unit: Unit) -> list[Quota]:
    """What was last told."""
    return Paces(unit.cases).quotas()


def near(quota: Quota | None) -> bool:
    """More than four fifths are used. A plan without a limit never ends."""
    return quota is not None and quota.most > 0 and quota.used > NEAR * quota.most
