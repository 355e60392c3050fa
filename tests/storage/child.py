"""Other processes for tests of the store: `python -m tests.storage.child WHAT …`. They end by being killed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.opening import open_store
from storage.sqlite_store import SqliteStore
from tests.storage.conftest import keyring
from tests.storage.rows import add_both, add_lease

IN_FLIGHT = 16


async def acknowledge(cases_url: str, vault_url: str) -> None:
    """Write without end; print the name of each row once its write returned."""
    store = open_store(cases_url, vault_url, keyring())

    async def one(task: int) -> None:
        for n in range(1_000_000):
            name = f"{os.getpid()}-{task}-{n}"
            await store.write(add_both(name) if n % 8 == 0 else add_lease(name))
            print(name, flush=True)

    await asyncio.gather(*(one(task) for task in range(IN_FLIGHT)))


async def die_at_commit(of: str, cases_url: str, vault_url: str) -> None:
    """Killed by the very COMMIT of one of the two SQLite databases, before it does anything."""
    store = open_store(cases_url, vault_url, keyring())
    assert isinstance(store, SqliteStore)
    session = store.writer._session
    assert session is not None

    def kill(sql: str) -> None:
        if sql == "COMMIT":
            os.kill(os.getpid(), signal.SIGKILL)

    (session.cases if of == "cases" else session.vault).set_trace_callback(kill)
    await store.write(add_both("a"))


@contextmanager
def holding(path: Path, seconds: float) -> Iterator[None]:
    """SQLite's write lock is held by another process from now on, for so long or to the end."""
    with running("tests.storage.holder", path, str(seconds)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield


@contextmanager
def running(module: str, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A process whose output can be read; gone at the end."""
    call = [sys.executable, "-m", module, *map(str, words)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def main(what: str, *words: str) -> None:
    if what == "acknowledge":
        asyncio.run(acknowledge(*words))
    elif what == "die_at_commit":
        asyncio.run(die_at_commit(*words))
    else:
        sys.exit(f"unknown: {what}")


if __name__ == "__main__":
    main(*sys.argv[1:])
