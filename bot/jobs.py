"""The clock: APScheduler ticks whose truth lies in our tables. A tick missed or run twice changes nothing.

APScheduler's own job store loses and doubles work (`performance.md` 6.2), so it holds nothing here: each tick asks the
database what is due.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.casework import due, limits, offering, trends
from bot.casework.desk import Hand
from bot.casework.lifecycle import Actor
from bot.delivery import drafts, notices, reach
from bot.delivery.allowance import Allowances
from bot.delivery.wiper import Wiper
from bot.intake.kept import event_from
from bot.intake.receiver import Receiver
from bot.intake.scene import Intake
from bot.publication_terms import terms_of
from storage import erasures
from storage.anchors import Anchors
from storage.audit import Audit
from storage.codes import Codes
from storage.deadlines import Deadlines
from storage.engine import Store, Unavailable, Unit, Work
from storage.groups import Groups
from storage.inbox import Inbox
from storage.kept_forms import KeptForms
from storage.leases import take
from storage.outbox import Outbox
from storage.removals import sweep as sweep_removals
from storage.seen import Seen
from storage.sweep import orphans
from storage.times import DAY_MS, HOUR_MS, MINUTE_MS, day_of, milliseconds
from storage.vendor_ids import VendorIds

log = structlog.stdlib.get_logger(__name__)
INBOX_BATCH = 50
CASES_BATCH = 100
CLOCK = "clock"
"""Who did it, in the history of a case."""
REMOVALS_KEPT = 90 * DAY_MS  # what nobody could delete at a vendor is shown so long
Tick = Callable[[], Awaitable[None]]


class Wakes(Protocol):
    def wake(self) -> None: ...


class Jobs:
    """What happens because time passed. Every method may run in any process, any number of times."""

    def __init__(
        self,
        store: Store,
        intake: Intake,
        receiver: Receiver,
        sender: Wakes,
        wiper: Wiper,
        allowances: Allowances,
        *,
        clock: Callable[[], datetime],
        owner: str,
    ) -> None:
        self._store, self._intake, self._receiver, self._sender = store, intake, receiver, sender
        self._clock, self._owner = clock, owner
        self._wiper, self._allowances = wiper, allowances
        self.leading = False

    def _at(self) -> int:
        return milliseconds(self._clock())

    async def heartbeat(self) -> None:
        """Of several schedulers one leads; `doctor` and /readyz see by the lease that the clock is running."""
        at = self._at()
        self.leading = await self._store.write(
            lambda unit: take(unit.cases, "scheduler", owner=self._owner, at=at, until=at + MINUTE_MS)
        )

    async def replay_inbox(self) -> None:
        """Apply what was held or set aside and is due, oldest first."""
        at, keyring = self._at(), self._intake.keyring
        waiting = await self._store.read(lambda unit: Inbox(unit.cases, keyring).due(at=at, most=INBOX_BATCH))
        for kept in waiting:
            await self._receiver.again(kept, event_from(kept.event))

    async def erase(self) -> None:
        """What workers asked to delete: once the confirmation has gone out, at the latest at the promised time."""
        at = self._at()
        await self._erased(lambda unit: due.erase_asked(unit, at=at))

    async def expire_drafts(self) -> None:
        """An unfinished report whose days are over goes, with its key."""
        at = self._at()
        await self._erased(lambda unit: due.erase_drafts(unit, at=at))

    async def expire_cases(self) -> None:
        """Contacts and words of reports that ended long ago (`decisions.md` 29)."""
        at, terms = self._at(), due.Terms(self._intake.terms.contact, self._intake.terms.text)
        await self._erased(lambda unit: due.erase_ended(unit, terms, at=at))

    async def _erased(self, work: Work[int]) -> None:
        if await self._store.write(work):
            await self._store.scrub()

    async def deadlines(self) -> None:
        """What is to happen to cases because time passes: a transaction each, so that none stops the others.

        One that fails is tried again in an hour, and raised when all others are done.
        """

        def plan(unit: Unit) -> int:
            return limits.plan(self._hand(unit), most=CASES_BATCH)

        def waiting(unit: Unit) -> Sequence[str]:
            return Deadlines(unit.cases).waiting(at=at, most=CASES_BATCH)

        while await self._store.write(plan) == CASES_BATCH:
            pass
        at, failed = self._at(), []
        while cases := await self._store.read(waiting):
            done = await asyncio.gather(*map(self._reach, cases), return_exceptions=True)
            self._sender.wake()
            for case_id, error in zip(cases, done, strict=True):
                if isinstance(error, BaseException):
                    failed.append(error)
                    await self._put_off(case_id, at)
        for error in failed:
            raise error

    async def _put_off(self, case_id: str, at: int) -> None:
        await self._store.write(lambda unit: Deadlines(unit.cases).later(case_id, at=at, to=at + HOUR_MS))

    async def _reach(self, case_id: str) -> None:
        await self._store.write(lambda unit: limits.reach(self._hand(unit), case_id))

    def _hand(self, unit: Unit) -> Hand:
        """The clock at work on a case."""
        intake = self._intake
        return Hand(
            unit,
            CLOCK,
            self._clock(),
            intake.ids,
            partial(notices.push, intake),
            ZoneInfo(intake.config.desk.time_zone),
            intake.timetable,
            actor=Actor.CLOCK,
            again=partial(notices.again, intake),
            alarm=intake.alarm,
        )

    async def list_erasures(self) -> None:
        """What was erased is also listed outside the vault, for the restore of an older backup (`decisions.md` 18)."""
        file = self._intake.config.retention.erasures
        known = erasures.read(file)
        whole = (await self._store.read(lambda unit: erasures.of(unit.vault.connection))).joined(known)
        if whole != known:
            erasures.write(file, whole)

    async def learn(self) -> None:
        """Several reports of one kind from one place, and the public list when an issue is due: the desk hears once."""
        now, intake = self._clock(), self._intake

        def work(unit: Unit) -> None:
            trends.watch(unit, intake.alarm, at=milliseconds(now))
            trends.remind(unit, intake.alarm, terms_of(intake.config), now=now, ids=intake.ids)

        await self._store.write(work)

    async def anchor(self) -> None:
        """Once a day where the audit ends, signed, and mailed to whoever keeps it outside."""
        at, intake = self._at(), self._intake
        day = self._clock().astimezone(ZoneInfo(intake.config.desk.time_zone)).date()

        def work(unit: Unit) -> None:
            anchors = Anchors(unit.cases, Audit(unit.cases, unit.vault.keyring))
            if anchors.take(day) is not None:
                intake.alarm.auditors(unit, day.toordinal(), at=at)

        await self._store.write(work)

    async def look_again(self) -> None:
        """What waits for a worker to write: a WhatsApp template may be approved by now."""
        at = self._at()

        def work(unit: Unit) -> bool:
            over = reach.over(unit, at=at)
            return Outbox(unit.cases).look_again(at=at) or over > 0

        if await self._store.write(work):
            self._sender.wake()

    async def wipe(self) -> None:
        """What is to disappear from phones: of whoever hid, and digits that prove who somebody is."""
        await self._wiper.wipe()

    async def quotas(self) -> None:
        """What the vendors still allow this month."""
        await self._allowances.look()

    async def remind_drafts(self) -> None:
        """Twenty hours after her last word, once, and only if she chose the full form (`conversation.md` B8)."""
        at = self._at()
        if await self._store.write(lambda unit: drafts.remind(self._intake, unit, at=at)):
            self._sender.wake()

    async def promises(self) -> None:
        """Whoever was promised something by a day that is over is asked whether it happened."""
        if await self._store.write(lambda unit: offering.ask_due(self._hand(unit))):
            self._sender.wake()

    async def sweep(self) -> None:
        """Rows that have served: sent messages of the outbox, remembered events, forms kept for
        an hour, orphans of the vault."""
        at = self._at()

        def work(unit: Unit) -> None:
            Outbox(unit.cases).sweep(at - DAY_MS)
            sweep_removals(unit.cases, at - REMOVALS_KEPT)
            Seen(unit.cases).forget_before(day_of(at) - self._intake.terms.seen_days)
            VendorIds(unit.cases).forget_early(day_of(at) - 1)
            Groups(unit.cases).forget(day_of(at))
            Codes(unit.cases).forget(at=at)
            KeptForms(unit.cases, self._intake.keyring).sweep(at=at)
            orphans(unit, before=at - DAY_MS)

        await self._store.write(work)


def ticks(jobs: Jobs) -> Sequence[tuple[Tick, timedelta]]:
    """Everything that happens because time passed, and how often it is looked at."""
    return (
        (jobs.heartbeat, timedelta(seconds=20)),
        (jobs.replay_inbox, timedelta(seconds=5)),
        (jobs.erase, timedelta(seconds=5)),
        (jobs.wipe, timedelta(seconds=2)),
        (jobs.quotas, timedelta(minutes=10)),
        (jobs.expire_drafts, timedelta(minutes=5)),
        (jobs.remind_drafts, timedelta(minutes=1)),
        (jobs.look_again, timedelta(minutes=5)),
        (jobs.deadlines, timedelta(seconds=30)),
        (jobs.promises, timedelta(minutes=10)),
        (jobs.sweep, timedelta(hours=1)),
        (jobs.learn, timedelta(hours=1)),
        (jobs.anchor, timedelta(hours=1)),
        (jobs.list_erasures, timedelta(minutes=1)),
        (jobs.expire_cases, timedelta(hours=6)),
    )


async def at_once(jobs: Jobs) -> None:
    """Every tick once, now: a demo's clock was moved."""
    for tick, _ in ticks(jobs):
        await quiet(jobs, tick)()


def schedule(jobs: Jobs) -> AsyncIOScheduler:
    """The ticks, not started. Coalesced and never two of one kind at once."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for tick, every in ticks(jobs):
        scheduler.add_job(
            quiet(jobs, tick),
            "interval",
            seconds=every.total_seconds(),
            id=tick.__name__,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler


def quiet(jobs: Jobs, tick: Tick) -> Tick:
    """A tick that only the leader does; one that failed is logged by its name and tried again at the next."""

    async def once() -> None:
        try:
            if jobs.leading or tick == jobs.heartbeat:
                await tick()
        except Unavailable as error:
            log.warning("tick put off", exc_info=error, tick=tick.__name__)
        except Exception as error:
            log.error("tick failed", exc_info=error, tick=tick.__name__)

    return once
