"""The same dialogue on python-telegram-bot's ConversationHandler: nothing kept, or its pickle made durable each turn.

What it would say is not sent: neither is ours. It is given the same 64 users again and again, which keeps its pickle
small; ours gets new ones.
"""

import asyncio
import json
import os
import sys
from collections import deque
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest

from bot.conversation import script
from tests.bench.dialogue import Workers, words
from tests.bench.drive import Apply, drive
from tests.bench.load import OPEN
from tests.bench.subject import begin, obey

ME = json.dumps({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "desk", "username": "desk_bot"}})
said: deque[str] = deque(maxlen=1)


class Nowhere(BaseRequest):
    """No network: the only call is the one for the bot's own name."""

    read_timeout = None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        return 200, ME.encode()


def conversation(typed: tuple[str, ...]) -> ConversationHandler[Any]:
    """One question a state; every answer is kept in `user_data`."""

    def answer(place: int) -> Any:
        async def kept(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> int:
            assert update.message is not None
            assert context.user_data is not None
            if place + 1 == len(typed):
                context.user_data.clear()
                return ConversationHandler.END
            context.user_data[f"answer_{place}"] = update.message.text
            said.append(f"question {place + 1}")
            return place + 1

        return MessageHandler(filters.TEXT, kept)

    states: dict[object, list[Any]] = {place: [answer(place)] for place in range(1, len(typed))}
    return ConversationHandler([answer(0)], states, [], name="report", persistent=True)


async def application(typed: tuple[str, ...], pickle: Path | None) -> "Application[Any, Any, Any, Any, Any, Any]":
    builder = ApplicationBuilder().token("1:token").request(Nowhere()).get_updates_request(Nowhere())
    builder = builder.updater(None).job_queue(None)  # type: ignore[arg-type]
    if pickle is not None:
        builder = builder.persistence(PicklePersistence(pickle))
    app = builder.build()
    handler = conversation(typed)
    if pickle is None:
        handler = ConversationHandler(handler.entry_points, handler.states, [], name="report")
    app.add_handler(handler)
    await app.initialize()
    return app


def applied(app: "Application[Any, Any, Any, Any, Any, Any]", pickle: Path | None) -> Apply:
    async def apply(body: bytes) -> None:
        await app.process_update(Update.de_json(json.loads(body), app.bot))
        if pickle is not None:
            await app.update_persistence()
            with pickle.open("rb") as file:
                os.fsync(file.fileno())

    return apply


def main(directory: Path, how: str) -> None:
    begin()
    typed = words(script.build())
    users = Workers(typed).by_telegram(OPEN)
    pickle = directory / "ptb.pickle" if how == "durable" else None
    with asyncio.Runner() as runner:
        apply = applied(runner.run(application(typed, pickle)), pickle)

        def work(people: int, in_flight: int, seconds: float) -> dict[str, Any]:
            return runner.run(drive(apply, users * -(-people // OPEN), 1, seconds))  # it takes updates one by one

        obey(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
