"""The sender: claims what is due under a lease, renders it for the channel, sends, retries, gives up out loud.

At least once, in order for each worker, with the row's id as the key of every try: where the vendor takes a key,
nothing is said twice; where it can be asked, a send of unknown fate is looked up first. No words are ever logged.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog

from bot.delivery import letters, window
from bot.delivery.ladder import Ladder, Verdict
from bot.delivery.letters import Letter
from bot.intake.scene import Ready
from bot.metrics import Metrics
from channels.base import (
    ChannelAdapter,
    HandleRefused,
    KeepsCopies,
    SendContext,
    SendError,
    SendResult,
    SentLookup,
    WindowClosed,
    WireMessage,
)
from storage.engine import Store, Unavailable, Unit
from storage.keyring import Keyring, Purpose
from storage.messages import Messages, by_vendor
from storage.outbox import Outbox, Parcel
from storage.recipients import Recipients
from storage.removals import Removals
from storage.times import milliseconds, moment
from storage.vault import KeyDestroyed

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
    ) -> None:
        self._store, self._adapters, self._keyring, self._clock = store, adapters, keyring, clock
        self._ladder, self._metrics, self._lease = ladder, metrics, lease
        self._tick, self._batch = tick.total_seconds(), batch
        self._status_callback = status_callback or {}
        self._remove_after = remove_after
        self._slots = asyncio.Semaphore(at_once)
        self._wake = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Something was queued; look now and not at the next tick."""
        self._wake.set()

    def send_now(self, ready: Ready) -> None:
        """Send what a turn queued and leased for us, without reading it back."""
        self._start(letters.fresh(ready))

    async def run(self) -> None:
        """Until cancelled: drain what is due, then wait to be woken."""
        while True:
            try:
                while await self.drain():
                    pass
            except Unavailable as error:
                log.warning("outbox not read", exc_info=error)
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), self._tick)
            except TimeoutError:
                continue

    async def drain(self) -> int:
        """Claim and start one batch; how many rows it was."""
        now = self._clock()
        at, until = milliseconds(now), milliseconds(now + self._lease)
        parcels = await self._store.write(lambda unit: Outbox(unit.cases).claim(at=at, until=until, most=self._batch))
        if not parcels:
            return 0
        found = await self._store.read(lambda unit: [letters.opened(unit, parcel) for parcel in parcels])
        for parcel, letter in zip(parcels, found, strict=True):
            if letter is None:
                await self._close(parcel, "withheld", "erased")
            else:
                await self._slots.acquire()
                self._slots.release()
                self._start(letter)
        return len(parcels)

    async def settle(self) -> None:
        """Wait for what is being sent this moment."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _start(self, letter: Letter) -> None:
        row = letter.parcel.id
        if row in self._tasks:  # so slow a vendor that our own lease ran out: it is still being sent
            return
        self._tasks[row] = asyncio.create_task(self._deliver(letter))
        self._tasks[row].add_done_callback(lambda _: self._tasks.pop(row, None))

    async def _deliver(self, letter: Letter) -> None:
        async with self._slots:
            try:
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
        ids: list[str] = []
        unsure = False
        try:
            wires = adapter.render(letter.outgoing, letter.to, context)
            if wires and wires[0].knock:
                await self._knock(adapter, letter, wires[0])
                return
            for part in range(parcel.parts_done, len(wires)):
                unsure = parcel.unsure and part == parcel.parts_done
                result = await self._part(adapter, parcel, wires[part], part, unsure=unsure)
                ids += result.provider_ids
                if part + 1 < len(wires):
                    await self._part_done(parcel, part + 1, ids)
        except WindowClosed:
            await self._closed(letter)
            return
        except SendError as error:
            verdict = self._ladder.verdict(error, self._clock() - moment(parcel.created_at))
            if unsure:  # what an earlier try became is as unknown as before
                verdict = replace(verdict, unsure=True)
            await self._give_up_or_retry(parcel, verdict)
            return
        await self._accepted(parcel, ids)

    async def _part(
        self, adapter: ChannelAdapter, parcel: Parcel, wire: WireMessage, part: int, *, unsure: bool
    ) -> SendResult:
        """One call to the vendor. One whose earlier try may have been accepted is looked up before it is repeated."""
        if unsure and isinstance(adapter, SentLookup) and not adapter.caps.idempotency_key:
            found = await adapter.find_sent(wire, moment(parcel.created_at))
            if found is not None and not await self._of_another(parcel, found):
                return found
        key = uuid5(UUID(parcel.id), str(part))
        if not unsure or not wire.free:
            return await adapter.send(wire, key)
        try:
            return await adapter.send(replace(wire, otherwise=None), key)
        except HandleRefused:  # a handle works once, and this one's time is not over: the earlier try used it
            return SendResult(duplicate=True)

    async def _knock(self, adapter: ChannelAdapter, letter: Letter, wire: WireMessage) -> None:
        """Ask her to write, once; the message itself waits until she does."""
        if not letter.told:
            await self._part(adapter, letter.parcel, wire, 0, unsure=letter.parcel.unsure)
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

    async def _of_another(self, parcel: Parcel, found: SendResult) -> bool:
        """The same words were said to her a moment ago: what the vendor found is that earlier message."""
        digests = [self._keyring.digests(Purpose.VENDOR, parcel.channel, sent)[0][1] for sent in found.provider_ids]
        known = await self._store.read(lambda unit: [by_vendor(unit.cases, digest) for digest in digests])
        return any(row is not None and row[0] != parcel.message_id for row in known)

    async def _part_done(self, parcel: Parcel, parts: int, ids: Sequence[str]) -> None:
        until = milliseconds(self._clock() + self._lease)

        def work(unit: Unit) -> None:
            Outbox(unit.cases).part_done(parcel.id, parts, until=until)
            self._forget_copies(unit, parcel, ids)

        await self._store.write(work)

    def _forget_copies(self, unit: Unit, parcel: Parcel, ids: Sequence[str]) -> None:
        """The vendor deletes our words when they have long been delivered: before, it may still need them."""
        if not isinstance(self._adapters.get(parcel.channel), KeepsCopies):
            return
        now = self._clock()
        at, due_at = milliseconds(now), milliseconds(now + self._remove_after)
        for sent in ids:
            row = uuid5(UUID(parcel.id), f"removal {sent}").hex  # the same when a later part is tried again
            Removals(unit.cases, self._keyring).add(row, channel=parcel.channel, message=sent, at=at, due_at=due_at)

    async def _accepted(self, parcel: Parcel, ids: list[str]) -> None:
        digest = self._keyring.digests(Purpose.VENDOR, parcel.channel, ids[0])[0][1] if ids else None

        def work(unit: Unit) -> bool:
            outbox = Outbox(unit.cases)
            self._forget_copies(unit, parcel, ids)
            if outbox.close(parcel.id, "sent"):
                try:
                    key = unit.vault.key(parcel.conversation_id)
                except KeyDestroyed:
                    return False
                Messages(unit.cases, key).accepted(parcel.message_id, digest=digest, vendor_ids=json.dumps(ids))
            return outbox.more(parcel.alias)

        more = await self._store.write(work)
        self._metrics.sent.inc()
        if more:
            self.wake()

    async def _give_up_or_retry(self, parcel: Parcel, verdict: Verdict) -> None:
        now = milliseconds(self._clock())
        if verdict.what == "retry":
            at = now + milliseconds_of(self._ladder.wait(parcel, verdict))
            await self._store.write(
                lambda unit: Outbox(unit.cases).retry(parcel.id, at=at, why=verdict.code, unsure=verdict.unsure)
            )
            self._metrics.retried.inc()
            return
        await self._close(parcel, "withheld" if verdict.what == "stop" else "dead", verdict.code, stop=verdict.stop)

    async def _close(self, parcel: Parcel, to: str, code: str, *, stop: str = "") -> None:
        at = milliseconds(self._clock())

        def work(unit: Unit) -> None:
            Outbox(unit.cases).close(parcel.id, to, code)
            if stop:
                Recipients(unit.cases).stop(parcel.alias, stop)
                Outbox(unit.cases).withhold(parcel.alias, at=at, why=stop)

        await self._store.write(work)
        if to == "dead":
            self._metrics.given_up.inc()
            log.error(
                "message given up; see: madoguchi outbox list",
                outbox=parcel.id,
                channel=parcel.channel,
                code=code,
                tries=parcel.tries,
            )
        self.wake()


def milliseconds_of(wait: timedelta) -> int:
    return int(wait / timedelta(milliseconds=1))
