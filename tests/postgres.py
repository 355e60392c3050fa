"""A PostgreSQL of the tests' own: one server for the session, one pair of databases for each test that asks.

`MADOGUCHI_TEST_PG_URL` names a server to use instead (a URL of a database whose user may create others).
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

from storage.migrate import migrate

VARIABLE = "MADOGUCHI_TEST_PG_URL"
BINARIES = Path("/usr/lib/postgresql")
USER = "postgres"


@dataclass
class Server:
    """A running server. `template` names a pair of migrated databases that new ones are copied from."""

    base: str  # URL with {} where the name of the database goes
    directory: Path | None = None
    control: tuple[str, ...] = ()
    names: Iterator[int] = field(default_factory=lambda: count(1))
    made: list[str] = field(default_factory=list)
    free: list[tuple[str, str]] = field(default_factory=list)

    @property
    def pid(self) -> int:
        assert self.directory is not None, "a server that was given to us"
        return int((self.directory / "data" / "postmaster.pid").read_text().splitlines()[0])

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.directory} -c max_connections=200"
        self._control("-l", f"{self.directory}/log", "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._control("-m", mode, "stop")

    def _control(self, *words: str) -> None:
        subprocess.run([*self.control, *words], check=True, cwd=self.directory)

    def url(self, name: str) -> str:
        return self.base.format(name)

    def run(self, sql: str) -> None:
        with psycopg.connect(self.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(sql.encode())

    def create(self, name: str, template: str = "template1") -> str:
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        return self.url(name)

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.made.remove(name)

    def empty_pair(self) -> tuple[str, str]:
        """URLs of two new databases without a table: cases, vault."""
        n = next(self.names)
        return self.create(f"cases_{os.getpid()}_{n}"), self.create(f"vault_{os.getpid()}_{n}")

    def migrated_pair(self) -> tuple[str, str]:
        """URLs of two empty databases that are up to date: cases, vault. Give them back when done."""
        if self.free:
            return self.free.pop()
        templates = [f"template_{tree}_{os.getpid()}" for tree in ("cases", "vault")]
        if templates[0] not in self.made:
            migrate(*(self.create(name) for name in templates))
        n = next(self.names)
        return (
            self.create(f"cases_{os.getpid()}_{n}", templates[0]),
            self.create(f"vault_{os.getpid()}_{n}", templates[1]),
        )

    def give_back(self, urls: tuple[str, str]) -> None:
        """Empty a migrated pair for the next test: thirty times faster than a new one. Not if its schema changed."""
        for url in urls:
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                tables = connection.execute(
                    "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
                    " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
                ).fetchone()
                assert tables is not None
                connection.execute(f"TRUNCATE {tables[0]}".encode())
        self.free.append(urls)

    def drop_pair(self, urls: tuple[str, str]) -> None:
        for url in urls:
            self.drop(url.split("?")[0].rsplit("/", 1)[1])


@contextmanager
def running(directory: Path) -> Iterator[Server]:
    """Debian's server in `directory`, as the user postgres when we are root: it refuses to run as root."""
    programs = sorted(BINARIES.glob("*/bin"), key=lambda path: int(path.parent.name))[-1]
    to_user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.geteuid() == 0 else []
    if to_user:
        shutil.chown(directory, USER, USER)
    data = directory / "data"
    call = [*to_user, str(programs / "initdb"), "-D", str(data), "-U", USER, "--auth=trust", "--no-sync"]
    subprocess.run([*call, "--encoding=UTF8", "--locale=C.UTF-8"], check=True, capture_output=True, cwd=directory)
    control = (*to_user, str(programs / "pg_ctl"), "-D", str(data), "-w", "-s")
    server = Server(f"postgresql+psycopg://{USER}@/{{}}?host={directory}", directory, control)
    server.start()
    try:
        yield server
    finally:
        server.stop("immediate")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server of this session, or a skip that says how to get one."""
    if given := os.environ.get(VARIABLE):
        address, _, options = given.partition("?")
        server = Server(address.rsplit("/", 1)[0] + "/{}" + ("?" + options if options else ""))
        yield server
        for name in list(server.made):
            server.drop(name)
        return
    with own() as server:
        yield server


@contextmanager
def own() -> Iterator[Server]:
    """A server for one test that stops it or cuts its power; skips where there is none to start."""
    if not any(BINARIES.glob("*/bin/initdb")):
        pytest.skip(f"no PostgreSQL: apt install postgresql, or set {VARIABLE}")
    # Not below pytest's own directory: that one only its owner can enter.
    directory = Path(tempfile.mkdtemp(prefix="madoguchi-pg-"))
    try:
        with running(directory) as server:
            yield server
    finally:
        shutil.rmtree(directory, ignore_errors=True)
