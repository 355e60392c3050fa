"""From a worker's photo to the picture that the desk sees: drawn anew by a process of its own, never on a disk."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

REDRAW = Path(__file__).with_name("redraw.py")
BROKEN = 4
SECONDS = 10.0
MOST_BYTES = 16_000_000
MOST_SIDE = 10_000
JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Picture:
    jpeg: bytes
    width: int
    height: int


class NoPicture(Exception):
    """It cannot be drawn. `large`: it may be a photo, but takes more than one may."""

    def __init__(self, *, large: bool) -> None:
        super().__init__("large" if large else "broken")
        self.large = large


async def drawn(content: bytes, *, seconds: float = SECONDS) -> Picture:
    """A JPEG of at most 2000 pixels a side with nothing of the original but what can be seen. Raises NoPicture."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(REDRAW), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/"
    )
    try:
        async with asyncio.timeout(seconds):
            _, answer = await asyncio.gather(_feed(process, content), _read(process))
            code = await process.wait()
    except TimeoutError:
        raise NoPicture(large=True) from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if code != 0 or len(answer) > MOST_BYTES:
        raise NoPicture(large=code != BROKEN)
    return _told(answer)


def _told(answer: bytes) -> Picture:
    """What the child says is believed no more than what it read."""
    size, _, jpeg = answer.partition(b"\n")
    try:
        width, height = (min(int(side), MOST_SIDE) for side in size.split())
    except ValueError:
        raise NoPicture(large=False) from None
    if not jpeg.startswith(JPEG):
        raise NoPicture(large=False)
    return Picture(jpeg, width, height)


async def _feed(process: Process, content: bytes) -> None:
    assert process.stdin is not None
    with suppress(ConnectionError):  # it gave up before it had read all
        process.stdin.write(content)
        await process.stdin.drain()
    process.stdin.close()


async def _read(process: Process) -> bytes:
    """What it says, and not more than one picture can be."""
    assert process.stdout is not None
    parts, size = [], 0
    while size <= MOST_BYTES and (part := await process.stdout.read(1 << 16)):
        parts.append(part)
        size += len(part)
    if size > MOST_BYTES:
        process.kill()
    return b"".join(parts)
