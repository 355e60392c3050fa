"""The translating process as its parent sees it: started when needed, asked by pipe, replaced when it dies or hangs.

No text is kept, logged or raised here. The process gets the texts and its options, and nothing of the environment.
"""

import asyncio
import json
import os
import re
import sys
from asyncio import IncompleteReadError, StreamReader, StreamReaderProtocol
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import structlog

from bot.translation.pipe import Garbled, packed, receive
from bot.translation.record import Record

log = structlog.stdlib.get_logger(__name__)
CHILD = Path(__file__).with_name("child.py")
START_SECONDS = 60.0
_NAME = re.compile(r"[A-Za-z0-9_.+-]{1,60}")
"""Of a package, a version, a file or an error: whatever else the process says does not get into a log."""


class NoStart(Exception):
    """The process did not come up: the installation is at fault, not a text. Run: madoguchi doctor"""


class Broken(Exception):
    """The process died or hung over this. `certain`: nothing else was asked of it, or this alone took too long."""

    def __init__(self, *, certain: bool) -> None:
        super().__init__("certain" if certain else "possible")
        self.certain = certain


class Innocent(Exception):
    """The process was stopped because something else hung; ask again."""


Answers = asyncio.Future[Sequence[Record]]


@dataclass(slots=True)
class _Running:
    """One process and what was asked of it."""

    process: Process
    ears: StreamReader
    way_back: asyncio.ReadTransport
    mouth: asyncio.WriteTransport
    asked: dict[int, Answers] = field(default_factory=dict)
    listening: "asyncio.Task[None] | None" = None
    unusable: set[tuple[str, ...]] = field(default_factory=set)

    def over(self) -> None:
        """Whoever waits for an answer is told that there will be none."""
        certain = len(self.asked) == 1
        for waiting in self.asked.values():
            if not waiting.done():
                waiting.set_exception(Broken(certain=certain))
        self.asked.clear()

    def complain(self, package: object) -> None:
        """Say once in the log which package it cannot use, and why."""
        said = tuple(package) if isinstance(package, list) else ()
        if len(said) != 3 or not all(isinstance(name, str) and _NAME.fullmatch(name) for name in said):
            raise Garbled
        if said not in self.unusable:
            self.unusable.add(said)
            log.warning("a package cannot be used", package=said[0], version=said[1], about=said[2])

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()

    async def let_go(self) -> None:
        """Close our ends of the pipes."""
        for end in (self.mouth, self.way_back):
            if not end.is_closing():
                end.close()
        await asyncio.sleep(0)  # the loop closes them at its next turn


class Booth:
    """One translating process at a time. `options` go to it as they are; `machine` names what renders there."""

    def __init__(self, options: Mapping[str, Any], *, start_seconds: float = START_SECONDS) -> None:
        self._options, self._start_seconds = options, start_seconds
        self._running: _Running | None = None
        self._starting = asyncio.Lock()
        self._number = 0
        self._last = 0.0
        self.started = 0

    @property
    def pid(self) -> int | None:
        return self._running.process.pid if self._running else None

    async def ask(self, works: Sequence[Record], *, urgent: bool, seconds: float) -> Sequence[Record]:
        """What became of each work. Raises NoStart, Broken, Innocent."""
        running = await self._ready()
        self._last = monotonic()
        self._number += 1
        number, waiting = self._number, asyncio.get_running_loop().create_future()
        running.asked[number] = waiting
        running.mouth.write(packed({"n": number, "urgent": urgent, "works": list(works)}))
        try:
            async with asyncio.timeout(seconds):
                return list(await waiting)
        except TimeoutError:
            running.asked.pop(number, None)
            self._give_up_on(running)
            raise Broken(certain=True) from None
        finally:
            running.asked.pop(number, None)

    async def rest(self, seconds: float) -> None:
        """End the process if nothing was asked of it for so long."""
        async with self._starting:
            running = self._running
            if running is not None and not running.asked and monotonic() - self._last >= seconds:
                await self.close()

    async def close(self) -> None:
        """End the process, whatever it does."""
        running, self._running = self._running, None
        if running is None:
            return
        running.kill()
        await running.process.wait()
        if running.listening is not None:
            await running.listening
        await running.let_go()

    def _give_up_on(self, running: _Running) -> None:
        """It hangs. The others who wait have nothing to do with it."""
        for other in running.asked.values():
            if not other.done():
                other.set_exception(Innocent())
        running.asked.clear()
        running.kill()

    async def _ready(self) -> _Running:
        async with self._starting:
            running = self._running
            if running is not None and running.listening is not None and not running.listening.done():
                return running
            await self.close()
            self._running = await self._start()
            return self._running

    async def _start(self) -> _Running:
        try:
            running = await self._spawned()
        except OSError as error:
            raise NoStart(type(error).__name__) from None
        self.started += 1
        try:
            async with asyncio.timeout(self._start_seconds):
                greeting = await receive(running.ears)
        except (TimeoutError, IncompleteReadError, Garbled):
            greeting = {}
        if not greeting.get("ready"):
            running.kill()
            await running.process.wait()
            await running.let_go()
            raise NoStart("it ended before it was ready")
        running.listening = asyncio.create_task(self._listen(running))
        return running

    async def _spawned(self) -> _Running:
        """With pipes of our own: asyncio would give it a socket to read from."""
        loop = asyncio.get_running_loop()
        (its_in, our_out), (our_in, its_out) = os.pipe(), os.pipe()
        try:
            options = json.dumps({**self._options, "parent": os.getpid()})
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", str(CHILD), options, stdin=its_in, stdout=its_out, stderr=DEVNULL, env={}, cwd="/"
            )
        except OSError:
            os.close(our_out)
            os.close(our_in)
            raise
        finally:
            os.close(its_in)
            os.close(its_out)
        ears = StreamReader()
        way_back, _ = await loop.connect_read_pipe(lambda: StreamReaderProtocol(ears), os.fdopen(our_in, "rb", 0))
        mouth, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(our_out, "wb", 0))
        return _Running(process, ears, way_back, mouth)

    async def _listen(self, running: _Running) -> None:
        """Give every answer to who asked, until the process is gone or talks nonsense."""
        try:
            while True:
                frame = await receive(running.ears)
                if "unusable" in frame:
                    running.complain(frame["unusable"])
                    continue
                waiting, rendered = running.asked.get(frame.get("n", 0)), frame.get("rendered")
                if not isinstance(rendered, list):
                    raise Garbled
                if waiting is not None and not waiting.done():
                    waiting.set_result(rendered)
        except (IncompleteReadError, Garbled, OSError):
            running.kill()
            running.over()
