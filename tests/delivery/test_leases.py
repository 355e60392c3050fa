"""A row is sent by one process at a time, however long the vendor and the queue before it take."""

import asyncio
from pathlib import Path

import pytest

from bot.delivery.leases import Leases
from storage.times import milliseconds
from tests.delivery.desk import LEASE, Desk, at_desk
from tests.delivery.scripted import Slow


def test_a_send_that_outlasts_its_lease_is_not_begun_by_another_process(tmp_path: Path):
    adapter = Slow()

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.sender.drain()
        other = desk.fresh()
        for _ in range(5):
            desk.now += LEASE / 3
            await renewed(desk)
            assert await other.drain() == 0
        adapter.go_on.set()
        await desk.sender.settle()
        await other.settle()
        assert desk.texts == ["one"]

    at_desk(tmp_path, adapter, talk)


def test_what_another_process_took_while_it_waited_for_its_turn_here_is_not_sent_here(tmp_path: Path):
    adapter = Slow()

    async def talk(desk: Desk) -> None:
        desk.sender = desk.fresh(at_once=1)
        await desk.queue("one")
        await desk.queue("other", "ben")
        first = asyncio.create_task(desk.sender.drain())
        while not adapter.begun:
            await asyncio.sleep(0)
        desk.now += LEASE * 2  # frozen for so long
        heir = desk.fresh()
        assert await heir.drain() == 2
        adapter.go_on.set()
        await heir.settle()
        await first
        await desk.sender.settle()
        assert desk.texts.count("other") == 1  # "one" was under way here: nobody can know

    at_desk(tmp_path, adapter, talk)


def test_what_waited_longer_for_its_turn_here_than_its_lease_lasts_is_sent_once(tmp_path: Path):
    adapter = Slow()

    async def talk(desk: Desk) -> None:
        desk.sender = desk.fresh(at_once=1)
        await desk.queue("one")
        await desk.queue("other", "ben")
        first = asyncio.create_task(desk.sender.drain())
        while not adapter.begun:
            await asyncio.sleep(0)
        desk.now += LEASE * 2
        assert await desk.sender.drain() == 0
        adapter.go_on.set()
        await first
        await desk.sender.settle()
        assert sorted(desk.texts) == ["one", "other"]

    at_desk(tmp_path, adapter, talk)


def test_a_lease_that_another_took_is_lost_for_good(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        row = await desk.queue("one")
        at = milliseconds(desk.now)
        until = at + milliseconds_of_lease()
        leases = Leases(desk.store, clock=lambda: desk.now, lease=LEASE)
        await desk.outbox(lambda outbox: outbox.claim(at=at, until=until, most=9))
        leases.took(row, until)
        assert await leases.still(row)
        desk.now += LEASE * 2
        now = milliseconds(desk.now)
        await desk.outbox(lambda outbox: outbox.claim(at=now, until=now + 60_000, most=9))
        assert not await leases.still(row)
        assert not await leases.still(row), "lost is lost"

    at_desk(tmp_path, Slow(), talk)


def test_a_lease_that_ran_out_and_that_nobody_took_is_ours_again(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        row = await desk.queue("one")
        at = milliseconds(desk.now)
        leases = Leases(desk.store, clock=lambda: desk.now, lease=LEASE)
        await desk.outbox(lambda outbox: outbox.claim(at=at, until=at + 60_000, most=9))
        leases.took(row, at + 60_000)
        desk.now += LEASE * 2
        assert await leases.still(row)
        assert await desk.sender.drain() == 0

    at_desk(tmp_path, Slow(), talk)


@pytest.mark.parametrize("ending", ["sent", "dead", "withheld"])
def test_a_closed_row_is_nobodys(tmp_path: Path, ending: str):
    async def talk(desk: Desk) -> None:
        row = await desk.queue("one")
        at = milliseconds(desk.now)
        leases = Leases(desk.store, clock=lambda: desk.now, lease=LEASE)
        await desk.outbox(lambda outbox: outbox.claim(at=at, until=at + 60_000, most=9))
        leases.took(row, at + 60_000)
        await desk.outbox(lambda outbox: outbox.close(row, ending))
        desk.now += LEASE
        assert not await leases.still(row)

    at_desk(tmp_path, Slow(), talk)


def test_leases_are_renewed_by_themselves_while_the_sender_runs(tmp_path: Path):
    adapter = Slow()

    async def talk(desk: Desk) -> None:
        desk.sender = desk.fresh(lease=LEASE / 600)  # a tenth of a second, on the test's clock and on the real one
        await desk.queue("one")
        running = asyncio.create_task(desk.sender.run())
        other = desk.fresh()
        while not adapter.begun:
            await asyncio.sleep(0.01)
        for _ in range(4):
            desk.now += LEASE / 1200
            await asyncio.sleep(0.06)
            assert await other.drain() == 0
        running.cancel()
        adapter.go_on.set()
        await desk.sender.settle()
        assert desk.texts == ["one"]

    at_desk(tmp_path, adapter, talk)


def milliseconds_of_lease() -> int:
    return int(LEASE.total_seconds() * 1000)


async def renewed(desk: Desk) -> None:
    leases = desk.sender._leases
    await leases.renew(list(leases._until))
