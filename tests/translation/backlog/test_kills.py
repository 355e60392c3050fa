"""Real processes, killed at any time: every text is rendered, once; two workers never take the same one."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from storage.engine import Store, Unit
from storage.models.cases import METADATA
from storage.opening import open_store
from tests.postgres import Server
from tests.storage.conftest import Urls, keyring, with_store
from tests.translation.backlog.house import Desk, backlog
from tests.translation.backlog.worker import OnTime

TOP = Path(__file__).resolve().parents[3]
RENDERING, TASK = METADATA.tables["rendering"], METADATA.tables["translation_task"]
TEXTS = [f"SLOW {n}" if n % 5 == 0 else f"bài {n}" for n in range(40)]
PATIENCE = 60.0


@contextmanager
def worker(urls: Urls, note: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.translation.backlog.worker", *urls, str(note)]
    process = subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def child_of(process: "subprocess.Popen[str]") -> int:
    """The id of its translating process, waiting for it."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip().isdigit():
            return int(line)
    raise AssertionError("it ended")


def gone(pid: int) -> bool:
    """Not running any more; what its new parent did not yet look at is gone too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.3)


def write_all(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await OnTime(store).wrote(*TEXTS)

    with_store(urls, talk)


def counted(urls: Urls) -> tuple[Counter[str], Counter[str]]:
    """Renderings by text, tasks by state."""

    async def talk(store: Store) -> tuple[Counter[str], Counter[str]]:
        def work(unit: Unit) -> tuple[Counter[str], Counter[str]]:
            rendered = Counter(
                row[0] for row in unit.cases.all(RENDERING.select().with_only_columns(RENDERING.c.text_id))
            )
            states = Counter(row[0] for row in unit.cases.all(TASK.select().with_only_columns(TASK.c.state)))
            return rendered, states

        return await store.read(work)

    async def whole() -> tuple[Counter[str], Counter[str]]:
        store = open_store(*urls, keyring(), beside=True)
        try:
            return await talk(store)
        finally:
            await store.close()

    return asyncio.run(whole())


def everything_is_done_once(urls: Urls) -> None:
    rendered, states = counted(urls)
    assert states == {"done": len(TEXTS)}
    assert set(rendered.values()) == {1}
    assert len(rendered) == len(TEXTS)


def all_done(urls: Urls) -> bool:
    return counted(urls)[1] == {"done": len(TEXTS)}


def killed(urls: Urls, tmp_path: Path, *waits: float) -> None:
    write_all(urls)
    for wait in waits:
        with worker(urls, tmp_path / "note") as process:
            child = child_of(process)
            time.sleep(wait)
            os.kill(process.pid, signal.SIGKILL)
            wait_until(lambda child=child: gone(child))  # its translating process goes with it
    with worker(urls, tmp_path / "note"):
        wait_until(lambda: all_done(urls))
    everything_is_done_once(urls)


def test_a_worker_that_is_killed_loses_and_doubles_nothing(sqlite: Urls, tmp_path: Path) -> None:
    killed(sqlite, tmp_path, 0.3)


@pytest.mark.slow
def test_a_worker_killed_at_any_time_loses_and_doubles_nothing(urls: Urls, tmp_path: Path) -> None:
    killed(urls, tmp_path, 0.0, 0.05, 0.2, 0.4, 0.8)


def test_a_translating_process_killed_again_and_again_loses_nothing(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(store: Store) -> None:
        desk = OnTime(store)
        await desk.wrote(*TEXTS)
        waiting = backlog(desk, tmp_path, at_once=16)
        await waiting.start(alone=True)
        try:
            killed: set[int] = set()
            for wait in (0.05, 0.3):
                while waiting.pid is None or waiting.pid in killed:
                    await asyncio.sleep(0.01)
                await asyncio.sleep(wait)
                killed.add(waiting.pid)
                with suppress(ProcessLookupError):
                    os.kill(waiting.pid, signal.SIGKILL)
            while set((await desk.states()).values()) != {"done"}:
                await asyncio.sleep(0.1)
        finally:
            await waiting.stop()

    with_store(sqlite, talk)
    everything_is_done_once(sqlite)


def test_two_workers_on_postgresql_never_render_the_same_text(postgres: Server, tmp_path: Path) -> None:
    urls = postgres.migrated_pair()
    write_all(urls)
    note = tmp_path / "note"
    with worker(urls, note), worker(urls, note):
        wait_until(lambda: all_done(urls))
    everything_is_done_once(urls)
    assert set(Counter(note.read_text().split()).values()) == {1}
    postgres.give_back(urls)


def test_the_translating_process_has_neither_socket_nor_database_nor_environment(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(store: Store) -> None:
        desk = Desk(store)
        waiting = backlog(desk, tmp_path)
        os.environ["MADOGUCHI_MASTER_KEY"] = "k1:never"
        try:
            await desk.wrote("REACH")
            await waiting.settle()
            pid = waiting.pid
            assert pid is not None
            proc = Path(f"/proc/{pid}")
            assert (await desk.read())["REACH"] == "no socket,no database,no program"
            files = [os.readlink(file) for file in (proc / "fd").iterdir()]
            assert [file for file in files if not file.startswith("pipe:") and file != "/dev/null"] == []
            assert b"MADOGUCHI" not in (proc / "environ").read_bytes()
            nice = int((proc / "stat").read_text().rpartition(")")[2].split()[16])
            assert nice == min(19, os.nice(0) + 10)
            assert not any(str(url).rpartition("/")[2] in (proc / "maps").read_text() for url in sqlite)
        finally:
            del os.environ["MADOGUCHI_MASTER_KEY"]
            await waiting.stop()
        assert gone(pid)

    with_store(sqlite, talk)


def test_an_urgent_text_does_not_wait_behind_others(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(store: Store) -> None:
        desk = Desk(store)
        waiting = backlog(desk, tmp_path)
        await desk.wrote(*(f"SLOW {n}" for n in range(500)))
        await waiting.start(alone=True)
        try:
            while waiting.pid is None:
                await asyncio.sleep(0.01)
            begun = time.monotonic()
            await desk.wrote("cứu tôi", conversation="c2", urgent=True)
            while not await desk.read("c2"):
                await asyncio.sleep(0.005)
            assert time.monotonic() - begun < 1.0
            assert len(await desk.read()) < 500
        finally:
            await waiting.stop()

    with_store(sqlite, talk)
