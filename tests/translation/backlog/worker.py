"""A process that translates like `worker`, to be killed: `python -m tests.translation.backlog.worker CASES VAULT NOTE`.

Prints the id of its translating process whenever there is a new one.
"""

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.process import new_loop
from storage.opening import open_store
from tests.storage.conftest import keyring
from tests.translation.backlog.house import Desk, backlog


@dataclass
class OnTime(Desk):
    """A desk whose time passes."""

    @property
    def now(self) -> datetime:  # type: ignore[override]
        return datetime.now(UTC)

    @now.setter
    def now(self, moment: datetime) -> None:
        pass


async def main(cases: str, vault: str, note: str) -> None:
    desk = OnTime(open_store(cases, vault, keyring()))
    waiting = backlog(desk, Path("/nonexistent"), options={"note": note}, seconds=3.0, at_once=16)
    await waiting.start(alone=cases.startswith("sqlite"))
    told = None
    while True:
        if waiting.pid != told:
            told = waiting.pid
            print(told, flush=True)
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    new_loop().run_until_complete(main(*sys.argv[1:]))  # the loop that runs in production
