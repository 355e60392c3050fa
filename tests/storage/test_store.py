"""What every store keeps to, on both databases."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from storage.engine import NotMigrated, Store, Unavailable, Unit
from storage.models.cases import METADATA
from storage.opening import open_store
from storage.statements import insert_or_ignore
from tests.storage.conftest import Urls, keyring, with_store
from tests.storage.rows import ADD_GONE, ADD_LEASE, LEASE, add_both, add_gone, add_lease, both, leases


class Poison(Exception):
    """A work that fails."""


def poisoned(name: str) -> Callable[[Unit], None]:
    def work(unit: Unit) -> None:
        add_both(name)(unit)
        raise Poison(name)

    return work


def test_a_write_gives_back_what_the_work_returned_and_is_seen_by_the_next_read(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        assert await store.write(add_lease("a")) == 1
        assert await store.write(add_lease("a")) == 0
        assert await store.read(leases) == ["a"]
        assert store.healthy

    with_store(urls, talk)


def test_rows_outlive_the_store(urls: Urls) -> None:
    with_store(urls, lambda store: store.write(add_both("a")))
    assert with_store(urls, lambda store: store.read(both)) == (["a"], ["a"])


def test_a_poisoned_work_fails_alone(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        works = [poisoned(f"bad{n}") if n % 3 == 0 else add_both(f"good{n}") for n in range(30)]
        outcomes = await asyncio.gather(*(store.write(work) for work in works), return_exceptions=True)
        for n, outcome in enumerate(outcomes):
            if n % 3 == 0:
                assert isinstance(outcome, Poison)
                assert str(outcome) == f"bad{n}"
            else:
                assert outcome is None
        good = sorted(f"good{n}" for n in range(30) if n % 3)
        assert await store.read(both) == (good, good)
        assert store.healthy

    with_store(urls, talk)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=st.lists(st.sampled_from(["cases", "both", "poison", "broken", "vault then poison"]), max_size=40))
def test_exactly_the_works_that_succeeded_are_stored(urls: Urls, fates: list[str]) -> None:
    def work_of(name: str, fate: str) -> Callable[[Unit], str]:
        def work(unit: Unit) -> str:
            unit.cases.put(ADD_LEASE, name=name, owner="me", until=1)
            if fate in ("both", "vault then poison"):
                unit.vault.connection.put(ADD_GONE, data_key_id=name, day=1, why="")
            if fate == "broken":
                unit.cases.run(insert(LEASE).values(name=name, owner="me", until=1))
            if "poison" in fate:
                raise Poison
            return name

        return work

    async def talk(store: Store) -> None:
        before = set(await store.read(leases))
        names = [f"{len(before)}-{n}" for n in range(len(fates))]
        works = [work_of(name, fate) for name, fate in zip(names, fates, strict=True)]
        outcomes = await asyncio.gather(*(store.write(work) for work in works), return_exceptions=True)
        succeeded = {name for name, outcome in zip(names, outcomes, strict=True) if outcome == name}
        assert succeeded == {name for name, fate in zip(names, fates, strict=True) if fate in ("cases", "both")}
        stored, in_vault = await store.read(both)
        assert set(stored) - before == succeeded
        assert set(in_vault) & set(names) == {n for n, f in zip(names, fates, strict=True) if f == "both"}

    with_store(urls, talk)


def test_a_work_that_swallows_its_error_still_stores_all_or_nothing(urls: Urls) -> None:
    """SQLite goes on after a broken statement, PostgreSQL does not: whoever is told "stored" has rows."""

    def work(unit: Unit) -> None:
        unit.cases.put(ADD_LEASE, name="first", owner="me", until=1)
        try:
            unit.cases.run(insert(LEASE).values(name="first", owner="me", until=1))
        except Exception:
            return

    async def talk(store: Store) -> None:
        try:
            await store.write(work)
            assert await store.read(leases) == ["first"]
        except Exception:
            assert await store.read(leases) == []
        await store.write(add_lease("next"))

    with_store(urls, talk)


@pytest.mark.parametrize(
    "odd", [1.5, object(), ("a",), "lone \ud800 surrogate", 2**63, "a" * 10], ids=lambda odd: ascii(odd)[:20]
)
def test_a_value_no_column_takes_is_the_callers_fault_and_stores_nothing(urls: Urls, odd: object) -> None:
    async def talk(store: Store) -> None:
        def work(unit: Unit) -> None:
            add_both("kept back")(unit)
            unit.cases.run(ADD_LEASE, name="a", owner="me", until=odd)
            unit.cases.run(text("no such statement"))  # SQLite takes text for a number

        (outcome,) = await asyncio.gather(store.write(work), return_exceptions=True)
        assert isinstance(outcome, Exception)
        assert not isinstance(outcome, Unavailable)
        assert await store.read(both) == ([], [])
        assert await store.write(add_lease("next")) == 1

    with_store(urls, talk)


def test_a_large_value_goes_through_whole(urls: Urls) -> None:
    large = os.urandom(8_000_000)
    seen = METADATA.tables["inbox"]
    row = {
        "id": "i",
        "seq": 1,
        "channel": "sms",
        "alias": "",
        "event_ct": large,
        "reason": "held",
        "tries": 0,
        "due_at": 1,
    }

    async def talk(store: Store) -> None:
        def work(unit: Unit) -> None:
            for n in range(3):
                unit.cases.put(insert_or_ignore(seen), **row | {"id": str(n)})
            add_lease("beside")(unit)

        await store.write(work)
        rows = await store.read(lambda unit: unit.cases.all(select(seen.c.event_ct)))
        assert [row[0] == large for row in rows] == [True] * 3

    with_store(urls, talk)


def test_nul_is_stored_or_refused_and_never_cuts_a_text_short(urls: Urls) -> None:
    """PostgreSQL has no NUL in a text; bytes may hold any."""

    async def talk(store: Store) -> None:
        (outcome,) = await asyncio.gather(store.write(add_lease("before\0after")), return_exceptions=True)
        assert not isinstance(outcome, Unavailable)
        assert await store.read(leases) == ([] if isinstance(outcome, Exception) else ["before\0after"])
        assert await store.write(add_lease("next")) == 1

    with_store(urls, talk)


@pytest.mark.parametrize("place", ["cases", "vault"])
def test_a_read_cannot_write(urls: Urls, place: str) -> None:
    async def talk(store: Store) -> None:
        await store.write(add_both("a"))
        with pytest.raises(Exception, match=r"read.?only"):
            await store.read(add_lease("b") if place == "cases" else add_gone("b"))
        assert await store.read(both) == (["a"], ["a"])
        await store.write(add_both("b"))

    with_store(urls, talk)


def test_a_read_sees_one_moment(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await store.write(add_lease("a"))
        loop, started, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

        def slow(unit: Unit) -> tuple[list[str], list[str]]:
            first = leases(unit)
            loop.call_soon_threadsafe(started.set)
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
            return first, leases(unit)

        reading = asyncio.create_task(store.read(slow))
        await started.wait()
        await store.write(add_lease("b"))
        go_on.set()
        assert await reading == (["a"], ["a"])
        assert await store.read(leases) == ["a", "b"]

    with_store(urls, talk)


def test_a_commit_wakes_those_who_listen_and_a_failure_does_not(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        heard, other = asyncio.Event(), asyncio.Event()
        store.listen("outbox", heard.set)
        store.listen("backlog", other.set)
        await asyncio.sleep(0.3)  # PostgreSQL's listener says once what it may have missed
        heard.clear()
        other.clear()

        def failing(unit: Unit) -> None:
            unit.cases.notify("outbox")
            raise Poison

        with pytest.raises(Poison):
            await store.write(failing)
        await asyncio.sleep(0.1)
        assert not heard.is_set()
        await store.write(lambda unit: unit.cases.notify("outbox"))
        await asyncio.wait_for(heard.wait(), 5)
        assert not other.is_set()

    with_store(urls, talk)


def test_closing_finishes_what_is_queued_and_takes_nothing_more(urls: Urls) -> None:
    async def talk() -> None:
        store = open_store(*urls, keyring())
        writes = [asyncio.ensure_future(store.write(add_lease(f"{n:03}"))) for n in range(300)]
        await asyncio.sleep(0)
        await store.close()
        assert await asyncio.gather(*writes) == [1] * 300
        with pytest.raises(Unavailable):
            await store.write(add_lease("late"))

    asyncio.run(talk())
    assert len(with_store(urls, lambda store: store.read(leases))) == 300


def test_a_caller_that_goes_away_does_not_disturb_the_others(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        tasks = [asyncio.create_task(store.write(add_lease(f"{n:02}"))) for n in range(20)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert list(outcomes[1::2]) == [1] * 10
        await store.write(add_lease("next"))

    with_store(urls, talk)


def test_a_store_may_be_used_from_one_event_loop_after_another(urls: Urls) -> None:
    store = open_store(*urls, keyring())
    assert asyncio.run(store.write(add_lease("a"))) == 1
    assert asyncio.run(store.write(add_lease("b"))) == 1
    assert asyncio.run(store.read(leases)) == ["a", "b"]
    asyncio.run(store.close())


def test_two_kinds_of_database_do_not_make_a_store(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="both"):
        open_store(f"sqlite:///{tmp_path}/cases.db", "postgresql+psycopg:///vault", keyring())


def test_a_missing_database_is_named_with_the_command_that_makes_it(sqlite: Urls) -> None:
    missing = sqlite[0].replace("cases.db", "nowhere.db")
    with pytest.raises(NotMigrated, match=r"nowhere\.db; run: madoguchi migrate"):
        open_store(missing, sqlite[1], keyring())
