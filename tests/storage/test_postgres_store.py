"""The store on PostgreSQL: what meets is run again, what breaks is replaced, what cannot be known is not repeated."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import psycopg
import pytest
from sqlalchemy import bindparam, select, text, update

from storage import postgres_store
from storage.engine import NotMigrated, Store, Unavailable, Unit
from storage.opening import open_store
from tests.postgres import Server, own
from tests.storage.conftest import Urls, keyring, with_store
from tests.storage.rows import LEASE, add_both, add_gone, add_lease, both, leases

MOVE = update(LEASE).where(LEASE.c.name == bindparam("is_name")).values(until=LEASE.c.until + 1)


@pytest.fixture
def pair(postgres: Server) -> Iterator[Urls]:
    """Two databases that are up to date and whose schema may be changed."""
    urls = postgres.migrated_pair()
    yield urls
    postgres.drop_pair(urls)


def by_hand(url: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def at_commit(url: str, table: str, statement: str) -> None:
    """Let the server do something when a transaction that wrote to `table` commits."""
    with by_hand(url) as connection:
        connection.execute(
            f"CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$"
        )
        connection.execute(
            f"CREATE CONSTRAINT TRIGGER late AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION late()"
        )


def others(url: str, do: str) -> int:
    """Do something (`pg_terminate_backend`) to every other connection of this database."""
    with by_hand(url) as connection:
        return connection.execute(
            f"SELECT {do}(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).rowcount


def test_two_units_that_lock_each_other_are_both_stored(pair: Urls) -> None:
    async def talk(store: Store) -> None:
        await store.write(add_lease("a"))
        await store.write(add_lease("b"))
        both_hold = asyncio.Barrier(2)
        loop = asyncio.get_running_loop()
        runs: list[str] = []

        def crossing(first: str, second: str) -> Callable[[Unit], None]:
            def work(unit: Unit) -> None:
                unit.cases.run(MOVE, is_name=first)
                if runs.count(first) == 0:
                    runs.append(first)
                    asyncio.run_coroutine_threadsafe(both_hold.wait(), loop).result(10)
                else:
                    runs.append(first)
                unit.cases.run(MOVE, is_name=second)

            return work

        await asyncio.gather(store.write(crossing("a", "b")), store.write(crossing("b", "a")))
        assert len(runs) == 3  # one of them was run again
        assert await store.read(lambda unit: unit.cases.all(select(LEASE.c.until))) == [(3,), (3,)]

    with_store(pair, talk)


def test_connections_that_were_cut_while_idle_are_replaced_unnoticed(pair: Urls) -> None:
    async def talk(store: Store) -> None:
        await asyncio.gather(*(store.write(add_both(f"{n}")) for n in range(20)))
        await store.read(leases)
        for url in pair:
            assert others(url, "pg_terminate_backend") > 0
        outcomes = await asyncio.gather(*(store.write(add_both(f"then {n}")) for n in range(20)))
        assert outcomes == [None] * 20
        assert len(await store.read(leases)) == 40
        assert store.healthy

    with_store(pair, talk)


def test_a_unit_whose_connection_is_cut_is_run_again_from_its_beginning(pair: Urls) -> None:
    async def talk(store: Store) -> None:
        runs = 0

        def work(unit: Unit) -> None:
            nonlocal runs
            runs += 1
            unit.cases.run(MOVE, is_name="a")
            if runs == 1:
                assert others(pair[0], "pg_terminate_backend") > 0
            add_both("b")(unit)

        await store.write(add_lease("a"))
        await store.write(work)
        assert runs == 2
        assert await store.read(both) == (["a", "b"], ["b"])
        assert await store.read(lambda unit: unit.cases.all(select(LEASE.c.until).order_by(LEASE.c.name))) == [
            (2,),
            (1,),
        ]

    with_store(pair, talk)


def test_a_commit_whose_answer_is_lost_is_not_repeated(pair: Urls) -> None:
    """Between the two commits the case connection dies: the vault has its row, the cases do not, the caller is told."""
    at_commit(pair[1], "destroyed_key", "PERFORM pg_sleep(1)")

    async def talk(store: Store) -> None:
        runs = 0

        def work(unit: Unit) -> None:
            nonlocal runs
            runs += 1
            add_both("a")(unit)

        write = asyncio.create_task(store.write(work))
        await asyncio.sleep(0.5)
        others(pair[0], "pg_terminate_backend")
        with pytest.raises(Unavailable):
            await write
        assert runs == 1
        assert await store.read(both) == ([], ["a"])
        await store.write(add_lease("b"))

    with_store(pair, talk)


def test_a_vault_that_cannot_commit_takes_the_case_rows_with_it(pair: Urls) -> None:
    at_commit(pair[1], "destroyed_key", "RAISE EXCEPTION 'no' USING ERRCODE = 'disk_full'")

    async def talk(store: Store) -> None:
        with pytest.raises(Unavailable, match="53100"):
            await store.write(add_both("a"))
        assert not store.healthy
        assert await store.read(both) == ([], [])
        await store.write(add_lease("b"))
        assert store.healthy

    with_store(pair, talk)


def test_a_case_write_that_fails_late_leaves_nothing_in_the_vault(pair: Urls) -> None:
    """Pipelined writes fail when they are asked about: that must be before the vault's commit."""

    def work(unit: Unit) -> None:
        add_gone("a")(unit)
        unit.cases.put(text("INSERT INTO lease (name) VALUES (NULL)"))

    async def talk(store: Store) -> None:
        with pytest.raises(psycopg.errors.NotNullViolation):
            await store.write(work)
        assert await store.read(both) == ([], [])

    with_store(pair, talk)


def test_a_unit_that_swallowed_an_error_is_not_called_stored(pair: Urls) -> None:
    """The server answers such a COMMIT with ROLLBACK and without an error."""

    def work(unit: Unit) -> None:
        add_lease("a")(unit)
        with pytest.raises(psycopg.errors.NotNullViolation):
            unit.cases.run(text("INSERT INTO lease (name) VALUES (NULL)"))

    async def talk(store: Store) -> None:
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            await store.write(work)
        assert await store.read(leases) == []

    with_store(pair, talk)


def test_units_beyond_what_may_wait_are_shed_at_once(pair: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_store, "QUEUE", 5)

    def slow(unit: Unit) -> None:
        unit.cases.put(text("SELECT pg_sleep(0.5)"))

    async def talk(store: Store) -> None:
        slow_ones = [asyncio.create_task(store.write(slow)) for _ in range(2)]
        await asyncio.sleep(0.2)
        outcomes = await asyncio.gather(*(store.write(add_lease(f"{n}")) for n in range(12)), return_exceptions=True)
        assert outcomes[:5] == [1] * 5
        assert [type(outcome) for outcome in outcomes[5:]] == [Unavailable] * 7
        await asyncio.gather(*slow_ones)

    with_store(pair, talk, writers=2)


def test_a_unit_that_waited_too_long_for_a_connection_is_told_so(pair: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_store, "PATIENCE", 0.3)

    async def talk(store: Store) -> None:
        slow = asyncio.create_task(store.write(lambda unit: unit.cases.put(text("SELECT pg_sleep(0.8)"))))
        await asyncio.sleep(0.1)
        with pytest.raises(Unavailable, match="no connection became free"):
            await store.write(add_lease("a"))
        await slow
        assert await store.write(add_lease("b")) == 1

    with_store(pair, talk, writers=1)


@pytest.mark.slow
def test_a_locked_table_is_told_within_ten_seconds(pair: Urls) -> None:
    async def talk(store: Store) -> None:
        with by_hand(pair[0]) as other:
            other.execute("BEGIN")
            other.execute("LOCK TABLE lease")
            began = time.monotonic()
            with pytest.raises(Unavailable, match="55P03"):
                await store.write(add_lease("a"))
            assert time.monotonic() - began < 10
        await store.write(add_lease("b"))

    with_store(pair, talk)


def test_a_database_that_does_not_exist_is_named_with_what_to_do(postgres: Server, pair: Urls) -> None:
    with pytest.raises(NotMigrated, match="run: madoguchi migrate"):
        open_store(postgres.url("nowhere"), pair[1], keyring())


def test_a_server_that_restarts_is_found_again() -> None:
    async def talk(store: Store, server: Server) -> None:
        await store.write(add_both("a"))
        server.stop()
        with pytest.raises(Unavailable):
            await store.write(add_both("b"))
        assert not store.healthy
        with pytest.raises(Unavailable):
            await store.read(leases)
        server.start()
        await store.write(add_both("c"))
        assert store.healthy
        assert await store.read(both) == (["a", "c"], ["a", "c"])

    with own() as server:
        with_store(server.migrated_pair(), lambda store: talk(store, server))


def test_a_server_that_hangs_is_told_in_time_and_its_rows_are_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_store, "ANSWER", 1.0)

    async def talk(store: Store, server: Server) -> None:
        await store.write(add_lease("a"))
        with stopped(server):
            began = time.monotonic()
            with pytest.raises(Unavailable, match="in time"):
                await store.write(add_lease("b"))
            assert time.monotonic() - began < 8  # a busy machine may be late, a vendor waits for 15 s
        await store.write(add_lease("b"))  # as a vendor would
        assert await store.read(leases) == ["a", "b"]

    with own() as server:
        with_store(server.migrated_pair(), lambda store: talk(store, server))


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """Every process of the server frozen for a while."""
    family = [server.pid, *(child.pid for child in psutil.Process(server.pid).children())]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)
