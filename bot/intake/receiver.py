"""From a channel's events to durable turns: order for each sender, slow hashes outside, a poisoned event set aside.

Returns only after every event is committed. Raises `Unavailable` when the database cannot take them: the caller answers
503 and the vendor delivers again.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import structlog

from bot.delivery import notices
from bot.intake import turn
from bot.intake.crowd import Crowd
from bot.intake.files import copies_of_kept
from bot.intake.kept import event_json
from bot.intake.scene import Aside, Intake, Ready, Turned
from bot.intake.slow import Answers, Slow
from bot.metrics import Metrics
from channels.base import Event
from storage.engine import Store, Unavailable, Unit
from storage.inbox import Inbox, Kept
from storage.keyring import Purpose
from storage.recipients import Recipients
from storage.removals import Removals
from storage.seen import Seen
from storage.times import HOUR_MS, MINUTE_MS, day_of, milliseconds

log = structlog.stdlib.get_logger(__name__)
T = TypeVar("T")
HASHES_AT_ONCE = 2  # 19 MiB each: a burst of PINs must not take the machine
SLOW_STEPS = 3
TRIES = 5


class Receiver:
    """The door every channel's events come through."""

    def __init__(
        self,
        store: Store,
        intake: Intake,
        *,
        clock: Callable[[], datetime],
        metrics: Metrics,
        ready: Callable[[Ready], None],
        aside: Callable[[Aside], None],
        woken: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._intake, self._clock, self._metrics = store, intake, clock, metrics
        self._ready, self._aside, self._woken = ready, aside, woken
        self._crowd = Crowd(intake.limits.channel_events)
        self._hashing = asyncio.Semaphore(HASHES_AT_ONCE)

    async def accept(self, events: Sequence[Event]) -> None:
        """Apply the events of one call. Those of one sender are applied in the order they came."""
        if len(events) == 1:
            await self._one(events[0])
            return
        lanes: dict[object, list[Event]] = {}
        for event in events:
            lanes.setdefault(event.sender, []).append(event)
        outcomes = await asyncio.gather(*(self._lane(lane) for lane in lanes.values()), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _lane(self, events: Sequence[Event]) -> None:
        for event in events:
            await self._one(event)

    async def _one(self, event: Event) -> None:
        at = milliseconds(self._clock())
        crowded = self._crowd.over(event.channel, at)
        try:
            turned = await self._settled(
                lambda unit, answers: turn.apply(self._intake, unit, event, at=at, answers=answers, crowded=crowded)
            )
        except Unavailable:
            raise
        except Exception as error:
            log.error("event set aside", exc_info=error, channel=event.channel, kind=event.kind)
            await self._set_aside(event, at)
            turned = Turned("set_aside")
        self._after(turned)

    async def again(self, kept: Kept, event: Event) -> bool:
        """Apply a kept event. False: it failed once more and stays."""
        at = milliseconds(self._clock())

        def work(unit: Unit, answers: Answers) -> Turned | None:
            if not Inbox(unit.cases, self._intake.keyring).done(kept.id):
                return None
            Removals(unit.cases, self._intake.keyring).done(kept.id)  # the turn writes one of its own
            return turn.again(self._intake, unit, event, alias=kept.alias, at=at, answers=answers)

        try:
            turned = await self._settled(work)
        except Unavailable:
            raise
        except Exception as error:
            log.error("event failed again", exc_info=error, channel=kept.channel, tries=kept.tries)
            wait = min(HOUR_MS * 24, MINUTE_MS * 4 ** min(kept.tries, TRIES))
            await self._store.write(lambda unit: self._put_back(unit, kept, at + wait))
            return False
        if turned is not None:
            self._after(turned)
        return True

    def _put_back(self, unit: Unit, kept: Kept, at: int) -> None:
        """It is tried again later, and what she wrote after it does not wait for it."""
        Inbox(unit.cases, self._intake.keyring).later(kept.id, at=at)
        if kept.reason == "held":
            Recipients(unit.cases).release(kept.alias)

    async def _settled(self, work: Callable[[Unit, Answers], T]) -> T:
        answers = Answers()
        for _ in range(SLOW_STEPS):
            try:
                given = answers
                return await self._store.write(lambda unit: self._whole(unit, work(unit, given)))  # noqa: B023
            except Slow as slow:
                async with self._hashing:
                    answers = await asyncio.to_thread(slow.more)
        raise RuntimeError("a turn asked for too many hashes")

    def _whole(self, unit: Unit, turned: T) -> T:
        """With what her answer brings about for herself and for others: it is committed with her turn or not at all."""
        at = milliseconds(self._clock())
        for one in turned.later if isinstance(turned, Turned) else ():
            notices.push(self._intake, unit, one.conversation_id, one.message_id, one.params, at=at)
        return turned

    async def _set_aside(self, event: Event, at: int) -> None:
        """Our code failed on this event: keep it, so that nothing is lost and the vendor's queue is not stuck."""
        intake = self._intake

        def work(unit: Unit) -> None:
            if not Seen(unit.cases).first_time(intake.keyring.digests(Purpose.SEEN, event.dedup), day_of(at)):
                return
            alias = ""
            if event.sender is not None:
                alias = unit.vault.admit(
                    event.sender.channel, event.sender.value, alias=intake.ids(), now_day=day_of(at)
                )
                turn.apologise(intake, unit, event, alias, at=at)
            inbox_id = intake.ids()
            copies_of_kept(intake, unit, event, inbox_id, at=at)
            Inbox(unit.cases, intake.keyring).add(
                inbox_id,
                seq=at * 1000,
                channel=event.channel,
                alias=alias,
                event=event_json(event),
                reason="set_aside",
                due_at=at + MINUTE_MS,
            )

        await self._store.write(work)

    def _after(self, turned: Turned) -> None:
        (self._metrics.duplicates if turned.outcome == "duplicate" else self._metrics.turns).inc()
        if turned.ready is not None:
            self._ready(turned.ready)
        if turned.aside is not None:
            self._aside(turned.aside)
        if turned.later:
            self._woken()
