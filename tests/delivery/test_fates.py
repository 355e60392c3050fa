"""What a vendor says later of a message it had taken, and what follows from it."""

from datetime import timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.delivery import fates
from bot.delivery.reach import Stop
from channels.base import DeliveryStatus, Event
from storage.times import milliseconds
from tests.delivery.desk import Desk, at_desk
from tests.delivery.scripted import Scripted

CALLS = count(1)


async def told(desk: Desk, sid: str, state: Any, code: str | None = None) -> None:
    event = Event("status", "scripted", "", f"s{next(CALLS)}", status=DeliveryStatus(sid, state, code))
    intake: Any = SimpleNamespace(keyring=desk.keyring)
    at = milliseconds(desk.now)
    await desk.store.write(lambda unit: fates.told(intake, unit, event, at=at))


@pytest.mark.parametrize("code", ["30008", "30017", "30410", "63018"])
def test_what_the_network_lost_is_tried_again_later_and_not_for_ever(tmp_path: Path, code: str):
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        for tries in range(1, 9):
            await told(desk, f"id-{tries}", "undelivered", code)
            await told(desk, f"id-{tries}", "undelivered", code)  # the vendor says it twice
            await desk.later(minutes=5)
            assert len(desk.texts) == min(tries, 5), "not at once"
            await desk.later(days=1, hours=1)
            assert len(desk.texts) == min(tries + 1, 5)
        assert (await desk.recipient()).stopped == ""
        assert [row[2] for row in await desk.outbox(lambda outbox: outbox.troubled())] == ["dead"]

    at_desk(tmp_path, Scripted(), talk)


@pytest.mark.parametrize(
    ("code", "why"),
    [("30005", Stop.UNREACHABLE), ("30006", Stop.UNREACHABLE), ("63032", Stop.BLOCKED), ("21610", Stop.OPTED_OUT)],
)
def test_who_cannot_be_reached_is_not_written_to_and_the_rest_is_kept(tmp_path: Path, code: str, why: Stop):
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        await told(desk, "id-1", "failed", code)
        assert (await desk.recipient()).stopped == why
        await desk.later(days=2)
        assert desk.texts == ["one"]

    at_desk(tmp_path, Scripted(), talk)


def test_a_phone_that_is_off_for_days_is_out_of_reach_at_last(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        for tries in range(1, 6):
            assert (await desk.recipient()).stopped == ""
            await told(desk, f"id-{tries}", "undelivered", "30003")
            await desk.later(days=1, hours=1)
        assert (await desk.recipient()).stopped == Stop.UNREACHABLE

    at_desk(tmp_path, Scripted(), talk)


def test_a_filtered_message_is_not_tried_again_and_a_person_is_told(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        name = await desk.queue("one")
        await desk.drain()
        await told(desk, "id-1", "undelivered", "30007")
        await desk.later(days=2)
        assert desk.texts == ["one"]
        assert [(row[0], row[2], row[4]) for row in await desk.outbox(lambda box: box.troubled())] == [
            (name, "dead", "30007")
        ]

    at_desk(tmp_path, Scripted(), talk)


def test_of_several_parts_only_those_from_the_lost_one_on_are_sent_again(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("third", before=("first", "second"))
        await desk.drain()
        await told(desk, "id-1", "delivered")
        await told(desk, "id-2", "undelivered", "30008")
        await desk.later(hours=1)
        assert desk.texts == ["first", "second", "third", "second", "third"]
        await told(desk, "id-4", "delivered")
        await told(desk, "id-3", "delivered")  # about a message that was replaced

    at_desk(tmp_path, Scripted(), talk)


def test_a_failure_that_is_told_before_our_own_commit_still_counts(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await told(desk, "id-1", "failed", "30005")
        await desk.queue("one")
        await desk.drain()
        assert (await desk.recipient()).stopped == Stop.UNREACHABLE

    at_desk(tmp_path, Scripted(), talk)


def test_the_waits_are_longer_each_time():
    assert sorted(fates.WAITS) == list(fates.WAITS)
    assert fates.WAITS[0] >= timedelta(minutes=1)
