"""Senders over HTTP: each has one connection and waits for the whole answer before it writes again, as one phone does.

Requests are bytes made beforehand: what is timed is the server, not the one who signs.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

import uvloop

from tests.bench.figures import Stretch, stretch
from tests.vendors.webhooks import Webhook

Dialogue = list[bytes]
OPEN = 64  # dialogues that are under way at once, however many senders share them
PATIENCE = 60.0


@dataclass
class Stop:
    """When the stretch ends: as soon as `idle` senders find nothing more to send, or the time is over."""

    dialogues: Iterator[Dialogue]
    idle: int
    deadline: float
    over: "asyncio.Future[float]"
    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    answered: int = 0
    waiting: int = 0

    def starve(self) -> None:
        self.idle -= 1
        if self.idle <= 0:
            self.end()

    def end(self) -> None:
        if not self.over.done():
            self.over.set_result(time.perf_counter())


class Sender(asyncio.Protocol):
    """One connection. Takes a few dialogues at a time and goes through them side by side, turn by turn."""

    def __init__(self, stop: Stop, width: int) -> None:
        self._stop, self._requests = stop, interleaved(stop.dialogues, width)
        self._transport: asyncio.WriteTransport | None = None
        self._sent = 0.0
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is not a subclass

    def begin(self) -> None:
        request = next(self._requests, None)
        if request is None or self._transport is None or self._stop.over.done():
            self._stop.starve()
            return
        self._sent = time.perf_counter()
        self._stop.waiting += 1
        self._transport.write(request)

    def data_received(self, received: bytes) -> None:
        self._rest += received
        if not whole(self._rest):
            return
        now, stop = time.perf_counter(), self._stop
        status, self._rest = self._rest[9:12], b""
        stop.waiting -= 1
        stop.answered += status == b"200"
        stop.refused += status != b"200"
        if not stop.over.done():
            stop.latencies.append(now - self._sent)
            if now > stop.deadline:
                stop.end()
        self.begin()

    def connection_lost(self, error: Exception | None) -> None:
        self._stop.end()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def whole(answer: bytes) -> bool:
    """Whether these bytes are an answer to the end."""
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    at = head.lower().find(b"content-length:")
    return at >= 0 and len(body) >= int(head[at + 15 :].split(b"\r\n", 1)[0])


def interleaved(dialogues: Iterator[Dialogue], width: int) -> Iterator[bytes]:
    """Turn by turn through `width` dialogues at a time: the order within each is kept."""
    while together := list(islice(dialogues, width)):
        for turn in range(max(map(len, together))):
            yield from (dialogue[turn] for dialogue in together if turn < len(dialogue))


def send(
    port: int, dialogues: Sequence[Dialogue], senders: int, seconds: float = PATIENCE, *, all_of_them: bool = False
) -> Stretch:
    """Send dialogues until they run out for one sender (so that all have worked to the end), or the time is over."""
    return uvloop.run(_send(port, dialogues, senders, seconds, senders if all_of_them else 1))


async def _send(port: int, dialogues: Sequence[Dialogue], senders: int, seconds: float, idle: int) -> Stretch:
    loop = asyncio.get_running_loop()
    stop = Stop(iter(dialogues), idle, float("inf"), loop.create_future())
    width = max(1, OPEN // senders)
    protocols = []
    for _ in range(senders):
        _, protocol = await loop.create_connection(lambda: Sender(stop, width), "127.0.0.1", port)
        protocols.append(protocol)
    begun = time.perf_counter()
    stop.deadline = begun + seconds
    for protocol in protocols:
        protocol.begin()
    ended = await asyncio.wait_for(stop.over, seconds + PATIENCE)
    while stop.waiting > 0 and time.perf_counter() < ended + 10:  # what is under way is answered, but not counted
        await asyncio.sleep(0.002)
    for protocol in protocols:
        protocol.close()
    if not stop.answered:
        raise RuntimeError("no call was answered")
    return stretch(stop.latencies, ended - begun, refused=stop.refused, answered=stop.answered)


def request(call: Webhook) -> bytes:
    """The call as it goes over the wire."""
    headers = {"Host": "desk.example.org", **call.headers, "Content-Length": str(len(call.body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {call.path} HTTP/1.1\r\n{head}\r\n".encode() + call.body
