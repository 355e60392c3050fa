"""The sender against every kind of answer a vendor gives."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.ladder import Ladder
from bot.delivery.outbox import Sender
from channels.base import (
    BadMessage,
    Blocked,
    ConfigError,
    OptedOut,
    QuotaExhausted,
    Retryable,
    Throttled,
)
from storage.times import milliseconds
from tests.delivery.desk import LEASE, Desk, at_desk
from tests.delivery.scripted import Asked, Scripted, Slow


def test_a_queued_message_is_sent_to_its_address_once(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("hello")
        await desk.drain()
        await desk.later(hours=2)
        assert [(to, text) for to, text, _ in desk.adapter.sent] == [("address of ann", "hello")]

    at_desk(tmp_path, Scripted(), talk)


def test_one_worker_is_written_to_in_order_even_when_the_first_fails(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        for text in ("one", "two", "three"):
            await desk.queue(text)
        await desk.queue("other", "ben")
        await desk.drain()
        assert desk.texts == ["other"]
        await desk.later(seconds=10)
        assert desk.texts == ["other", "one", "two", "three"]

    at_desk(tmp_path, Scripted([Retryable("500")]), talk)


def test_every_try_of_a_message_has_the_same_key_and_parts_have_their_own(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("second", before=("first",))
        await desk.drain()
        await desk.later(seconds=10)
        first, second, again = desk.adapter.tried
        assert first != second
        assert second == again
        assert desk.texts == ["first", "second"]  # the accepted part is not said again

    at_desk(tmp_path, Scripted([None, Retryable("503")]), talk)


def test_the_vendors_own_wait_is_kept(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("hello")
        await desk.drain()
        await desk.later(seconds=299)
        assert desk.texts == []
        await desk.later(seconds=2)
        assert desk.texts == ["hello"]

    at_desk(tmp_path, Scripted([Throttled("429", after=timedelta(minutes=5))]), talk)


@pytest.mark.parametrize(
    ("error", "why"), [(Blocked("403"), "blocked"), (OptedOut("21610"), "opted_out"), (Blocked("21211"), "unreachable")]
)
def test_who_left_is_not_written_to_again(tmp_path: Path, error: Exception, why: str):
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.queue("two")
        await desk.drain()
        await desk.later(days=1)
        assert len(desk.adapter.tried) == 1
        assert (await desk.recipient()).stopped == why
        assert await desk.outbox(lambda outbox: outbox.troubled()) == []

    at_desk(tmp_path, Scripted([error]), talk)


@pytest.mark.parametrize(("error", "state"), [(BadMessage("21617"), "dead"), (QuotaExhausted("429"), "waits")])
def test_what_will_not_be_accepted_is_not_tried_again_and_is_listed(tmp_path: Path, error: Exception, state: str):
    async def talk(desk: Desk) -> None:
        name = await desk.queue("one")
        await desk.queue("two")
        await desk.drain()
        await desk.later(days=1)
        assert desk.texts == ["two"]
        listed = await desk.outbox(lambda outbox: outbox.troubled())
        assert [(row[0], row[2]) for row in listed] == [(name, state)]

    at_desk(tmp_path, Scripted([error]), talk)


def test_a_wrong_token_keeps_the_message_for_the_operator_to_mend(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        await desk.later(minutes=4)
        assert len(desk.adapter.tried) == 1
        await desk.later(minutes=6)
        assert desk.texts == ["one"]

    at_desk(tmp_path, Scripted([ConfigError("20003")]), talk)


def test_after_three_days_it_is_given_up_out_loud(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        for _ in range(400):
            await desk.later(minutes=16)
        listed = await desk.outbox(lambda outbox: outbox.troubled())
        assert [row[2] for row in listed] == ["dead"]
        assert desk.metrics.given_up._value.get() == 1
        tries = len(desk.adapter.tried)
        await desk.later(days=5)
        assert len(desk.adapter.tried) == tries

    at_desk(tmp_path, Scripted([Retryable("500")] * 500), talk)


def test_a_clean_refusal_is_repeated_without_asking(tmp_path: Path):
    adapter = Asked([Retryable("500")], accepted=False)

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        await desk.later(seconds=10)
        assert (adapter.asked, desk.texts) == (0, ["one"])

    at_desk(tmp_path, adapter, talk)


def test_what_a_killed_process_was_sending_is_taken_over_when_its_lease_is_over(tmp_path: Path):
    adapter = Asked(accepted=True)

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        at = milliseconds(desk.now)
        await desk.outbox(lambda outbox: outbox.claim(at=at, until=at + 60_000, most=9))  # and then it was killed
        desk.sender = desk.fresh()
        await desk.later(seconds=59)
        assert adapter.asked == 0
        await desk.later(seconds=2)
        assert (adapter.asked, adapter.sent) == (1, [])

    at_desk(tmp_path, adapter, talk)


def test_a_row_that_is_still_being_sent_is_not_sent_beside_itself_when_its_lease_runs_out(tmp_path: Path):
    adapter = Slow()

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.sender.drain()
        desk.now += LEASE * 2
        assert await desk.sender.drain() == 0
        adapter.go_on.set()
        await desk.sender.settle()
        assert desk.texts == ["one"]

    at_desk(tmp_path, adapter, talk)


def test_what_a_killed_process_was_sending_is_free_at_once_for_the_only_heir(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        at = milliseconds(desk.now)
        await desk.outbox(lambda outbox: outbox.claim(at=at, until=at + 60_000, most=9))  # and then it was killed
        desk.sender = desk.fresh()
        await desk.drain()
        assert desk.texts == []
        assert await desk.outbox(lambda outbox: outbox.take_over()) == 1
        await desk.drain()
        assert desk.texts == ["one"]

    at_desk(tmp_path, Scripted(), talk)


def test_a_defect_in_an_adapter_does_not_stop_the_sender(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.queue("other", "ben")
        await desk.drain()
        assert desk.texts == ["other"]
        await desk.later(seconds=10)
        assert desk.texts == ["other", "one"]

    at_desk(tmp_path, Scripted([KeyError("oops")]), talk)


def test_a_channel_that_is_switched_off_keeps_its_messages(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        desk.sender = Sender(
            desk.store,
            {},
            keyring=desk.keyring,
            clock=lambda: desk.now,
            ladder=Ladder(lambda: 0.5),
            metrics=desk.metrics,
            lease=LEASE,
            tick=timedelta(seconds=1),
        )
        await desk.queue("one")
        await desk.drain()
        desk.sender = desk.fresh()
        await desk.later(hours=1)
        assert desk.texts == ["one"]

    at_desk(tmp_path, Scripted(), talk)


def test_what_was_erased_meanwhile_is_not_sent(tmp_path: Path):
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.store.write(lambda unit: unit.vault.forget_contact("ann"))
        await desk.drain()
        assert desk.texts == []
        assert await desk.outbox(lambda outbox: outbox.troubled()) == []

    at_desk(tmp_path, Scripted(), talk)
