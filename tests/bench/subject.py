"""A process that is measured: started, waited for, asked for stretches of work, its CPU and memory read, stopped."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.bench import machine
from tests.bench.figures import Stretch

ROOT = Path(__file__).parents[2]


class Subject:
    """`module` is run with Python. Its first line on standard output says that it is ready, as JSON."""

    def __init__(
        self,
        module: str,
        *arguments: str,
        log: Path,
        environ: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
    ) -> None:
        words = [*before, sys.executable, "-m", module, *arguments]
        self._log = log
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                words,
                cwd=ROOT,
                env={**os.environ, **(environ or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self.ready = self._hear()
        self.pid = int(self.ready["pid"])  # not the one that was started, where a tracer stands before it
        self._seen = psutil.Process(self.pid)

    def ask(self, **request: Any) -> dict[str, Any]:
        """Have it do something and tell what came of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        return self._hear()

    def run(self, **request: Any) -> Stretch:
        return Stretch(**self.ask(**request))

    def cpu(self) -> float:
        """Seconds of CPU it has used, in user and kernel."""
        times = self._seen.cpu_times()
        return float(times.user + times.system)

    def rss(self) -> float:
        """MiB it holds in memory now."""
        return float(self._seen.memory_info().rss) / 2**20

    def stop(self) -> None:
        if self._process.poll() is None:
            psutil.Process(self.pid).terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._end()

    def __enter__(self) -> "Subject":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _end(self) -> None:
        self._process.wait(10)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._end()
            raise RuntimeError(f"{self._process.args!r} ended:\n{self._log.read_text(errors='replace')[-3000:]}")
        heard: dict[str, Any] = json.loads(line)
        return heard


def tell(**values: Any) -> None:
    """From inside a subject: one line to the one who measures."""
    print(json.dumps(values), flush=True)


def begin() -> None:
    """From inside a subject, first of all."""
    machine.settle(machine.SERVER_CORE)


def obey(work: Callable[..., dict[str, Any]], **ready: Any) -> None:
    """From inside a subject: say that it is ready, then do what is asked, until the asker is gone."""
    tell(pid=os.getpid(), **ready)
    for line in sys.stdin:
        tell(**work(**json.loads(line)))
