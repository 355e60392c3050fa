"""How often a turn waits for the disk: fsync and fdatasync of the server, counted by strace."""

import re
import shutil
import time
from pathlib import Path

from tests.bench.dialogue import Workers
from tests.bench.over_http import SENDERS, Door, desk, in_words
from tests.bench.premises import Premises

NEW = "one new worker in 8 turns"
CALL = re.compile(r"^\d+\s+(\d+\.\d+) (?:fsync|fdatasync)\(", re.MULTILINE)


def available() -> bool:
    return shutil.which("strace") is not None


def per_turn(premises: Premises, workers: Workers, seconds: float) -> dict[str, float]:
    """fsyncs per turn at 1, 16 and 64 senders, and with one new worker in eight turns."""
    traced = premises.folder / "strace"
    tracer = ("strace", "-f", "--seccomp-bpf", "-ttt", "-e", "trace=fsync,fdatasync", "-o", str(traced))
    windows: dict[str, tuple[float, float, int]] = {}
    with desk(premises, before=tracer) as subject:
        door = Door(subject, workers)
        door.known(16, 0.2)
        for senders in SENDERS:
            name = name_of(senders)
            windows[name] = _window(door, door.greeted(senders, seconds), senders, seconds)
            windows[f"{name}, {NEW}"] = _window(door, door.prepared(senders, seconds, 8), senders, seconds)
    calls = moments(traced)
    return {name: sum(began <= at <= ended for at in calls) / turns for name, (began, ended, turns) in windows.items()}


def name_of(senders: int) -> str:
    return f"fsyncs per turn, {in_words(senders)}"


def moments(traced: Path) -> list[float]:
    return [float(found) for found in CALL.findall(traced.read_text(encoding="utf-8", errors="replace"))]


def _window(door: Door, dialogues: list[list[bytes]], senders: int, seconds: float) -> tuple[float, float, int]:
    began = time.time()
    measured = door.timed(dialogues, senders, seconds)
    return began, time.time(), measured.answered
