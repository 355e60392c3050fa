"""Our engine without HTTP: an update's bytes through the adapter's reader and the receiver, durable at the return."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from bot.app import Role, build
from bot.commands.frame import settings
from bot.process import new_loop
from channels.base import InboundRequest
from tests.bench.dialogue import Workers, words
from tests.bench.drive import drive
from tests.bench.subject import begin, obey
from tests.bench.subjects.desk import without_sending


def main(file: Path) -> None:
    begin()
    config = settings(file)
    app = without_sending(build(config, Role.SERVE))
    telegram, workers = app.adapters["telegram"], Workers(words(app.intake.script))

    async def apply(update: bytes) -> None:
        events = telegram.parse(InboundRequest("POST", "", {}, update))
        await app.receiver.accept(events)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(app.start())

        def work(people: int, in_flight: int, seconds: float) -> dict[str, Any]:
            return runner.run(drive(apply, workers.by_telegram(people), in_flight, seconds))

        obey(work, turns=len(workers.typed))
        runner.run(app.stop())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
