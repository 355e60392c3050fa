"""How texts go to the translating process and come back: frames of JSON, four bytes of length before each.

JSON and not pickle: what a process says that has read hostile texts is believed no more than the texts.
"""

import json
from asyncio import StreamReader
from collections.abc import Mapping
from typing import Any, BinaryIO

LENGTH = 4
MOST_BYTES = 64_000_000

Frame = Mapping[str, Any]


class Garbled(Exception):
    """This is no frame: whoever wrote it is not to be spoken to any more."""


def packed(frame: Frame) -> bytes:
    """ASCII JSON: a lone surrogate in a worker's text goes through as it is."""
    body = json.dumps(frame).encode("ascii")
    return len(body).to_bytes(LENGTH, "big") + body


def read(stream: BinaryIO) -> Frame | None:
    """The next frame, waiting for it; None at the end. Raises Garbled."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    body = stream.read(_size(head))
    return unpacked(body) if len(body) == _size(head) else None


async def receive(stream: StreamReader) -> Frame:
    """The same in an event loop. Raises Garbled, and IncompleteReadError at the end."""
    return unpacked(await stream.readexactly(_size(await stream.readexactly(LENGTH))))


def unpacked(body: bytes) -> Frame:
    try:
        frame = json.loads(body)
    except (ValueError, RecursionError):
        raise Garbled from None
    if not isinstance(frame, dict):
        raise Garbled
    return frame


def _size(head: bytes) -> int:
    size = int.from_bytes(head, "big")
    if size > MOST_BYTES:
        raise Garbled
    return size
