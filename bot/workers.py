"""Several web processes on one port: one socket, a child for each, a dead child replaced, all stopped together.

Only for PostgreSQL. The parent opens no database and holds no key.
"""

import signal
import socket
import time
from collections.abc import Iterable
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType

import structlog

log = structlog.stdlib.get_logger(__name__)
REPLACE_SECONDS = 1.0  # a child that dies at once must not become a storm
STOP_SECONDS = 30.0
REFUSED, YOUNG_SECONDS = 1, 20.0


def supervise(config: Path | None, here: socket.socket, count: int) -> int:
    """Keep `count` children answering on `here` until SIGTERM or SIGINT. 1 if one was refused: it has said why."""
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    children = {_child(config, here): time.monotonic() for _ in range(count)}
    while not stopping:
        ended = wait([child.sentinel for child in children], timeout=0.5)
        for child in [child for child in children if child.sentinel in ended]:
            if child.exitcode == REFUSED and time.monotonic() - children[child] < YOUNG_SECONDS:
                _stop(children)
                return REFUSED
            log.error("a web process ended", code=child.exitcode)
            del children[child]
            time.sleep(REPLACE_SECONDS)
            children[_child(config, here)] = time.monotonic()
    _stop(children)
    return 0


def _child(config: Path | None, here: socket.socket) -> SpawnProcess:
    child = get_context("spawn").Process(target=_live, args=(config, here))
    child.start()
    return child


def _live(config: Path | None, here: socket.socket) -> None:
    """A child. Its refusals end it with 1, told in one line, as a command's are."""
    from bot.app import Role
    from bot.commands.frame import settings, told
    from bot.process import Own, run
    from bot.settings_file import SettingsFile, place_of

    with told():
        run(settings(config), Role.WEB, here=here, own=Own(SettingsFile(place_of(config).absolute())))


def _stop(children: Iterable[SpawnProcess]) -> None:
    for child in children:
        child.terminate()
    end = time.monotonic() + STOP_SECONDS
    for child in children:
        child.join(max(0.0, end - time.monotonic()))
        if child.is_alive():
            child.kill()
            child.join()
