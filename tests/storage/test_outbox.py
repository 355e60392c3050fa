"""The outbox: one worker strictly in order, leases that run out, nothing sent by two at once."""

from collections.abc import Callable
from typing import Any

from storage.crypto import DataKey
from storage.engine import Store, Unit
from storage.outbox import Outbox, Parcel
from tests.storage.conftest import Urls, with_store

KEY = DataKey("c" * 32, bytes(32), bytes)
LEASE = 60_000


def add(unit: Unit, name: str, alias: str = "ann", *, seq: int, at: int = 0, lease_until: int = 0) -> bool:
    return Outbox(unit.cases).add(
        name,
        seq=seq,
        alias=alias,
        channel="sms",
        conversation_id="c" * 32,
        message_id=f"m-{name}",
        handle=b"handle",
        key=KEY,
        at=at,
        lease_until=lease_until,
    )


def claim(unit: Unit, at: int, most: int = 20) -> list[Parcel]:
    return list(Outbox(unit.cases).claim(at=at, until=at + LEASE, most=most))


def told(urls: Urls, *works: Callable[[Unit], Any]) -> list[Any]:
    async def talk(store: Store) -> list[Any]:
        return [await store.write(work) for work in works]

    found: list[Any] = with_store(urls, talk)
    return found


def test_only_the_oldest_row_of_a_worker_is_claimed(urls: Urls):
    def work(unit: Unit) -> list[str]:
        for seq, name in enumerate(("first", "second", "third"), 1):
            add(unit, name, seq=seq)
        add(unit, "other", "ben", seq=1)
        return sorted(parcel.id for parcel in claim(unit, 1))

    assert told(urls, work) == [["first", "other"]]


def test_the_next_row_waits_until_the_first_is_accepted(urls: Urls):
    def work(unit: Unit) -> list[list[str]]:
        add(unit, "first", seq=1)
        add(unit, "second", seq=2)
        seen = [[parcel.id for parcel in claim(unit, 1)]]
        seen.append([parcel.id for parcel in claim(unit, 2)])
        Outbox(unit.cases).close("first", "sent")
        seen.append([parcel.id for parcel in claim(unit, 3)])
        return seen

    assert told(urls, work) == [[["first"], [], ["second"]]]


def test_a_dead_row_lets_the_next_one_go(urls: Urls):
    def work(unit: Unit) -> list[str]:
        add(unit, "first", seq=1)
        add(unit, "second", seq=2)
        Outbox(unit.cases).close("first", "dead", "BadMessage:21617")
        return [parcel.id for parcel in claim(unit, 1)]

    assert told(urls, work) == [["second"]]


def test_a_lease_keeps_others_away_until_it_runs_out(urls: Urls):
    def work(unit: Unit) -> list[Any]:
        add(unit, "one", seq=1)
        first = claim(unit, 1)
        while_leased = claim(unit, LEASE)
        after = claim(unit, LEASE + 2)
        return [first[0].tries, first[0].unsure, while_leased, after[0].tries, after[0].unsure]

    # The second claimer is told that the first may have sent it.
    assert told(urls, work) == [[1, False, [], 2, True]]


def test_a_row_leased_where_it_is_written_belongs_to_its_writer(urls: Urls):
    def work(unit: Unit) -> list[Any]:
        leased = add(unit, "one", seq=1, lease_until=LEASE)
        again = add(unit, "two", seq=2, lease_until=LEASE)
        return [leased, again, claim(unit, 1), [parcel.id for parcel in claim(unit, LEASE + 1)]]

    # The second is not given: something older for her is still open.
    assert told(urls, work) == [[True, False, [], ["one"]]]


def test_a_failed_try_comes_back_when_it_is_due_and_says_whether_it_may_have_been_accepted(urls: Urls):
    def work(unit: Unit) -> list[Any]:
        add(unit, "one", seq=1)
        claim(unit, 1)
        Outbox(unit.cases).retry("one", at=500, why="Retryable:500", unsure=False)
        early, due = claim(unit, 499), claim(unit, 500)
        Outbox(unit.cases).retry("one", at=600, why="Retryable:timeout", unsure=True)
        return [early, due[0].unsure, claim(unit, 600)[0].unsure]

    assert told(urls, work) == [[[], False, True]]


def test_parts_already_accepted_are_remembered(urls: Urls):
    def work(unit: Unit) -> int:
        add(unit, "one", seq=1)
        claim(unit, 1)
        Outbox(unit.cases).part_done("one", 2)
        return claim(unit, LEASE + 2)[0].parts_done

    assert told(urls, work) == [2]


def test_what_waits_for_a_worker_is_withheld_but_not_what_is_being_sent(urls: Urls):
    def work(unit: Unit) -> list[Any]:
        add(unit, "leased", seq=1, lease_until=LEASE)
        add(unit, "waiting", seq=2)
        add(unit, "other", "ben", seq=1)
        outbox = Outbox(unit.cases)
        outbox.withhold("ann", at=10, why="opted_out")
        return [outbox.close("leased", "sent"), outbox.close("waiting", "sent"), outbox.close("other", "sent")]

    assert told(urls, work) == [[True, False, True]]


def test_the_dead_are_listed_and_can_be_sent_again_or_discarded(urls: Urls):
    def work(unit: Unit) -> list[Any]:
        outbox = Outbox(unit.cases)
        for seq, name in enumerate(("one", "two"), 1):
            add(unit, name, seq=seq)
            outbox.close(name, "dead", "BadMessage:x")
        listed = [row[0] for row in outbox.troubled()]
        return [
            listed,
            outbox.revive("one", at=5),
            outbox.discard("two"),
            [p.id for p in claim(unit, 5)],
            outbox.figures(),
        ]

    listed, revived, discarded, claimed, figures = told(urls, work)[0]
    assert (sorted(listed), revived, discarded, claimed) == (["one", "two"], True, True, ["one"])
    assert (figures[0], figures[1]) == (1, 0)


def test_served_rows_are_swept_and_open_ones_are_not(urls: Urls):
    def work(unit: Unit) -> list[int]:
        outbox = Outbox(unit.cases)
        add(unit, "old", "a", seq=1, at=1)
        add(unit, "open", "b", seq=1, at=1)
        outbox.close("old", "sent")
        return [outbox.sweep(2), outbox.figures()[0]]

    assert told(urls, work) == [[1, 1]]
