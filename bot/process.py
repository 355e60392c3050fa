"""One running process: start the app, answer, send or tick until it is told to stop, then stop in order.

Signals are handled here and not by uvicorn, which would end the process before the app has put its work away.
"""

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import structlog
import uvicorn

from bot.app import App, Role, build
from bot.config import Config, ConfigError, Server
from bot.health import Health
from bot.settings_file import SettingsFile
from bot.sockets import BACKLOG, listening

log = structlog.stdlib.get_logger(__name__)
GRACE_SECONDS = 20
Asgi = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Own:
    """The settings file that the set-up pages change; `read` reads it anew, where this process may begin again."""

    file: SettingsFile
    read: Callable[[], Config] | None = None


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
    own: Own | None = None,
) -> None:
    """Build and run one process until SIGTERM or SIGINT. `here` is a socket to answer on, else one is opened.

    `ready` is called once it takes calls; `made` builds the app. With `own` the set-up pages may have it begin again
    with other settings: the socket stays open meanwhile, and whoever calls waits.
    """
    with ExitStack() as sockets:
        watched = config.metrics.port if here is None else 0  # children that share a port cannot share this one
        if role.answers and here is None:
            here = sockets.enter_context(listening(config.server.host, config.server.port))
        watching = sockets.enter_context(listening("127.0.0.1", watched)) if watched else None
        again = True
        while again:
            app = made(config, role)
            # What is there now stays: collecting it again and again was a twentieth of a turn and half of the slowest.
            gc.collect()
            gc.freeze()
            asked: list[tuple[Asgi, socket.socket | None]] = [(app, here), (Watched(app.health), watching)]
            with ExitStack() as copies, asyncio.Runner(loop_factory=new_loop) as runner:
                # uvicorn closes what it answers on, and may never come to it
                doors = [(one, copies.enter_context(where.dup())) for one, where in asked if where is not None]
                again = runner.run(live(app, doors, ready, own))
            if again and own is not None and own.read is not None:
                config, ready = reread(own.read, config), None
                gc.unfreeze()


async def live(
    app: App,
    doors: Iterable[tuple[Asgi, socket.socket]],
    ready: Callable[[App], Awaitable[None]] | None = None,
    own: Own | None = None,
) -> bool:
    """Start, take calls at each door, and stop in order at the first signal. True: begin again with new settings."""
    stopped, anew = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    if own is not None and app.console is not None:
        app.console.state.own_settings = own.file
        app.console.state.begin_again = _setting(anew, stopped) if own.read is not None else None
    try:
        await app.start()
        async with AsyncExitStack() as answering_:
            for asgi, here in doors:
                await answering_.enter_async_context(answering(asgi, app.config.server, here))
            log.info("ready", role=str(app.role))
            if ready is not None:
                await ready(app)
            await stopped.wait()
            log.info("beginning again" if anew.is_set() else "stopping", role=str(app.role))
    finally:
        await app.stop()
    return anew.is_set()


def reread(read: Callable[[], Config], otherwise: Config) -> Config:
    """A file that was broken at this very moment stops no desk that runs: it goes on with what it knew."""
    try:
        return read()
    except ConfigError as error:
        log.error("the settings cannot be read and stay as they were", problem=error.key or error.place)
        return otherwise


def _setting(*events: asyncio.Event) -> Callable[[], None]:
    def work() -> None:
        for event in events:
            event.set()

    return work


class Watched:
    """The doors of `Health` alone, on a port of their own: processes without a public port are watched there too."""

    def __init__(self, health: Health) -> None:
        self._health = health

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] in self._health.PATHS:
            await self._health(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})


@asynccontextmanager
async def answering(app: Asgi, server: Server, here: socket.socket) -> AsyncIterator[None]:
    """Calls are taken until the block ends; those under way are finished first."""
    door = Door(settings(app, server))
    serving = asyncio.create_task(door.serve(sockets=[here]))
    opening = asyncio.create_task(door.open.wait())
    await asyncio.wait((opening, serving), return_when=asyncio.FIRST_COMPLETED)
    opening.cancel()
    try:
        yield
    finally:
        door.should_exit = True
        await serving


def settings(app: Asgi, server: Server) -> uvicorn.Config:
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
        backlog=BACKLOG,
    )


def new_loop() -> asyncio.AbstractEventLoop:
    """uvloop where it exists: 8-20 us less per call."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
