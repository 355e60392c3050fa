"""Files that a vendor holds for us, served well or badly: the ways a download goes wrong on the open Internet."""

import asyncio
import gzip
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

PIECE = 64 * 1024


@dataclass
class Held:
    """One file. `first` is what the first asks get instead of it: a status, or the name of a bad habit below."""

    content: bytes
    mime: str = "application/octet-stream"
    first: "deque[int | str]" = field(default_factory=deque)
    always: int | str = 0
    elsewhere: str = ""  # where Twilio says that it lies
    asked: int = 0
    credentials: list[str | None] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        self.credentials.append(request.headers.get("Authorization"))
        how = self.first.popleft() if self.first else self.always
        if isinstance(how, int) and how:
            return web.json_response({}, status=how)
        habit = {"drop": _drop, "endless": _endless, "drip": _drip, "promise": _promise, "gzip": _gzip}.get(str(how))
        if habit is not None:
            return await habit(request, self)
        return web.Response(body=self.content, content_type=self.mime)


async def _drop(request: web.Request, held: Held) -> web.StreamResponse:
    """Half of it, then the line goes dead."""
    answer = web.StreamResponse(headers={"Content-Length": str(len(held.content)), "Content-Type": held.mime})
    await answer.prepare(request)
    await answer.write(held.content[: len(held.content) // 2])
    if request.transport is not None:
        request.transport.abort()
    return answer


async def _endless(request: web.Request, held: Held) -> web.StreamResponse:
    """Without a length, and without an end."""
    answer = web.StreamResponse(headers={"Content-Type": held.mime})
    await answer.prepare(request)
    try:
        while True:
            await answer.write(held.content[:64] + bytes(PIECE))
    except ConnectionError:
        return answer


async def _drip(request: web.Request, held: Held) -> web.StreamResponse:
    """A byte now and then: no single wait is long, all together never end."""
    answer = web.StreamResponse(headers={"Content-Type": held.mime})
    await answer.prepare(request)
    try:
        while True:
            await answer.write(b"\xff")
            await asyncio.sleep(0.05)
    except ConnectionError:
        return answer


async def _promise(request: web.Request, held: Held) -> web.StreamResponse:
    """A length of ten gigabytes."""
    answer = web.StreamResponse(headers={"Content-Length": str(10**10), "Content-Type": held.mime})
    await answer.prepare(request)
    await answer.write(held.content)
    return answer


async def _gzip(request: web.Request, held: Held) -> web.StreamResponse:
    """Packed although nobody asked for it: small on the wire, huge when unpacked."""
    packed = gzip.compress(bytes(200 * 1024 * 1024 if not held.content else len(held.content)), 9)
    headers = {"Content-Encoding": "gzip", "Content-Type": held.mime}
    return web.Response(body=packed, headers=headers)
