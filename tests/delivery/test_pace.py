"""No vendor is asked more than it takes, whoever asks, and whoever writes now is answered first."""

from collections import deque
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import SECOND, Pacer, Rate, below
from channels.base import Retryable, SendResult, Throttled, WireMessage
from storage.outbox import NOTICE, REPLY
from tests.delivery.desk import Desk, at_desk
from tests.delivery.scripted import Scripted


@given(per_second=st.integers(1, 3000), steps=st.lists(st.integers(0, 400_000), max_size=300), answers=st.booleans())
def test_in_no_second_more_goes_than_the_vendor_takes(per_second: int, steps: list[int], answers: bool) -> None:
    rate, now, spent = below(per_second), 10 * SECOND, 0
    gone: deque[int] = deque()
    for number, step in enumerate(steps):
        now += step
        rank = REPLY if answers and number % 2 else NOTICE
        while rate.slot(spent, now, rank) <= now:
            spent = rate.spend(spent, now)
            gone.append(now)
            while gone[0] <= now - SECOND:
                gone.popleft()
            assert len(gone) <= max(2, per_second)


def test_answers_may_go_when_notices_must_wait() -> None:
    rate, now, spent = below(30), SECOND, 0
    while rate.slot(spent, now, NOTICE) <= now:
        spent = rate.spend(spent, now)
    assert rate.slot(spent, now, REPLY) <= now


def test_one_chat_is_not_flooded_while_others_go_on() -> None:
    pacer = Pacer({"telegram": Rate(1000, per_chat=1, chat_burst=3)})
    now = 100 * SECOND
    slots = [pacer.chat("telegram", "ann", now) for _ in range(4)]
    assert [slot <= now for slot in slots] == [True, True, True, False]
    assert slots[3] <= now + SECOND
    assert pacer.chat("telegram", "ben", now) <= now
    assert pacer.chat("line", "ann", now) <= now


class Strict(Scripted):
    """A vendor that counts: too many in a second, to anybody or to one, are refused."""

    def __init__(self, desk: list[Desk], most: int, retry_after: float | None) -> None:
        super().__init__()
        self.desk, self.most, self.after = desk, most, retry_after
        self.taken: deque[float] = deque()
        self.refused = 0

    async def send(self, wire: WireMessage, key):  # type: ignore[no-untyped-def]
        now = self.desk[0].now.timestamp()
        while self.taken and self.taken[0] <= now - 1:
            self.taken.popleft()
        if len(self.taken) >= self.most:
            self.refused += 1
            raise Throttled("429", after=None if self.after is None else timedelta(seconds=self.after))
        self.taken.append(now)
        return await super().send(wire, key)


def paced(desk: Desk, rate: Rate) -> None:
    desk.rates = {"scripted": rate}
    desk.sender = desk.fresh()


def test_a_burst_of_notices_meets_no_refusal_and_an_answer_overtakes_it(tmp_path: Path):
    here: list[Desk] = []
    vendor = Strict(here, 30, None)

    async def talk(desk: Desk) -> None:
        here.append(desk)
        paced(desk, below(30))
        for number in range(200):
            await desk.queue(f"notice {number}", f"worker{number}", rank=NOTICE)
        for step in range(200):
            await desk.later(milliseconds=50)
            if step == 20:
                await desk.queue("answer", "someone", rank=REPLY)
                await desk.later(milliseconds=50)
                assert desk.texts[-1] == "answer" or "answer" in desk.texts[-3:]
        assert (len(desk.texts), vendor.refused) == (201, 0)

    at_desk(tmp_path, vendor, talk)


def test_an_answer_to_someone_takes_the_notices_before_it_along(tmp_path: Path):
    here: list[Desk] = []
    vendor = Strict(here, 30, None)

    async def talk(desk: Desk) -> None:
        here.append(desk)
        paced(desk, below(30))
        for number in range(100):
            await desk.queue(f"notice {number}", f"worker{number}", rank=NOTICE)
        await desk.later(milliseconds=50)
        await desk.queue("answer", "worker99", rank=REPLY)
        await desk.later(milliseconds=200)
        await desk.later(milliseconds=200)
        assert desk.texts.index("notice 99") < desk.texts.index("answer") < 30

    at_desk(tmp_path, vendor, talk)


@pytest.mark.parametrize("after", [None, 7.0])
def test_a_refusal_for_haste_stops_the_whole_channel_in_every_process(tmp_path: Path, after: float | None):
    here: list[Desk] = []
    vendor = Strict(here, 3, after)

    async def talk(desk: Desk) -> None:
        here.append(desk)
        paced(desk, Rate(1000, burst=4, reserve=0))  # our idea of the limit is wrong
        for number in range(40):
            await desk.queue(f"notice {number}", f"worker{number}", rank=NOTICE)
        await desk.drain()
        assert 1 <= vendor.refused <= 2
        other = desk.fresh()
        assert await other.drain() == 0, "another process keeps to it as well"
        tried = len(vendor.tried)
        await desk.later(seconds=0.9 if after is None else 6.9)
        assert len(vendor.tried) == tried
        for _ in range(100):
            await desk.later(seconds=20)
        assert len(desk.texts) == 40
        assert vendor.refused < 40

    at_desk(tmp_path, vendor, talk)


def test_several_parts_to_one_chat_are_spread_and_none_is_said_twice(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        paced(desk, Rate(1000, per_chat=1, chat_burst=2))
        await desk.queue("five", before=("one", "two", "three", "four"))
        await desk.drain()
        assert desk.texts == ["one", "two"]
        for _ in range(20):
            await desk.later(milliseconds=500)
        assert desk.texts == ["one", "two", "three", "four", "five"]
        assert (await desk.outbox(lambda outbox: outbox.figures()))[0] == 0

    at_desk(tmp_path, Scripted([None, None, None, Retryable("503")]), talk)


def test_what_waits_for_its_turn_is_no_try(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        paced(desk, Rate(1000, per_chat=0.01, chat_burst=1))
        await desk.queue("one")
        await desk.queue("two")
        await desk.drain()
        await desk.later(seconds=50)
        assert await desk.outbox(lambda outbox: outbox.troubled()) == []
        assert desk.texts == ["one"]
        await desk.later(seconds=60)
        assert desk.texts == ["one", "two"]

    at_desk(tmp_path, Scripted(), talk)


def test_a_result_without_an_id_is_a_result(tmp_path: Path):
    class Bare(Scripted):
        async def send(self, wire: WireMessage, key):  # type: ignore[no-untyped-def]
            await super().send(wire, key)
            return SendResult()

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        await desk.later(days=1)
        assert desk.texts == ["one"]

    at_desk(tmp_path, Bare(), talk)
