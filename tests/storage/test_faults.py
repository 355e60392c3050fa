"""Locks, full disks and killed processes: an acknowledged row is there, and a caller is told in time."""

import asyncio
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import writer
from storage.engine import Store, Unavailable
from storage.migrate import migrate
from tests.storage.child import holding, running
from tests.storage.conftest import Urls, sqlite_urls, with_store
from tests.storage.rows import add_both, add_lease, both, leases
from tests.storage.test_writer import files

CHILD = "tests.storage.child"


async def longest_pause(during: "asyncio.Task[object]") -> float:
    """The longest time the event loop did not come back to us while the task ran."""
    longest = 0.0
    while not during.done():
        before = time.perf_counter()
        await asyncio.sleep(0.005)
        longest = max(longest, time.perf_counter() - before - 0.005)
    return longest


@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 1], ids=["cases", "vault"])
def test_a_lock_of_three_seconds_is_waited_for_while_the_event_loop_goes_on(sqlite: Urls, place: int) -> None:
    async def talk(store: Store) -> tuple[float, float]:
        await store.write(add_both("warm"))
        with holding(files(sqlite)[place], 3):
            began = time.perf_counter()
            write = asyncio.create_task(store.write(add_both("a")))
            pause = await longest_pause(write)
            await write
            return pause, time.perf_counter() - began

    pause, waited = with_store(sqlite, talk)
    assert 2.5 < waited < 4.5
    assert pause < 0.05


def test_those_who_come_while_a_lock_is_held_wait_with_the_first(sqlite: Urls) -> None:
    async def talk(store: Store) -> list[float]:
        with holding(files(sqlite)[0], 2):
            ends = []

            async def one(n: int) -> None:
                await asyncio.sleep(n * 0.1)
                await store.write(add_lease(f"{n}"))
                ends.append(time.perf_counter())

            await asyncio.gather(*(one(n) for n in range(10)))
            assert store.writer.commits == 1  # type: ignore[attr-defined]
            return ends

    ends = with_store(sqlite, talk)
    assert max(ends) - min(ends) < 0.2


@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 1], ids=["cases", "vault"])
def test_a_lock_that_does_not_end_is_told_within_ten_seconds(sqlite: Urls, place: int) -> None:
    async def talk(store: Store) -> float:
        with holding(files(sqlite)[place], 30):
            began = time.perf_counter()
            outcomes = await asyncio.gather(
                *(store.write(add_both(f"{n}")) for n in range(300)), return_exceptions=True
            )
            assert {type(outcome) for outcome in outcomes} == {Unavailable}
            assert {str(outcome) for outcome in outcomes} == {"the database did not take the write: SQLITE_BUSY"}
            assert (place == 1) or not store.healthy
            waited = time.perf_counter() - began
        await store.write(add_both("after"))
        assert store.healthy
        assert await store.read(both) == (["after"], ["after"])
        return waited

    assert with_store(sqlite, talk) < 10


@pytest.mark.parametrize(("of", "stored"), [("cases", ([], ["a"])), ("vault", ([], []))])
def test_a_crash_between_the_two_commits_leaves_vault_rows_only(
    sqlite: Urls, of: str, stored: tuple[list[str], list[str]]
) -> None:
    with running(CHILD, "die_at_commit", of, *sqlite) as process:
        assert process.wait(20) == -9
    assert with_store(sqlite, lambda store: store.read(both)) == stored


@pytest.mark.slow
def test_kill_9_keeps_every_row_that_was_acknowledged(urls: Urls) -> None:
    acknowledged: set[str] = set()
    for wanted in (50, 333, 1000):
        with running(CHILD, "acknowledge", *urls) as process:
            assert process.stdout is not None
            for _ in range(wanted):
                acknowledged.add(process.stdout.readline().strip())
            process.kill()
            whole = process.stdout.read().split("\n")[:-1]
            acknowledged.update(whole)
    stored, in_vault = with_store(urls, lambda store: store.read(both))
    assert acknowledged <= set(stored)
    assert {name for name in acknowledged if int(name.rsplit("-", 1)[1]) % 8 == 0} <= set(in_vault)
    # Never a case row without its vault row: the vault was first.
    assert {name for name in stored if int(name.rsplit("-", 1)[1]) % 8 == 0} <= set(in_vault)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk needs root to mount it")
    at = tmp_path / "small"
    at.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", at], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let us mount")
    yield at
    subprocess.run(["umount", "-l", at], check=True)


@pytest.mark.rig
@pytest.mark.parametrize("full", ["cases", "vault", "both"])
def test_a_full_disk_refuses_loses_nothing_and_recovers_by_itself(small_disk: Path, tmp_path: Path, full: str) -> None:
    urls = (
        sqlite_urls(small_disk if full in ("cases", "both") else tmp_path)[0],
        sqlite_urls(small_disk if full in ("vault", "both") else tmp_path)[1],
    )
    migrate(*urls)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 400_000))

    async def burst(store: Store, name: str) -> set[str]:
        names = [f"{name}-{n}-" + "x" * 1500 for n in range(20)]
        outcomes = await asyncio.gather(*(store.write(add_both(n)) for n in names), return_exceptions=True)
        for outcome in outcomes:
            assert outcome is None or isinstance(outcome, Unavailable), outcome
        return {n for n, outcome in zip(names, outcomes, strict=True) if outcome is None}

    async def talk(store: Store) -> set[str]:
        acknowledged: set[str] = set()
        refused = 0
        for n in range(60):
            stored = await burst(store, f"{n}")
            acknowledged |= stored
            refused += len(stored) < 20
            if refused == 3:
                break
        assert refused == 3, "the disk did not become full"
        assert not store.healthy
        assert set(await store.read(leases)) >= acknowledged  # reading goes on
        ballast.unlink()
        assert len(await burst(store, "after")) == 20, "it did not recover"
        assert store.healthy
        stored_rows, in_vault = await store.read(both)
        assert acknowledged <= set(stored_rows) <= set(in_vault)
        return acknowledged

    acknowledged = with_store(urls, talk)
    assert acknowledged <= set(with_store(urls, lambda store: store.read(leases)))


def test_no_refusal_quotes_what_a_person_wrote(sqlite: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "PATIENCE", 0.1)

    async def talk(store: Store) -> None:
        with holding(files(sqlite)[0], 30):
            with pytest.raises(Unavailable) as refused:
                await store.write(add_lease("my boss keeps my passport"))
            assert re.search("passport", repr(refused.value)) is None

    with_store(sqlite, talk)
