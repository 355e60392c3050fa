"""Takes messages off a worker's phone, where her channel can: all of them when she hid, digits of hers at once.

What is to go is marked in the database (`bot.intake.wiping`): a process that is killed over it leaves it to the next.
What a vendor will not delete any more, after 48 hours, is let be: she was shown the cover, no more can be done.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

import structlog

from channels.base import Address, BadMessage, ChannelAdapter, Retryable, SendError, TakesBack
from storage.engine import Store, Unit
from storage.times import milliseconds
from storage.vault import KeyDestroyed
from storage.vendor_ids import VendorIds, Wipe

log = structlog.stdlib.get_logger(__name__)
AT_ONCE = 100  # https://core.telegram.org/bots/api#deletemessages
MOST, TRIES = 500, 8
LEASE = timedelta(minutes=1)
Ids = Sequence[tuple[Wipe, str]]


class Wiper:
    """For the process whose clock ticks."""

    def __init__(self, store: Store, adapters: Mapping[str, ChannelAdapter], *, clock: Callable[[], datetime]) -> None:
        self._store, self._adapters, self._clock = store, adapters, clock

    async def wipe(self) -> int:
        """Do what is due; how many messages are gone."""
        if not any(isinstance(adapter, TakesBack) for adapter in self._adapters.values()):
            return 0
        now = self._clock()
        at, until = milliseconds(now), milliseconds(now + LEASE)
        due = await self._store.write(lambda unit: VendorIds(unit.cases).to_wipe(at=at, until=until, most=MOST))
        gone = 0
        for alias, hers in groupby(sorted(due, key=lambda one: one.alias), key=lambda one: one.alias):
            rows = list(hers)
            address, ids = await self._store.read(partial(opened, alias=alias, rows=rows))
            for start in range(0, len(ids), AT_ONCE):
                gone += await self._batch(address, ids[start : start + AT_ONCE])
        return gone

    async def _batch(self, address: Address | None, ids: Ids) -> int:
        adapter = self._adapters.get(address.channel) if address else None
        if address is None or not isinstance(adapter, TakesBack):
            await self._done(ids)
            return 0
        try:
            await adapter.take_back(address, [id_ for _, id_ in ids])
        except BadMessage:
            if len(ids) > 1:  # one of them is too old: the others go one by one
                return sum([await self._batch(address, [one]) for one in ids])
            await self._done(ids)
            return 0
        except SendError as error:
            again = isinstance(error, Retryable) and ids[0][0].tries < TRIES
            log.warning("messages not taken back", channel=address.channel, code=error.code, again=again)
            if not again:
                await self._done(ids)
            return 0
        await self._done(ids)
        return len(ids)

    async def _done(self, ids: Ids) -> None:
        def work(unit: Unit) -> None:
            for one, _ in ids:
                VendorIds(unit.cases).wiped(one.digest)

        await self._store.write(work)


def opened(unit: Unit, alias: str, rows: Sequence[Wipe]) -> tuple[Address | None, Ids]:
    """Where she is, and the vendor's ids; without those whose key is gone."""
    found = unit.vault.address(alias)
    ids = []
    for row in rows:
        try:
            ids.append((row, row.opened(unit.vault.key(row.conversation_id))))
        except KeyDestroyed:
            continue
    return (None if found is None else Address(*found)), ids
