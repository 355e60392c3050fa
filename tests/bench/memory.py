"""What `serve` holds in memory: idle, after one turn, and how much more after many."""

import http.client
import os
import subprocess
import sys
import time

import psutil

from tests.bench.dialogue import Workers
from tests.bench.load import send
from tests.bench.over_http import Door, desk
from tests.bench.premises import Premises
from tests.bench.subject import ROOT

SETTLE = 1.5  # seconds after a turn until what it set off is over
FIRST = 2_000  # turns after which caches are full and growth would be a leak


def idle(premises: Premises, workers: Workers) -> dict[str, float]:
    """MiB of the real command: started, then after one SMS and the answer to it."""
    words = [sys.executable, "-m", "bot", "serve", "--config", str(premises.config)]
    with premises.log.open("ab") as log:
        serve = subprocess.Popen(words, cwd=ROOT, env=_environ(premises), stdout=log, stderr=log)
    try:
        _await(premises.port, serve)
        before = _rss(serve.pid)
        send(premises.port, workers.by_sms(1, 1), 1)
        time.sleep(SETTLE)
        return {"serve idle after start, MiB": before, "serve idle after one turn, MiB": _rss(serve.pid)}
    finally:
        serve.terminate()
        serve.wait(20)


def growth(premises: Premises, workers: Workers, turns: int) -> dict[str, float]:
    """MiB gained between the first `FIRST` turns and the last of `turns`."""
    each = len(workers.typed)
    with desk(premises) as subject:
        door = Door(subject, workers)
        _turns(door, FIRST // each)
        early = subject.rss()
        _turns(door, (turns - FIRST) // each)
        late = subject.rss()
    return {f"server after {FIRST:,} turns, MiB": early, f"server after {turns:,} turns, MiB": late}


def _turns(door: Door, people: int) -> None:
    for group in range(0, people, 200):
        send(int(door.subject.ready["port"]), door.workers.by_sms(min(200, people - group)), 16, all_of_them=True)


def _rss(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 2**20


def _environ(premises: Premises) -> dict[str, str]:
    return {**os.environ, **premises.environ}


def _await(port: int, serve: "subprocess.Popen[bytes]", seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and serve.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise RuntimeError("serve does not answer")
