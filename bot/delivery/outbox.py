"""The sender: claims what is due under a lease, renders it for the channel, sends, retries, gives up out loud.

At least once, in order for each worker, with the row's id as the key of every try: where the vendor takes a key,
nothing is said twice; where it can be asked, a send of unknown fate is looked up first. No words are ever logged.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

import structlog

from bot.delivery import farewells, letters, window
from bot.delivery.calls import Calls
from bot.delivery.ladder import Ladder, Verdict
from bot.delivery.leases import Leases
from bot.delivery.ledger import Ledger
from bot.delivery.letters import Letter
from bot.delivery.pace import SECOND, Allowance, Pacer, Rate, named
from bot.delivery.reach import Stop
from bot.intake.scene import Aside, Ready
from bot.metrics import Metrics
from bot.waking import woken
from channels.base import (
    ChannelAdapter,
    SendContext,
    SendError,
    SendResult,
    Throttled,
    WindowClosed,
    WireMessage,
)
from storage.engine import Store, Unavailable, Unit
from storage.keyring import Keyring
from storage.outbox import Outbox, Parcel
from storage.times import milliseconds, moment

log = structlog.stdlib.get_logger(__name__)


class Sender:
    """Sends what the outbox holds. One for each process that sends."""

    def __init__(
        self,
        store: Store,
        adapters: Mapping[str, ChannelAdapter],
        *,
        keyring: Keyring,
        clock: Callable[[], datetime],
        ladder: Ladder,
        metrics: Metrics,
        lease: timedelta,
        tick: timedelta,
        batch: int = 20,
        at_once: int = 32,
        status_callback: Mapping[str, str] | None = None,
        remove_after: timedelta = timedelta(days=1),
        rates: Mapping[str, Rate] | None = None,
        zone: tzinfo = UTC,
    ) -> None:
        self._store, self._adapters, self._clock = store, adapters, clock
        self._ladder, self._metrics, self._lease = ladder, metrics, lease
        self._tick, self._batch = tick.total_seconds(), batch
        self._status_callback = status_callback or {}
        self._pacer = Pacer(named(rates or {}, adapters))
        self._calls, self._leases = Calls(store, keyring), Leases(store, clock=clock, lease=lease)
        self._ledger = Ledger(store, adapters, keyring=keyring, clock=clock, zone=zone, remove_after=remove_after)
        self._asides: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(at_once)
        self._wake = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Something was queued; look now and not at the next tick."""
        self._wake.set()

    def send_now(self, ready: Ready) -> None:
        """Send what a turn queued and leased for us, without reading it back."""
        self._start(letters.fresh(ready), claimed=False)

    def tell_group(self, aside: Aside) -> None:
        """Tell a group once that this is no place, and go. If we are killed over it, it is told the next day."""
        task = asyncio.create_task(self._farewell(aside))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _farewell(self, aside: Aside) -> None:
        now = self._clock()
        if await farewells.leave(self._adapters, aside, now=now):
            await self._ledger.group_told(aside)

    async def run(self) -> None:
        """Until cancelled: drain what is due, then wait to be woken."""
        keeping = asyncio.create_task(self._leases.keep())
        try:
            await self._drain_always()
        finally:
            keeping.cancel()

    async def _drain_always(self) -> None:
        while True:
            self._wake.clear()
            try:
                while await self.drain():
                    pass
            except Unavailable as error:
                log.warning("outbox not read", exc_info=error)
            await woken(self._wake, self._until_next())

    def _until_next(self) -> float:
        """Seconds: the tick, or less where the next message of a busy channel is due before."""
        slot = self._pacer.next_slot
        if slot is None:
            return self._tick
        return min(self._tick, max(0.005, (slot - microseconds(self._clock())) / SECOND))

    def _claim(self, unit: Unit, now: datetime) -> tuple[Sequence[Parcel], Allowance]:
        at, until, allowance = (
            milliseconds(now),
            milliseconds(now + self._lease),
            self._pacer.allowance(microseconds(now)),
        )
        parcels = Outbox(unit.cases).claim(
            at=at, until=until, most=self._batch, allows=lambda channel, rank: allowance.takes(unit, channel, rank)
        )
        allowance.save(unit)
        return parcels, allowance

    async def drain(self) -> int:
        """Claim and start one batch; how many rows it was."""
        now = self._clock()
        await self._leases.renew_due()
        parcels, allowance = await self._store.write(lambda unit: self._claim(unit, now))
        self._pacer.claimed(allowance)
        if not parcels:
            return 0
        found = await self._store.read(lambda unit: [letters.opened(unit, parcel) for parcel in parcels])
        for parcel, letter in zip(parcels, found, strict=True):
            if letter is None:
                await self._ledger.close(parcel, "withheld", "erased")
            else:
                await self._slots.acquire()
                self._slots.release()
                self._start(letter)
        return len(parcels)

    async def settle(self) -> None:
        """Wait for what is being sent this moment."""
        while self._tasks or self._asides:
            await asyncio.gather(*self._tasks.values(), *self._asides, return_exceptions=True)

    def _start(self, letter: Letter, *, claimed: bool = True) -> None:
        row = letter.parcel.id
        if row in self._tasks:  # we lost it to another, who lost it too: the vendor still thinks about our call
            return
        self._leases.took(row, letter.parcel.leased_until)
        self._tasks[row] = asyncio.create_task(self._deliver(letter, claimed=claimed))
        self._tasks[row].add_done_callback(lambda _: self._ended(row))

    def _ended(self, row: str) -> None:
        self._tasks.pop(row, None)
        self._leases.let_go(row)

    async def _deliver(self, letter: Letter, *, claimed: bool) -> None:
        async with self._slots:
            try:
                if not await self._leases.still(letter.parcel.id):
                    return
                now = microseconds(self._clock())
                slot = now if claimed else self._pacer.at_once(letter.parcel.channel, letter.parcel.rank, now)
                if slot > now:
                    await self._ledger.not_yet(letter.parcel, at=slot // 1000 + 1)
                    self.wake()
                else:
                    await self._attempt(letter)
            except Unavailable as error:
                # The lease runs out and the row is taken again.
                log.warning("send not recorded", exc_info=error, channel=letter.parcel.channel)
            except Exception as error:
                log.error("send failed in our code", exc_info=error, channel=letter.parcel.channel)
                await self._give_up_or_retry(letter.parcel, Verdict("retry", type(error).__name__, unsure=True))

    async def _attempt(self, letter: Letter) -> None:
        parcel, adapter = letter.parcel, self._adapters.get(letter.parcel.channel)
        if adapter is None:
            await self._give_up_or_retry(parcel, Verdict("retry", "channel_off"))
            return
        context = SendContext(
            self._clock(), letter.handle, letter.window_until, self._status_callback.get(parcel.channel)
        )
        unsure, part, result = False, 0, SendResult()
        try:
            wires = adapter.render(letter.outgoing, letter.to, context)
            if wires and wires[0].knock:
                await self._knock(adapter, letter, wires[0])
                return
            for part in range(parcel.parts_done, len(wires)):
                unsure = parcel.unsure and part == parcel.parts_done
                if await self._must_wait(parcel, part, unsure=unsure) or not await self._leases.still(parcel.id):
                    return
                result = await self._calls.make(adapter, parcel, wires[part], part, unsure=unsure)
                if part + 1 < len(wires):
                    await self._ledger.part_done(parcel, part, result)
        except WindowClosed:
            await self._closed(letter)
            return
        except SendError as error:
            if isinstance(error, Throttled):
                await self._slow_down(parcel, error)
            verdict = self._ladder.verdict(error, self._clock() - moment(parcel.created_at))
            if unsure:  # what an earlier try became is as unknown as before
                verdict = replace(verdict, unsure=True)
            await self._give_up_or_retry(parcel, verdict)
            return
        await self._sent(parcel, part, result)

    async def _must_wait(self, parcel: Parcel, part: int, *, unsure: bool) -> bool:
        """Too much was said on this channel, or to her, in the last second: the row waits its turn."""
        now = microseconds(self._clock())
        slot = self._pacer.chat(parcel.channel, parcel.alias, now)
        if slot <= now:
            if part > parcel.parts_done:
                self._pacer.debit(parcel.channel, now)
            return False
        await self._ledger.not_yet(replace(parcel, unsure=unsure), at=slot // 1000 + 1)
        return True

    async def _knock(self, adapter: ChannelAdapter, letter: Letter, wire: WireMessage) -> None:
        """Ask her to write, once; the message itself waits until she does."""
        if not letter.told:
            await self._calls.make(adapter, letter.parcel, wire, 0, unsure=letter.parcel.unsure)
            self._metrics.knocked.inc()
        await self._wait_for_her(letter, window.TOLD)

    async def _closed(self, letter: Letter) -> None:
        """She may not be written to. If our clock thought otherwise, it is corrected and a template tried at once."""
        at = self._clock()
        if letter.window_until is not None and at < letter.window_until:
            await self._store.write(lambda unit: window.shut(unit, letter.parcel, at=milliseconds(at)))
            self.wake()
        else:
            await self._wait_for_her(letter, window.MUTE)

    async def _wait_for_her(self, letter: Letter, how: str) -> None:
        at, seen = milliseconds(self._clock()), None
        if letter.window_until is not None:
            seen = milliseconds(letter.window_until)
        await self._store.write(lambda unit: window.put_off(unit, letter.parcel, how=how, seen=seen, at=at))
        self.wake()

    async def _sent(self, parcel: Parcel, part: int, result: SendResult) -> None:
        more = await self._ledger.accepted(parcel, part, result)
        self._metrics.sent.inc()
        if more:
            self.wake()

    async def _give_up_or_retry(self, parcel: Parcel, verdict: Verdict) -> None:
        if verdict.what == "retry":
            if not await self._leases.still(parcel.id):  # whoever has it now tries it
                return
            at = milliseconds(self._clock() + self._ladder.wait(parcel, verdict))
            await self._ledger.put_off(parcel, verdict, at=at)
            self._metrics.retried.inc()
        elif verdict.stop is not None:
            await self._ledger.out_of_reach(parcel, verdict.stop)
            if verdict.stop is Stop.QUOTA:
                log.error("a channel's allowance is used up: what we begin by ourselves waits", channel=parcel.channel)
            self.wake()
        else:
            await self._ledger.close(parcel, "dead", verdict.code)
            self._gave_up(parcel, verdict.code)
            self.wake()

    def _gave_up(self, parcel: Parcel, code: str) -> None:
        self._metrics.given_up.inc()
        row, channel, tries = parcel.id, parcel.channel, parcel.tries
        log.error("message given up; see: madoguchi outbox list", outbox=row, channel=channel, code=code, tries=tries)

    async def _slow_down(self, parcel: Parcel, error: Throttled) -> None:
        """The vendor says that the account is too fast: the whole channel waits, in every process."""
        now = microseconds(self._clock())
        after = None if error.after is None else int(error.after / timedelta(microseconds=1))
        await self._store.write(lambda unit: self._pacer.pause(unit, parcel.channel, now, after))


def microseconds(now: datetime) -> int:
    return milliseconds(now) * 1000
