"""A machine that shouts: the fake that stands where models would, in a real translating process.

What a text asks for happens to it: `KILL` ends the process, `HANG` stops it, `RAISE` fails, `NONSENSE` answers
so, `NOPE` has no package, `FULL` no memory, `SLOW` takes a fifth of a second. Otherwise each line is a segment.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.translation.record import Record
from bot.translation.works import Work


class Shouting:
    def __init__(self, options: Mapping[str, Any]) -> None:
        self._note = options.get("note", "")
        self._unusable, self._report = options.get("unusable"), options["report"]
        if options.get("start") == "dead":
            os.kill(os.getpid(), signal.SIGKILL)
        if options.get("start") == "broken":
            raise ImportError("the model's library is missing")

    def render(self, works: Sequence[Work]) -> Sequence[Record]:
        if self._unusable:
            for _ in range(2):
                self._report(*self._unusable)
        return [self._one(work) for work in works]

    def _one(self, work: Work) -> Record:
        text = work.text
        if "KILL" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "HANG" in text:
            time.sleep(600)
        if "RAISE" in text:
            raise ValueError(text)
        if "NONSENSE" in text:
            return {"id": work.id, "segments": 7}
        if "SLOW" in text:
            time.sleep(0.2)
        if "REACH" in text:
            return answer(work, ",".join(reached(name, act) for name, act in OUTSIDE.items()))
        if self._note:
            with open(self._note, "a", encoding="utf-8") as note:
                note.write(f"{work.id}\n")
        if "NOPE" in text:
            return {**answer(work, ""), "refused": "no_package", "segments": []}
        if "FULL" in text:
            return {**answer(work, ""), "refused": "no_memory", "segments": []}
        return answer(work, text.upper())


def answer(work: Work, text: str) -> Record:
    known = work.memory.get(work.text)
    level = "ok" if known else "check"
    segment = {
        "source": work.text,
        "lead": "",
        "text": known or text,
        "level": level,
        "reasons": [] if known else ["low_score"],
        "origin": "memory" if known else "machine",
        "score": -0.5,
        "back": None,
    }
    leg = {"package": "shout", "version": "1", "engine": "argos", "source": work.source, "target": work.target}
    return {"id": work.id, "source": work.source, "refused": "", "route": [leg], "segments": [segment], "tail": ""}


OUTSIDE: Mapping[str, Callable[[], object]] = {
    "socket": socket.socket,
    "database": lambda: sqlite3.connect(":memory:"),
    "program": lambda: subprocess.run(["/bin/true"], check=False),
}


def reached(name: str, act: Callable[[], object]) -> str:
    try:
        act()
    except PermissionError:
        return f"no {name}"
    return name
