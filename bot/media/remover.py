"""Has vendors delete what is sealed here: messages, hers and ours, and their files. Asked again until it is done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.media.crew import Crew
from bot.media.patience import Patience
from bot.metrics import Metrics
from channels.base import ChannelAdapter, KeepsCopies, Retryable, SendError
from storage.engine import Store
from storage.keyring import Keyring
from storage.removals import Removals, Removing
from storage.times import milliseconds, moment

log = structlog.stdlib.get_logger(__name__)
LEASE = timedelta(minutes=3)
AT_ONCE = 4


class Remover:
    """One for each process that sends."""

    def __init__(
        self,
        store: Store,
        adapters: Mapping[str, ChannelAdapter],
        keyring: Keyring,
        *,
        clock: Callable[[], datetime],
        patience: Patience,
        metrics: Metrics,
        tick: float,
    ) -> None:
        self._store, self._adapters, self._keyring, self._clock = store, adapters, keyring, clock
        self._patience, self._metrics = patience, metrics
        self.crew: Crew[Removing] = Crew("removal", claim=self._claim, do=self.remove, at_once=AT_ONCE, tick=tick)

    async def _claim(self, most: int) -> Sequence[Removing]:
        now = self._clock()
        at, until = milliseconds(now), milliseconds(now + LEASE)
        return await self._store.write(
            lambda unit: Removals(unit.cases, self._keyring).claim(at=at, until=until, most=most)
        )

    async def remove(self, one: Removing) -> None:
        """Files first: their way may lead through the message. Each may be gone already."""
        try:
            adapter = self._adapters.get(one.channel)
            if not isinstance(adapter, KeepsCopies):
                raise Retryable("channel_off")
            for ref in one.files:
                await adapter.remove_file(ref)
            if one.message:
                await adapter.remove_message(one.message)
        except SendError as error:
            await self._again(one, error)
            return
        await self._store.write(lambda unit: Removals(unit.cases, self._keyring).done(one.id))
        self._metrics.removed.inc()

    async def _again(self, one: Removing, error: SendError) -> None:
        now = self._clock()
        wait = self._patience.again(error, tries=one.tries, age=now - moment(one.created_at))
        code = f"{type(error).__name__}:{error.code}"[:32]
        if wait is not None:
            at = milliseconds(now + wait)
            await self._store.write(lambda unit: Removals(unit.cases, self._keyring).retry(one.id, at=at, why=code))
            return
        await self._store.write(lambda unit: Removals(unit.cases, self._keyring).give_up(one.id, why=code))
        log.error("a vendor keeps a message", channel=one.channel, code=code, tries=one.tries)
