"""What the three loopback vendors share: a record of every call, scripted trouble, and phones."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.vendors.files import Held
from tests.vendors.phone import Phones


@dataclass(frozen=True, slots=True)
class Trouble:
    """How the next call goes wrong. `accept` takes the message first; `hang` seconds pass before the answer."""

    status: int = 0
    code: int = 0
    retry_after: int | None = None
    accept: bool = False
    hang: float = 0.0
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call of ours as it arrived. `accepted` says that the vendor took the message."""

    at: float
    method: str
    path: str
    headers: Mapping[str, str]
    fields: Mapping[str, object]
    to: str
    status: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the vendor decides on a call that is well formed."""

    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)
    accepted: bool = False


class Lost(Exception):
    """The connection is cut instead of an answer."""


class StandIn:
    """One vendor. Subclasses add the routes and decide; this class keeps the book."""

    def __init__(self) -> None:
        self.url = ""
        self.phones = Phones()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.files: dict[str, Held] = {}
        self.trouble: deque[Trouble] = deque()
        self.trouble_for: dict[str, deque[Trouble]] = {}
        self._lock = threading.Lock()

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    def refusal(self, trouble: Trouble) -> Verdict:
        """The vendor's own wording of a scripted failure."""
        raise NotImplementedError

    def breach(self, where: str, faults: list[str]) -> None:
        """Our call broke the vendor's specification: the test must fail."""
        self.violations += [f"{where}: {fault}" for fault in faults]

    def assert_contract(self) -> None:
        assert self.violations == []

    def sends(self) -> list[Call]:
        """The calls that carried a message and were taken."""
        return [call for call in self.calls if call.accepted]

    async def judge(
        self, request: web.Request, fields: Mapping[str, object], to: str, decide: Callable[[], Verdict]
    ) -> web.StreamResponse:
        """Take or refuse one message, through whatever trouble is scripted for it."""
        trouble = self._next_trouble(to)
        verdict = decide() if trouble is None or trouble.accept or not _refuses(trouble) else None
        accepted = verdict is not None and verdict.accepted
        shown = self.refusal(trouble) if trouble is not None and trouble.status else verdict
        self.note(request, fields, to, 0 if shown is None else shown.status, accepted)
        if trouble is not None and trouble.hang:
            await asyncio.sleep(trouble.hang)
        if shown is None or (trouble is not None and trouble.drop):
            return await _cut(request)
        return web.json_response(shown.body, status=shown.status, headers=dict(shown.headers))

    def note(self, request: web.Request, fields: Mapping[str, object], to: str, status: int, accepted: bool) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        call = Call(time.time(), request.method, request.path, headers, dict(fields), to, status, accepted)
        with self._lock:
            self.calls.append(call)

    def _next_trouble(self, to: str) -> Trouble | None:
        with self._lock:
            queue = self.trouble_for.get(to) or self.trouble
            return queue.popleft() if queue else None


def _refuses(trouble: Trouble) -> bool:
    """Trouble that only delays still lets the message through."""
    return bool(trouble.status or trouble.drop)


async def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    raise ConnectionResetError


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Loopback:
    """Runs any number of stand-ins on free ports of 127.0.0.1, in a thread of its own, until the block ends."""

    def __init__(self, *vendors: StandIn) -> None:
        self._vendors = vendors
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._runners: list[web.AppRunner] = []

    def __enter__(self) -> "Loopback":
        self._thread.start()
        for vendor in self._vendors:
            asyncio.run_coroutine_threadsafe(self._start(vendor), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self, vendor: StandIn) -> None:
        app = web.Application(client_max_size=60_000_000)
        app.add_routes(vendor.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self._runners.append(runner)
        vendor.url = f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def _stop(self) -> None:
        for runner in self._runners:
            await runner.cleanup()
        hanging = asyncio.all_tasks() - {asyncio.current_task()}
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
