"""The same dialogue on aiogram's state machine: in memory, on aiogram-fsm-sqlitestorage, and on that in WAL.

What it would say is not sent: neither is ours. State and data are separate commits in that storage, as shipped.
"""

import asyncio
import json
import sqlite3
import sys
from collections import deque
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Message
from aiogram_fsm_sqlitestorage import SQLiteStorage  # type: ignore[import-untyped]

from bot.conversation import script
from tests.bench.dialogue import Workers, words
from tests.bench.drive import Apply, drive
from tests.bench.load import OPEN
from tests.bench.subject import begin, obey

said: deque[str] = deque(maxlen=1)


class WriteAhead(SQLiteStorage):  # type: ignore[misc]
    """The storage with the journal and the durability that ours has."""

    def _get_connection(self) -> sqlite3.Connection | None:
        fresh = self._conn is None
        connection: sqlite3.Connection | None = super()._get_connection()
        if fresh and connection is not None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        return connection


def storage(directory: Path, how: str) -> BaseStorage:
    if how == "memory":
        return MemoryStorage()
    kind = WriteAhead if how == "wal" else SQLiteStorage
    made: BaseStorage = kind(str(directory / f"aiogram-{how}.db"))
    return made


def conversation(typed: tuple[str, ...]) -> Router:
    """One question a state; every answer is kept in the state's data."""
    router = Router()
    states = [State(f"question_{place}", group_name="report") for place in range(len(typed))]

    def register(place: int) -> None:
        asked = StateFilter(states[place]) if place else StateFilter(None)

        @router.message(asked, F.text)
        async def kept(message: Message, state: FSMContext) -> None:
            if place + 1 == len(typed):
                await state.clear()
                return
            await state.update_data({f"answer_{place}": message.text})
            await state.set_state(states[place + 1])
            said.append(f"question {place + 1}")

    for place in range(len(typed)):
        register(place)
    return router


def applied(typed: tuple[str, ...], kept: BaseStorage) -> Apply:
    dispatcher, bot = Dispatcher(storage=kept), Bot("1:token")
    dispatcher.include_router(conversation(typed))

    async def apply(body: bytes) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(body))

    return apply


def main(directory: Path, how: str) -> None:
    begin()
    typed = words(script.build())
    users = Workers(typed).by_telegram(OPEN)
    with asyncio.Runner() as runner:
        apply = applied(typed, storage(directory, how))

        def work(people: int, in_flight: int, seconds: float) -> dict[str, Any]:
            return runner.run(drive(apply, users * -(-people // OPEN), in_flight, seconds))

        obey(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
