"""A send whose fate nobody told: it is asked about where that is possible, and never taken for another."""

from pathlib import Path

from channels.base import HandleRefused, Retryable
from tests.delivery.desk import Desk, at_desk
from tests.delivery.scripted import Asked, Free


def test_the_same_words_said_a_moment_ago_are_not_taken_for_the_send_of_unknown_fate(tmp_path: Path):
    adapter = Asked([None, Retryable("timeout", fate_unknown=True)], accepted=True)
    adapter.found = "id-1"  # what the first message was called

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        await desk.queue("one")
        await desk.drain()
        await desk.later(seconds=10)
        assert (adapter.asked, desk.texts) == (1, ["one", "one"])

    at_desk(tmp_path, adapter, talk)


def test_what_is_unknown_stays_unknown_when_the_next_try_is_refused(tmp_path: Path):
    adapter = Asked([Retryable("timeout", fate_unknown=True), Retryable("503")], accepted=False)

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        for _ in range(2):
            await desk.later(seconds=60)
        assert (adapter.asked, desk.texts) == (2, ["one"])

    at_desk(tmp_path, adapter, talk)


def test_a_reply_of_unknown_fate_whose_handle_is_used_was_said_and_is_not_pushed_again(tmp_path: Path):
    adapter = Free([Retryable("timeout", fate_unknown=True), HandleRefused("reply token")])

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        await desk.later(seconds=10)
        assert (len(adapter.tried), adapter.sent) == (2, [])
        assert await desk.outbox(lambda outbox: outbox.figures()) == (0, 0, None)

    at_desk(tmp_path, adapter, talk)


def test_a_handle_that_is_refused_at_the_first_try_gives_way_to_a_push(tmp_path: Path):
    adapter = Free([HandleRefused("reply token")])

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        assert desk.texts == ["one"]

    at_desk(tmp_path, adapter, talk)


def test_a_send_of_unknown_fate_is_asked_about_before_it_is_repeated(tmp_path: Path):
    adapter = Asked([Retryable("timeout", fate_unknown=True)], accepted=True)

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        await desk.later(seconds=10)
        assert (adapter.asked, adapter.sent) == (1, [])
        assert (await desk.outbox(lambda outbox: outbox.figures()))[0] == 0

    at_desk(tmp_path, adapter, talk)


def test_one_that_was_not_accepted_after_all_is_sent(tmp_path: Path):
    adapter = Asked([Retryable("timeout", fate_unknown=True)], accepted=False)

    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        await desk.later(seconds=10)
        assert (adapter.asked, desk.texts) == (1, ["one"])

    at_desk(tmp_path, adapter, talk)
