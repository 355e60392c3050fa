"""A furnished desk that answers a real browser: its own loop in a thread of its own, on a loopback port."""

import asyncio
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from tests.console.conftest import Kit, made

START_SECONDS = 30.0


class Loop:
    """`asyncio.Runner` for a caller that may have a loop of its own, as Playwright has."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="desk", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    def begin(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@contextmanager
def live(folder: Path, *, demo: bool = True) -> Iterator[Kit]:
    """A desk over the migrated databases in `folder`; its address is `kit.console.public_url`."""
    loop = Loop()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        kit = made(folder, loop, demo=demo, public_url=url)  # type: ignore[arg-type]
        config = uvicorn.Config(kit.pages, log_config=None, lifespan="off", server_header=False)
        server = uvicorn.Server(config)
        serving = loop.begin(server.serve([listening]))
        try:
            yield kit
        finally:
            server.should_exit = True
            serving.result(START_SECONDS)
            loop.run(kit.app.stop())
            loop.close()
