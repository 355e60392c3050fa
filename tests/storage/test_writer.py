"""The one writer of SQLite: what arrives together is committed together, and nothing stops its thread."""

import asyncio
import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage import writer
from storage.engine import Store, Unavailable, Unit
from storage.sqlite_store import SqliteStore
from tests.storage.conftest import Urls, with_store
from tests.storage.rows import add_both, add_gone, add_lease, both, leases


def files(urls: Urls) -> tuple[Path, Path]:
    return Path(urls[0].removeprefix("sqlite:///")), Path(urls[1].removeprefix("sqlite:///"))


def on_sqlite(urls: Urls, talk: Any, **options: Any) -> Any:
    async def whole(store: Store) -> Any:
        assert isinstance(store, SqliteStore)
        return await talk(store)

    return with_store(urls, whole, **options)


async def held_up(store: SqliteStore, works: list[Any]) -> list[Any]:
    """Write `works` so that they wait together: the thread is busy with another one until all are queued."""
    loop, busy, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def slow(unit: Unit) -> None:
        loop.call_soon_threadsafe(busy.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)

    first = asyncio.create_task(store.write(slow))
    await busy.wait()
    tasks = [asyncio.create_task(store.write(work)) for work in works]
    await asyncio.sleep(0)
    go_on.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


def test_writes_that_wait_together_share_one_commit(sqlite: Urls) -> None:
    async def talk(store: SqliteStore) -> None:
        outcomes = await held_up(store, [add_lease(f"{n:03}") for n in range(100)])
        assert outcomes == [1] * 100
        assert store.writer.commits == 2  # the slow one's, and theirs
        assert store.writer.works == 101

    on_sqlite(sqlite, talk)


def test_a_batch_has_an_end(sqlite: Urls) -> None:
    async def talk(store: SqliteStore) -> None:
        await held_up(store, [add_lease(f"{n:03}") for n in range(writer.BATCH * 3)])
        assert store.writer.commits == 4

    on_sqlite(sqlite, talk)


def test_a_poisoned_work_does_not_cost_the_batch_its_commit(sqlite: Urls) -> None:
    async def talk(store: SqliteStore) -> None:
        def poison(unit: Unit) -> None:
            add_both("bad")(unit)
            raise KeyError("poison")

        outcomes = await held_up(store, [add_both("a"), poison, add_lease("b"), poison, add_gone("c")])
        assert [type(outcome) for outcome in outcomes] == [type(None), KeyError, int, KeyError, int]
        assert await store.read(both) == (["a", "b"], ["a", "c"])
        assert store.writer.commits == 2

    on_sqlite(sqlite, talk)


def test_a_work_is_run_again_only_if_another_of_its_batch_failed(sqlite: Urls) -> None:
    async def talk(store: SqliteStore) -> None:
        runs: list[str] = []

        def counted(name: str) -> Any:
            def work(unit: Unit) -> int:
                runs.append(name)
                unit.cases.notify(name)
                return add_lease(name)(unit)

            return work

        def poison(unit: Unit) -> None:
            unit.cases.notify("poison")
            raise KeyError

        woken: list[str] = []
        for topic in ("a", "b", "c", "poison"):
            store.listen(topic, partial(woken.append, topic))
        assert await held_up(store, [counted("a"), counted("b")]) == [1, 1]
        assert runs == ["a", "b"]
        outcomes = await held_up(store, [counted("c"), poison])
        assert outcomes[0] == 1  # a new row: the first run of it was taken back
        assert runs == ["a", "b", "c", "c"]
        await asyncio.sleep(0.1)
        assert sorted(woken) == ["a", "b", "c"]

    on_sqlite(sqlite, talk)


def test_a_vault_that_is_locked_is_waited_for_once_in_a_batch(sqlite: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sqlite.VAULT_MS", 400)
    other = sqlite3.connect(files(sqlite)[1], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def talk(store: SqliteStore) -> None:
        begun = time.monotonic()
        outcomes = await held_up(store, [add_both("a"), add_lease("b"), add_gone("c"), add_lease("d")])
        assert [type(outcome) for outcome in outcomes] == [Unavailable, int, Unavailable, int]
        assert 0.3 < time.monotonic() - begun < 0.75
        assert await store.read(leases) == ["b", "d"]
        other.close()
        assert await store.write(add_gone("c")) == 1

    on_sqlite(sqlite, talk)


def test_a_batch_without_a_vault_write_leaves_the_vault_alone(sqlite: Urls) -> None:
    """Another process may hold the vault's lock for long: whoever does not need it does not wait for it."""
    other = sqlite3.connect(files(sqlite)[1], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def talk(store: SqliteStore) -> None:
        await asyncio.wait_for(store.write(add_lease("a")), 1)

    on_sqlite(sqlite, talk)
    other.close()


def test_the_queue_is_bounded_and_sheds_at_once(sqlite: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "QUEUE", 10)

    async def talk(store: SqliteStore) -> None:
        outcomes = await held_up(store, [add_lease(f"{n:02}") for n in range(25)])
        assert outcomes[:10] == [1] * 10
        assert [type(outcome) for outcome in outcomes[10:]] == [Unavailable] * 15
        assert await store.write(add_lease("after")) == 1

    on_sqlite(sqlite, talk)


@pytest.mark.parametrize(
    "error", [SystemExit(3), KeyboardInterrupt(), StopIteration(), MemoryError(), sqlite3.OperationalError("x")]
)
def test_no_error_of_a_work_ends_the_thread(sqlite: Urls, error: BaseException) -> None:
    def work(unit: Unit) -> None:
        raise error

    async def talk(store: SqliteStore) -> None:
        # asyncio cannot carry a StopIteration to the caller
        with pytest.raises(RuntimeError if isinstance(error, StopIteration) else type(error)):
            await store.write(work)
        assert await store.write(add_lease("a")) == 1
        assert store.healthy

    on_sqlite(sqlite, talk)


def test_a_fault_of_our_own_does_not_end_the_thread_either(
    sqlite: Urls, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writer, "ANSWER", 0.3)

    async def talk(store: SqliteStore) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(writer, "tell", lambda jobs: next(iter(())))
            with pytest.raises(Unavailable, match="in time"):
                await store.write(add_lease("a"))
            assert not store.healthy
        assert await store.write(add_lease("b")) == 1
        assert store.healthy
        assert await store.read(leases) == ["a", "b"]

    on_sqlite(sqlite, talk)
    assert "the writer met StopIteration" in caplog.text


@pytest.mark.parametrize("sql", ["COMMIT", "ROLLBACK"])
def test_a_work_that_ends_the_transaction_itself_fails_the_batch_and_the_next_is_served(sqlite: Urls, sql: str) -> None:
    async def talk(store: SqliteStore) -> None:
        ends = lambda unit: unit.cases.put(text(sql))  # noqa: E731
        outcomes = await held_up(store, [add_lease("a"), ends, add_lease("b")])
        assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
        assert not store.healthy
        assert await store.write(add_lease("c")) == 1
        assert store.healthy

    on_sqlite(sqlite, talk)


def test_files_that_vanish_are_reported_and_may_come_back(sqlite: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(store: SqliteStore) -> None:
        store.writer._reopen()  # as after an I/O error
        cases = files(sqlite)[0]
        hidden = cases.rename(cases.with_suffix(".away"))
        with pytest.raises(Unavailable):
            await store.write(add_lease("a"))
        assert not store.healthy
        hidden.rename(cases)
        assert await store.write(add_lease("b")) == 1
        assert store.healthy

    on_sqlite(sqlite, talk)


def test_a_disk_that_hangs_is_told_in_time(sqlite: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "ANSWER", 0.2)

    async def talk(store: SqliteStore) -> None:
        hung = asyncio.create_task(store.write(lambda unit: time.sleep(1)))
        await asyncio.sleep(0.01)
        with pytest.raises(Unavailable, match="in time"):
            await store.write(add_lease("a"))
        with pytest.raises(Unavailable, match="in time"):
            await hung
        await asyncio.sleep(1)
        assert await store.write(add_lease("a")) == 0  # it was stored after all

    on_sqlite(sqlite, talk)


def test_scrubbing_leaves_nothing_in_the_write_ahead_logs(sqlite: Urls) -> None:
    async def talk(store: SqliteStore) -> None:
        secret = "planted-8f1c"
        await store.write(add_both(secret))
        logs = [path.with_name(path.name + "-wal") for path in files(sqlite)]
        assert all(secret.encode() in log.read_bytes() for log in logs)

        def erase(unit: Unit) -> None:
            unit.cases.put(text("DELETE FROM lease"))
            unit.vault.connection.put(text("DELETE FROM destroyed_key"))

        await store.write(erase)
        assert await store.scrub()
        assert [log.stat().st_size for log in logs] == [0, 0]
        assert not any(secret.encode() in path.read_bytes() for path in files(sqlite))

    on_sqlite(sqlite, talk)


def test_a_reader_in_the_way_of_scrubbing_is_told(sqlite: Urls) -> None:
    async def talk(store: SqliteStore) -> None:
        await store.write(add_lease("a"))
        reader = sqlite3.connect(files(sqlite)[0], isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM lease").fetchall()
        await store.write(add_lease("b"))
        assert not await store.scrub()
        reader.close()
        assert await store.scrub()

    on_sqlite(sqlite, talk)


def test_the_log_does_not_grow_without_end(sqlite: Urls) -> None:
    async def talk(store: SqliteStore) -> int:
        largest = 0
        for n in range(60):
            await asyncio.gather(*(store.write(add_lease(f"{n}-{k}-" + "x" * 2000)) for k in range(100)))
            largest = max(largest, files(sqlite)[0].with_name("cases.db-wal").stat().st_size)
        return largest

    assert on_sqlite(sqlite, talk) < 20 * 2**20


def test_a_command_beside_the_server_writes_without_checkpoints(sqlite: Urls) -> None:
    async def talk(server: SqliteStore) -> None:
        async def command(store: SqliteStore) -> None:
            await store.write(add_lease("by the command"))
            for n in range(60):
                await asyncio.gather(*(store.write(add_lease(f"{n}-{k}-" + "x" * 2000)) for k in range(100)))
            assert not await store.scrub()

        await server.write(add_lease("by the server"))
        await asyncio.to_thread(on_sqlite, sqlite, command, beside=True)
        log = files(sqlite)[0].with_name("cases.db-wal").stat().st_size
        assert log > 12 * 2**20  # nothing was checkpointed, not even when the command closed
        assert {"by the command", "by the server"} <= set(await server.read(leases))
        assert await server.scrub()

    on_sqlite(sqlite, talk)


def test_the_connection_that_writes_is_as_careful_as_it_says(sqlite: Urls) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "temp_store": 2,
        "mmap_size": 0,
    }

    async def talk(store: SqliteStore) -> None:
        def work(unit: Unit) -> None:
            for connection in (unit.cases, unit.vault.connection):
                for name, value in wanted.items():
                    row = connection.one(text(f"PRAGMA {name}"))
                    assert row is None or row[0] == value, name

        await store.write(work)

    on_sqlite(sqlite, talk)
