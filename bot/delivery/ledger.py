"""What the sender writes down of a send, each in one transaction: accepted, put off, given up, out of reach."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from uuid import UUID, uuid5

from bot.delivery import fates, missed, moving, reach
from bot.delivery.ladder import Verdict
from bot.delivery.reach import Stop
from bot.intake.groups import SILENT_DAYS
from bot.intake.scene import Aside
from channels.base import ChannelAdapter, KeepsCopies, NumbersPerChat, SendResult, TakesBack
from storage.crypto import DataKey
from storage.engine import Store, Unavailable, Unit
from storage.groups import Groups
from storage.keyring import Keyring, Purpose
from storage.messages import delivered
from storage.outbox import LAST_WORD, Outbox, Parcel
from storage.parking import park_one
from storage.recipients import Recipients
from storage.removals import Removals
from storage.tallies import Tallies
from storage.times import day_of, milliseconds
from storage.vault import KeyDestroyed
from storage.vendor_ids import VendorIds


class Ledger:
    """One for each process that sends."""

    def __init__(
        self,
        store: Store,
        adapters: Mapping[str, ChannelAdapter],
        *,
        keyring: Keyring,
        clock: Callable[[], datetime],
        zone: tzinfo,
        remove_after: timedelta,
    ) -> None:
        self._store, self._adapters, self._keyring, self._clock = store, adapters, keyring, clock
        self._zone, self._remove_after = zone, remove_after

    def _at(self) -> int:
        return milliseconds(self._clock())

    async def part_done(self, parcel: Parcel, part: int, result: SendResult) -> None:
        """The vendor took this part, and more follow."""

        def work(unit: Unit) -> None:
            Outbox(unit.cases).part_done(parcel.id, part + 1)
            self._remember(unit, parcel, part, result)

        await self._store.write(work)

    async def accepted(self, parcel: Parcel, part: int, result: SendResult) -> bool:
        """The vendor took the last part. True: more waits for her."""

        def work(unit: Unit) -> bool:
            outbox = Outbox(unit.cases)
            closed = outbox.close(parcel.id, "sent")
            if self._remember(unit, parcel, part, result) and closed:
                delivered(unit.cases, parcel.message_id, VendorIds(unit.cases).whole(parcel.message_id) or "sent")
            return outbox.more(parcel.alias)

        return await self._store.write(work)

    def _remember(self, unit: Unit, parcel: Parcel, part: int, result: SendResult) -> bool:
        """The vendor's ids, and what it said of them before we came to this. False: all of it was erased meanwhile."""
        self._forget_copies(unit, parcel, result.provider_ids)
        try:
            key = unit.vault.key(parcel.conversation_id)
        except KeyDestroyed:
            return False
        for id_ in result.provider_ids:
            self._id(unit, key, parcel, part, id_)
        adapter = self._adapters.get(parcel.channel)
        if adapter is not None and adapter.caps.text_unit == "sms" and not result.duplicate:
            self._count(unit, parcel, result.segments)
        return True

    def _id(self, unit: Unit, key: DataKey, parcel: Parcel, part: int, id_: str) -> None:
        ids, at = VendorIds(unit.cases), self._at()
        takes_back = isinstance(self._adapters.get(parcel.channel), TakesBack)
        whose = (parcel.alias,) if isinstance(self._adapters.get(parcel.channel), NumbersPerChat) else ()
        digest = self._keyring.digests(Purpose.VENDOR, parcel.channel, *whose, id_)[0][1]
        early = ids.add(
            digest,
            message_id=parcel.message_id,
            conversation_id=parcel.conversation_id,
            part=part,
            day=day_of(at),
            key=key if takes_back else None,
            vendor_id=id_,
        )
        if early is not None:
            fates.settle(unit, early, early.state, early.code, at=at)
        if takes_back and parcel.rank > LAST_WORD:
            recipient = Recipients(unit.cases).get(parcel.alias)
            if recipient is not None and recipient.hidden:  # it was on its way when she sent HIDE
                ids.wipe_one(parcel.message_id, at=at)

    def _count(self, unit: Unit, parcel: Parcel, parts: int) -> None:
        month = self._clock().astimezone(self._zone).strftime("%Y-%m")
        recipient = Recipients(unit.cases).get(parcel.alias)
        country = recipient.country if recipient else ""
        Tallies(unit.cases).count(month, parcel.channel, country, messages=1, parts=parts)

    def _forget_copies(self, unit: Unit, parcel: Parcel, ids: Sequence[str]) -> None:
        """The vendor deletes our words when they have long been delivered: before, it may still need them."""
        if not isinstance(self._adapters.get(parcel.channel), KeepsCopies):
            return
        now = self._clock()
        at, due_at = milliseconds(now), milliseconds(now + self._remove_after)
        for sent in ids:
            row = uuid5(UUID(parcel.id), f"removal {sent}").hex  # the same when a later part is tried again
            Removals(unit.cases, self._keyring).add(row, channel=parcel.channel, message=sent, at=at, due_at=due_at)

    async def put_off(self, parcel: Parcel, verdict: Verdict, *, at: int) -> None:
        """Try again at `at`, unless she has left meanwhile: then it waits for her."""

        def work(unit: Unit) -> None:
            recipient = Recipients(unit.cases).get(parcel.alias)
            why = recipient.stopped if recipient is not None and parcel.rank > LAST_WORD else ""
            if why and why != Stop.QUOTA:
                park_one(unit.cases, parcel.id, why=why, unsure=verdict.unsure)
            else:
                Outbox(unit.cases).retry(parcel.id, at=at, why=verdict.code, unsure=verdict.unsure)
            moving.after_her(unit, parcel.conversation_id, left=parcel.alias, at=self._at())

        await self._store.write(work)

    async def not_yet(self, parcel: Parcel, *, at: int) -> None:
        """The channel's allowance is used up until `at`: nothing was tried."""
        await self._store.write(lambda unit: Outbox(unit.cases).not_yet(parcel.id, at=at, unsure=parcel.unsure))

    async def out_of_reach(self, parcel: Parcel, why: Stop) -> None:
        """She cannot be written to: this and the rest waits until she can, and the desk sees it."""
        at = self._at()
        until = reach.quota_over(parcel.channel, at, self._zone) if why is Stop.QUOTA else None

        def work(unit: Unit) -> None:
            if parcel.rank > LAST_WORD:
                park_one(unit.cases, parcel.id, why=why, until=until)
            else:
                Outbox(unit.cases).close(parcel.id, "withheld", why)
            reach.stop(unit, parcel.alias, why, at=at, until=until)
            moving.after_her(unit, parcel.conversation_id, left=parcel.alias, at=at)

        await self._store.write(work)

    async def group_told(self, aside: Aside) -> None:
        """It was told, or left; only now it is silent for long."""
        until = day_of(self._at()) + SILENT_DAYS
        with suppress(Unavailable):  # it is told again tomorrow
            await self._store.write(lambda unit: Groups(unit.cases).told(aside.digest, until=until))

    async def close(self, parcel: Parcel, to: str, code: str) -> None:
        """`withheld`, or `dead`: then the desk sees in her case that she did not get it."""
        at = self._at()

        def work(unit: Unit) -> None:
            if Outbox(unit.cases).close(parcel.id, to, code) and to == "dead":
                missed.tell_desk(unit, parcel.id, parcel.conversation_id, parcel.alias, code=code, at=at)

        await self._store.write(work)
