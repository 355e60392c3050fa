"""A desk with many reports in this process, and what one page of it costs: time in the server, statements, bytes."""

import asyncio
import gzip
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from bot.app import App, build
from bot.console import accounts
from bot.console.app import build_console
from bot.console.console import Console
from bot.console.doors import cookie_name
from bot.demo import settings
from storage.companies import Companies, Company
from storage.engine import Unit
from storage.master import VARIABLE, generate_master
from storage.migrate import migrate
from storage.sessions import Sessions
from storage.sqlite import SqliteConnection
from storage.times import milliseconds
from tests.bench.console_cases import Filling

COMPANIES, BATCH, TOKEN = 200, 1000, "bench"
COUNTED = ("all", "one", "run", "put")


@dataclass
class Answer:
    """One page as it left the server. `seconds` without any network, `cpu` those of this process, `statements` of both
    databases.
    """

    status: int
    seconds: float
    cpu: float
    statements: int
    body: bytes
    headers: Mapping[str, str]


@dataclass
class Desk:
    """One process with its own SQLite files in `folder`, and a lead who is signed in."""

    folder: Path
    cases: int
    messages: int
    statements: int = 0
    long: str = ""
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def __post_init__(self) -> None:
        settings_ = settings(self.folder, 8000)
        migrate(settings_.storage.cases_url, settings_.storage.vault_url)
        key = generate_master(os.urandom).written()
        self.app: App = build(settings_, environ={VARIABLE: key}, demo=True)
        given: Console = self.app.console.state.console
        self.console = replace(given, demo=False, pace=0.0)
        self.pages: FastAPI = build_console(self.console)
        self._counted()
        self._fill()

    def close(self) -> None:
        for name, kept in self._kept.items():
            setattr(SqliteConnection, name, kept)
        self.runner.run(self.app.stop())
        self.runner.close()

    def write(self, work: Callable[[Unit], Any]) -> Any:
        return self.runner.run(self.console.store.write(work))

    def read(self, work: Callable[[Unit], Any]) -> Any:
        return self.runner.run(self.console.store.read(work))

    def get(self, path: str, **headers: str) -> Answer:
        return self.runner.run(self._get(path, headers))

    async def _get(self, path: str, headers: Mapping[str, str]) -> Answer:
        where, _, query = path.partition("?")
        cookie = f"{cookie_name(self.console)}={TOKEN}"
        sent = {"host": "127.0.0.1:8000", "cookie": cookie, "accept-encoding": "gzip", **headers}
        scope = {
            **{"type": "http", "method": "GET", "path": where, "raw_path": where.encode(), "root_path": ""},
            **{"query_string": query.encode(), "http_version": "1.1", "scheme": "http", "asgi": {"version": "3.0"}},
            **{"server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1)},
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()],
        }
        parts: list[bytes] = []
        begun: dict[str, Any] = {}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            begun.update(message) if message["type"] == "http.response.start" else parts.append(message["body"])

        before, since, worked = self.statements, time.perf_counter(), time.process_time()
        await self.pages(scope, receive, send)
        seconds, cpu = time.perf_counter() - since, time.process_time() - worked
        told = {name.decode(): value.decode() for name, value in begun["headers"]}
        return Answer(begun["status"], seconds, cpu, self.statements - before, b"".join(parts), told)

    def _counted(self) -> None:
        """Every statement that a page runs passes here."""
        self._kept = {name: getattr(SqliteConnection, name) for name in COUNTED}
        for name, kept in self._kept.items():
            setattr(SqliteConnection, name, self._counting(kept))

    def _counting(self, kept: Callable[..., Any]) -> Callable[..., Any]:
        def counting(connection: SqliteConnection, *arguments: Any, **values: Any) -> Any:
            self.statements += 1
            return kept(connection, *arguments, **values)

        return counting

    def _fill(self) -> None:
        at = milliseconds(self.console.now())
        companies = tuple(f"{n:032x}" for n in range(COMPANIES))
        filling = Filling(at, companies)

        def register(unit: Unit) -> None:
            for n, company_id in enumerate(companies):
                Companies(unit.cases).add(Company(company_id, "member", f"Company {n}", created_at=at))
            lead = {"login": "lead@desk.example", "name": "Lead", "role": "lead", "now": self.console.now()}
            accounts.invite(unit, member_id="e" * 32, token=TOKEN, **lead)
            Sessions(unit.cases).begin(accounts.digest(TOKEN), "e" * 32, at=at)

        self.write(register)
        for first in range(0, self.cases, BATCH):
            some = min(BATCH, self.cases - first)
            self.write(lambda unit, first=first, some=some: filling.cases(unit, some, first=first))
        self.long = self.write(lambda unit: filling.long(unit, self.messages))


def over_the_wire(answer: Answer) -> int:
    """Bytes as they were sent."""
    return len(answer.body)


def opened(answer: Answer) -> str:
    body = gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body
    return body.decode()
