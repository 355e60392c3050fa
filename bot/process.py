"""One running process: start the app, answer, send or tick until it is told to stop, then stop in order.

Signals are handled here and not by uvicorn, which would end the process before the app has put its work away.
"""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, nullcontext
from typing import Any

import structlog
import uvicorn

from bot.app import App, Role, build
from bot.config import Config, Server

log = structlog.stdlib.get_logger(__name__)
GRACE_SECONDS = 20


class PortTaken(Exception):
    """Another program answers there: stop it, or set another [server] port."""


class Door(uvicorn.Server):
    """uvicorn without its own signal handling, telling when it takes calls."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.open = asyncio.Event()

    def capture_signals(self) -> Any:
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.open.set()


def run(
    config: Config,
    role: Role,
    *,
    here: socket.socket | None = None,
    ready: Callable[[App], Awaitable[None]] | None = None,
    made: Callable[[Config, Role], App] = build,
) -> None:
    """Build and run one process until SIGTERM or SIGINT. `here` is a socket to answer on, else one is opened.

    `ready` is called once it takes calls; `made` builds the app.
    """
    with ExitStack() as open_things:
        if role.answers and here is None:
            here = open_things.enter_context(listening(config.server))
        app = made(config, role)
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(live(app, here, ready))


async def live(app: App, here: socket.socket | None, ready: Callable[[App], Awaitable[None]] | None = None) -> None:
    """Start, take calls on `here` if given, and stop in order at the first signal."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        await app.start()
        async with answering(app, here) if here else nullcontext():
            log.info("ready", role=str(app.role))
            if ready is not None:
                await ready(app)
            await stopped.wait()
            log.info("stopping", role=str(app.role))
    finally:
        await app.stop()


@asynccontextmanager
async def answering(app: App, here: socket.socket) -> AsyncIterator[None]:
    """Calls are taken until the block ends; those under way are finished first."""
    door = Door(settings(app, app.config.server))
    serving = asyncio.create_task(door.serve(sockets=[here]))
    opening = asyncio.create_task(door.open.wait())
    await asyncio.wait((opening, serving), return_when=asyncio.FIRST_COMPLETED)
    opening.cancel()
    try:
        yield
    finally:
        door.should_exit = True
        await serving


def settings(app: Any, server: Server) -> uvicorn.Config:
    """Nothing that names a caller is logged, nothing tells which server this is."""
    return uvicorn.Config(
        app,
        loop="none",
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(server.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=2048,
    )


@contextmanager
def listening(server: Server) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    try:
        here = socket.create_server((server.host, server.port), family=family, backlog=2048)
    except OSError as error:
        raise PortTaken(f"cannot listen on {server.host} port {server.port}: {error.strerror}") from None
    with here:
        yield here


def new_loop() -> asyncio.AbstractEventLoop:
    """uvloop where it exists: 8-20 us less per call."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
