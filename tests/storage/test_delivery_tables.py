"""What delivery keeps beside the outbox, on both databases: what waits, how fast, which group, what is to be wiped."""

import asyncio
from typing import Any

from storage.conversations import Conversations
from storage.crypto import DataKey
from storage.engine import Store, Unit
from storage.groups import Groups
from storage.outbox import NOTICE, REPLY, Outbox
from storage.pace import Paces, Quota, Spent
from storage.parking import park, park_one, stale, unpark
from storage.tallies import Tallies, Tally
from storage.vendor_ids import VendorIds
from tests.storage.conftest import Urls, with_store
from tests.storage.test_outbox import claim, told

KEY = DataKey("c" * 32, bytes(32), bytes)


def add(unit: Unit, name: str, seq: int, *, rank: int = NOTICE, about: str = "", stopped: str = "") -> None:
    where: dict[str, Any] = {"alias": "ann", "channel": "sms", "conversation_id": "c", "message_id": f"m-{name}"}
    Outbox(unit.cases).add(name, seq=seq, **where, handle=None, key=KEY, at=0, rank=rank, about=about, stopped=stopped)


def test_what_waits_is_not_claimed_and_comes_back_without_what_is_stale(urls: Urls) -> None:
    def work(unit: Unit) -> Any:
        add(unit, "question", 1, rank=REPLY)
        add(unit, "old state", 2, about="update.reviewing")
        add(unit, "news", 3, about="update.message")
        assert park(unit.cases, "ann", why="blocked", at=1)
        add(unit, "new state", 4, about="update.delay", stopped="blocked")
        assert claim(unit, 5) == []
        assert unpark(unit.cases, "ann", at=6, answered=True)
        seen = []
        for at in range(7, 12):
            for parcel in claim(unit, at):
                seen.append(parcel.id)
                Outbox(unit.cases).close(parcel.id, "sent")
        return seen, unpark(unit.cases, "ann", at=20, answered=True)

    assert told(urls, work) == [(["news", "new state"], False)]


def test_what_waits_for_a_quota_waits_on_though_she_writes(urls: Urls) -> None:
    def work(unit: Unit) -> Any:
        add(unit, "news", 1)
        claim(unit, 1)
        park_one(unit.cases, "news", why="quota", until=500)
        before = unpark(unit.cases, "ann", at=6, answered=True), claim(unit, 10)
        Outbox(unit.cases).look_again(at=499)
        early = claim(unit, 499)
        Outbox(unit.cases).look_again(at=500)
        return before, early, [parcel.id for parcel in claim(unit, 500)]

    assert told(urls, work) == [((False, []), [], ["news"])]


def test_only_news_of_the_same_report_makes_older_news_stale() -> None:
    rows = [
        ("5", NOTICE, "update.delay", "a"),
        ("4", NOTICE, "update.reviewing", "b"),
        ("3", NOTICE, "update.message", "a"),
        ("2", NOTICE, "update.received", "a"),
        ("1", NOTICE, "update.message", "a"),
    ]
    assert stale(rows, answered=False) == ["2"]


def test_a_group_is_told_by_one_of_many_and_again_after_its_days(urls: Urls) -> None:
    async def talk(store: Store) -> Any:
        def work(unit: Unit) -> bool:
            return Groups(unit.cases).first_time([b"new", b"old"], today=10, until=40)

        many = await asyncio.gather(*(store.write(work) for _ in range(30)))
        later = await store.write(lambda unit: Groups(unit.cases).first_time([b"new"], today=40, until=70))
        rotated = await store.write(lambda unit: Groups(unit.cases).first_time([b"x", b"new"], today=41, until=71))
        return sum(many), later, rotated, await store.write(lambda unit: Groups(unit.cases).forget(70))

    assert with_store(urls, talk) == (1, True, False, 1)


def test_all_processes_see_one_pace(urls: Urls) -> None:
    def work(unit: Unit) -> Any:
        paces = Paces(unit.cases)
        paces.get("line")
        paces.spend("line", 1_795_000_000_000_000)
        paces.pause("line", 77, 2)
        paces.keep_quota(Quota("line", 200, 5, 9))
        return paces.get("line"), paces.quotas()

    assert told(urls, work) == [(Spent(1_795_000_000_000_000, 77, 2), [Quota("line", 200, 5, 9)])]


def test_a_month_is_counted(urls: Urls) -> None:
    def work(unit: Unit) -> Any:
        for parts in (1, 3):
            Tallies(unit.cases).count("2026-11", "sms", "JP", messages=1, parts=parts)
        Tallies(unit.cases).count("2026-12", "sms", "JP", messages=1, parts=1)
        return Tallies(unit.cases).of("2026-11")

    assert told(urls, work) == [[Tally("sms", "JP", 2, 4)]]


def test_what_is_to_be_wiped_is_leased_and_opens_with_its_key(urls: Urls) -> None:
    def work(unit: Unit) -> Any:
        Conversations(unit.cases).add("c", "ann", person="p", seq=0, expires_at=9, remind_at=None)
        ids = VendorIds(unit.cases)
        for number, day in enumerate((1, 5, 6)):
            digest = bytes([number])
            ids.add(digest, message_id=f"m{number}", conversation_id="c", day=day, key=KEY, vendor_id=f"id{number}")
        ids.wipe("ann", since=5, at=10)
        due = ids.to_wipe(at=10, until=20, most=9)
        again = ids.to_wipe(at=19, until=30, most=9)
        ids.wiped(due[0].digest)
        return [one.opened(KEY) for one in due], again, [one.tries for one in ids.to_wipe(at=20, until=30, most=9)]

    assert told(urls, work) == [(["id1", "id2"], [], [1])]
