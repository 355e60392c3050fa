"""The processes themselves: they answer, they stop when told, they refuse what cannot work. Started as operators do."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.postgres import Server

WRONG = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
SECONDS = 90.0  # a machine that is busy with other tests starts slowly
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(new_desk: Path, tmp_path: Path) -> Iterator[Start]:
    """`madoguchi <words>` in a folder of its own; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []

    key_of_desk = (new_desk / "keys/master.key").read_text().strip()

    def begin(*words: str, key: str = key_of_desk) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "MADOGUCHI_MASTER_KEY": key},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        for child in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else ():
            child.kill()
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, told = process.communicate(timeout=SECONDS)
    return process.returncode, told.decode()


def answer(port: int, path: str = "/healthz") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", path)
        with connection.getresponse() as told:
            return told.status
    return 0


def headers(port: int) -> set[str]:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", "/healthz")
        with connection.getresponse() as told:
            return {name.lower() for name, _ in told.getheaders()}


def await_answer(process: subprocess.Popen[bytes], port: int, path: str = "/healthz") -> None:
    end = time.monotonic() + SECONDS
    while answer(port, path) != 200:
        assert process.poll() is None, ended(process)
        assert time.monotonic() < end, f"no answer on {path}"
        time.sleep(0.05)


@pytest.fixture
def desk(new_desk: Path, tmp_path: Path, port: int) -> Path:
    shutil.copytree(new_desk / "var", tmp_path / "var")
    (tmp_path / "config.toml").write_text(f"[server]\nport = {port}\n", encoding="utf-8")
    return tmp_path


class TestServe:
    @pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
    def test_answers_and_stops_when_told(self, start: Start, desk: Path, port: int, number: signal.Signals) -> None:
        process = start("serve")
        await_answer(process, port)
        await_answer(process, port, "/readyz")
        assert "server" not in headers(port), "a stranger needs not know what answers"
        process.send_signal(number)
        code, told = ended(process)
        assert code == 0, told
        assert answer(port) == 0

    def test_refuses_a_port_that_is_taken(self, start: Start, desk: Path, port: int) -> None:
        with socket.create_server(("127.0.0.1", port)):
            code, told = ended(start("serve"))
        assert code == 1
        assert told.startswith(f"madoguchi: cannot listen on 127.0.0.1 port {port}")
        assert told.count("\n") == 1

    @pytest.mark.slow
    def test_is_watched_on_a_port_of_its_own_if_it_is_given_one(self, start: Start, desk: Path, port: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            other = int(probe.getsockname()[1])
        config = desk / "config.toml"
        config.write_text(config.read_text() + f"[metrics]\nport = {other}\n")
        await_answer(start("serve"), port)
        assert [answer(other, path) for path in ("/metrics", "/healthz", "/readyz", "/desk")] == [200, 200, 200, 404]

    @pytest.mark.slow
    def test_listens_where_the_command_line_says(self, start: Start, desk: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            other = int(probe.getsockname()[1])
        process = start("serve", "--port", str(other))
        await_answer(process, other)


@pytest.mark.slow
class TestSeveralProcesses:
    @pytest.fixture
    def shared(self, start: Start, tmp_path: Path, port: int, postgres: Server) -> Iterator[Path]:
        cases, vault = urls = postgres.empty_pair()
        (tmp_path / "config.toml").write_text(
            f'[server]\nport = {port}\nworkers = 2\n[storage]\ncases_url = "{cases}"\nvault_url = "{vault}"\n'
        )
        assert ended(start("migrate"))[0] == 0
        yield tmp_path
        postgres.drop_pair(urls)

    def test_web_worker_and_scheduler_share_postgresql_and_stop_when_told(
        self, start: Start, shared: Path, port: int
    ) -> None:
        processes = [start(role) for role in ("web", "worker", "scheduler")]
        await_answer(processes[0], port)
        await_answer(processes[0], port, "/readyz")
        assert ended(start("doctor"))[0] == 0
        for process in processes:
            process.terminate()
        assert [ended(process)[0] for process in processes] == [0, 0, 0]
        assert answer(port) == 0

    def test_a_web_process_that_dies_is_replaced(self, start: Start, shared: Path, port: int) -> None:
        process = start("web")
        await_answer(process, port)
        children = working(process)
        assert len(children) == 2
        children[0].kill()
        end = time.monotonic() + SECONDS
        while len(working(process)) < 2:
            assert time.monotonic() < end
            time.sleep(0.1)
        await_answer(process, port)

    def test_web_processes_that_are_refused_are_not_tried_for_ever(self, start: Start, shared: Path) -> None:
        code, told = ended(start("web", key=WRONG))
        assert code == 1
        assert "madoguchi keys check" in told


def working(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Its living web children: multiprocessing keeps one more, for semaphores."""
    found = []
    for child in psutil.Process(process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):  # a zombie counts as none
            if "resource_tracker" not in " ".join(child.cmdline()):
                found.append(child)
    return found
