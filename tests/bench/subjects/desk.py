"""Our server as `serve` runs it. Unless asked to send, its outbox is only filled: that is not part of a turn."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.app import App, Role, build
from bot.commands.frame import settings
from bot.intake.receiver import Receiver
from bot.intake.scene import Ready
from bot.parts import clock
from bot.process import listening, live, new_loop
from bot.webhooks import Webhooks
from tests.bench.subject import begin, tell


def unsent(ready: Ready) -> None:
    """Nobody sends here."""


def without_sending(app: App, ready: Callable[[Ready], None] = unsent) -> App:
    """The same app as a process that neither sends nor ticks: what it says stays in the outbox."""
    intake, config = replace(app.intake, sends=False), app.config
    receiver = Receiver(app.store, intake, clock=clock, metrics=app.metrics, ready=ready)
    webhooks = Webhooks(
        app.adapters,
        receiver,
        public_url=config.server.public_url,
        body_bytes=config.limits.body_bytes,
        metrics=app.metrics,
    )
    return replace(app, role=Role.WEB, intake=intake, receiver=receiver, webhooks=webhooks)


def main(file: Path, how: str) -> None:
    begin()
    config = settings(file)
    app = build(config, Role.SERVE)
    if how == "unsent":
        app = without_sending(app)

    async def ready(_: App) -> None:
        tell(pid=os.getpid(), port=config.server.port)

    with listening(config.server) as here, asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(live(app, here, ready))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
