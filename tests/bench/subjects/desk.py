"""Our server as `serve` runs it. Unless asked to send, its outbox is only filled: that is not part of a turn."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.app import App, Role, build
from bot.commands.frame import settings
from bot.config import Config
from bot.intake.receiver import Receiver
from bot.intake.scene import Ready
from bot.parts import clock
from bot.process import run
from bot.webhooks import Webhooks
from tests.bench.subject import begin, tell


def unsent(ready: Ready) -> None:
    """Nobody sends here."""


def without_sending(app: App, ready: Callable[[Ready], None] = unsent) -> App:
    """The same app as a process that neither sends nor ticks: what it says stays in the outbox."""
    intake, config = replace(app.intake, sends=False), app.config
    receiver = Receiver(app.store, intake, clock=clock, metrics=app.metrics, ready=ready, aside=app.sender.tell_group)
    webhooks = Webhooks(
        app.adapters,
        receiver,
        public_url=config.server.public_url,
        body_bytes=config.limits.body_bytes,
        metrics=app.metrics,
    )
    return replace(app, role=Role.WEB, intake=intake, receiver=receiver, webhooks=webhooks)


def main(file: Path, how: str) -> None:
    if how != "translating":  # what it starts would be before everyone else too
        begin()
    config = settings(file)

    def made(config: Config, role: Role) -> App:
        app = build(config, role)
        return without_sending(app) if how != "sending" else app

    async def ready(app: App) -> None:
        if how == "translating":
            await app.translation.start(alone=True)
        tell(pid=os.getpid(), port=config.server.port)

    run(config, Role.SERVE, ready=ready, made=made)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
