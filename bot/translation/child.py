"""The translating process: texts in by pipe, renderings out, and nothing else.

Run by its path, with no key, database or socket of the desk. It ends when its parent does. A text may crash, hang or
bloat it: the parent starts another. What it says of an error is a name, never a word of a text.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.translation.record import Record
    from bot.translation.works import Work

TOP = Path(__file__).resolve().parents[2]
SHUT = ("socket.__new__", "socket.bind", "socket.connect", "sqlite3.connect", "subprocess.Popen", "os.system")
NICE = 10
FIRST_TO_GO = "500"
PR_SET_PDEATHSIG = 1
FAILED, NO_MEMORY = "failed", "no_memory"


class Machine(Protocol):
    """What renders. Called from two threads: one for urgent works, one for the others."""

    def render(self, works: "Sequence[Work]") -> "Sequence[Record]":
        """A record for each work, in any order (`bot.translation.record`)."""


def confine(parent: int) -> None:
    """Before anything is loaded: last in the queue for the cores, first to go for memory, dead with its parent."""
    for number in (signal.SIGINT, signal.SIGTERM):  # these go to the whole group; the end of the pipe says when to end
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        with suppress(OSError):  # not where /proc is read-only
            Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")
    if os.getppid() != parent:  # it died before we asked to be told
        os._exit(0)
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(refuse)


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """No database, no network, no other program: whatever a library would like."""
    if event in SHUT:
        raise PermissionError(event)


def answers(machine: Machine, works: "Sequence[Work]") -> "Sequence[Record]":
    """All together, and where that fails one by one: a text that cannot be rendered spoils no other."""
    try:
        return machine.render(works)
    except Exception as error:
        if len(works) == 1:
            return [refused(works[0], NO_MEMORY if isinstance(error, MemoryError) else FAILED)]
    return [answer for work in works for answer in answers(machine, [work])]


def refused(work: "Work", why: str) -> "Record":
    return {"id": work.id, "source": work.source, "refused": why, "route": [], "segments": [], "tail": ""}


class Mouth:
    """The way out, one frame at a time."""

    def __init__(self, stream: BinaryIO, packed: "Callable[[Mapping[str, Any]], bytes]") -> None:
        self._stream, self._packed, self._lock = stream, packed, Lock()

    def say(self, frame: "Mapping[str, Any]") -> None:
        with self._lock:
            self._stream.write(self._packed(frame))
            self._stream.flush()


def work_through(queue: "SimpleQueue[Mapping[str, Any]]", machine: Machine, mouth: Mouth) -> None:
    """One lane: its frames in their order, for ever."""
    from bot.translation.record import work_from

    while True:
        frame = queue.get()
        works = [work_from(record) for record in frame["works"]]
        mouth.say({"n": frame["n"], "rendered": list(answers(machine, works))})


def main() -> int:
    options = json.loads(sys.argv[1])
    confine(options["parent"])
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints does not get among the frames
    sys.path.insert(0, str(TOP))
    from bot.translation import pipe

    module, _, name = options["machine"].partition(":")
    mouth = Mouth(out, pipe.packed)
    options["report"] = lambda *package: mouth.say({"unusable": package})
    machine: Machine = getattr(importlib.import_module(module), name)(options)
    lanes: dict[bool, SimpleQueue[Mapping[str, Any]]] = {True: SimpleQueue(), False: SimpleQueue()}
    for lane in lanes.values():
        Thread(target=work_through, args=(lane, machine, mouth), daemon=True).start()
    mouth.say({"ready": True})
    while (frame := pipe.read(sys.stdin.buffer)) is not None:
        lanes[bool(frame["urgent"])].put(frame)
    os._exit(0)  # the parent is gone, whatever is being translated


if __name__ == "__main__":
    sys.exit(main())
