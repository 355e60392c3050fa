"""A desk of real parts on SQLite: store, intake, simulator, console. Only the clock is ours to turn."""

import asyncio
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.app import App, build
from bot.casework.assessment import TREE, Answer, Assessment, Detriment
from bot.console import accounts
from bot.console.app import build_console
from bot.console.console import Console
from bot.console.doors import cookie_name
from bot.console.passwords import Cost
from bot.conversation.snapshot import dump
from bot.conversation.vocabulary import REST, State
from bot.demo import settings
from storage.assessments import Assessments
from storage.cases import Case, Cases
from storage.conversations import Conversations
from storage.engine import Unit
from storage.master import VARIABLE, generate_master
from storage.messages import Messages
from storage.migrate import migrate
from storage.recipients import Recipient, Recipients
from storage.sessions import Sessions
from storage.times import milliseconds

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # Monday noon in Tokyo
CHEAP = Cost(passes=1, lanes=1, memory_kib=64)
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
SENTENCE = "Paspor saya dipegang bos sejak April"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)

    def forward(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Kit:
    """The pages as a browser meets them, and the rows behind them."""

    app: App
    console: Console
    pages: FastAPI
    clock: Clock
    runner: asyncio.Runner
    counter: int = 0
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def run(self, coroutine: Any) -> Any:
        return self.runner.run(coroutine)

    def write(self, work: Callable[[Unit], Any]) -> Any:
        return self.run(self.console.store.write(work))

    def read(self, work: Callable[[Unit], Any]) -> Any:
        return self.run(self.console.store.read(work))

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        return self.run(self._ask(method, path, {} if headers is None else headers, **more))

    async def _ask(self, method: str, path: str, headers: dict[str, str], **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.pages, raise_app_exceptions=False)
        base = self.console.public_url
        async with httpx.AsyncClient(transport=transport, base_url=base, cookies=self.cookies) as browser:
            answer = await browser.request(method, path, headers=headers, **more)
            self.cookies = browser.cookies
            return answer

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, data: Any = None, **more: Any) -> httpx.Response:
        return self.ask("POST", path, data=data or {}, **{"headers": SAME_SITE, **more})

    def id(self) -> str:
        self.counter += 1
        return f"{self.counter:032x}"

    def invite(self, login: str = "sato@desk.example", role: str = "member", name: str = "Sato") -> str:
        """A member; the token of her link."""
        token = f"token-{self.id()}"
        member_id = self.id()
        self.write(
            lambda unit: accounts.invite(
                unit, member_id=member_id, login=login, name=name, role=role, token=token, now=self.clock()
            )
        )
        return token

    def sign_in(self, role: str = "member", login: str = "") -> None:
        """A browser of a member with this role, without the 0.2 s of a password."""
        login = login or f"{role}@desk.example"
        self.invite(login, role, name=role.title())
        token = f"session-{self.id()}"
        at = milliseconds(self.clock())

        def work(unit: Unit) -> None:
            Sessions(unit.cases).begin(accounts.digest(token), accounts.named(unit, login).id, at=at)

        self.write(work)
        self.has_cookie(token)

    def has_cookie(self, token: str) -> None:
        self.cookies.clear()
        self.cookies.set(cookie_name(self.console), token, domain="127.0.0.1")

    def case(
        self,
        *,
        text: str = SENTENCE,
        language: str = "id",
        status: str = "received",
        discreet: bool = True,
        stopped: str = "",
        hidden: bool = False,
        window_wait: str = "",
        **more: Any,
    ) -> str:
        """A report as a conversation leaves it; the id of its case."""
        case_id, conversation_id, alias = self.id(), self.id(), self.id()
        at = milliseconds(self.clock())
        reference = f"{int(case_id, 16):08d}"

        def work(unit: Unit) -> None:
            key = unit.vault.create_key(conversation_id, wrap_id=self.id(), at_ms=at)
            unit.vault.admit("simulator", self.phone_of(case_id), alias=alias, now_day=20000)
            recipient = Recipient(alias, "simulator", language=language, conversation_id=conversation_id, last_in_at=at)
            Recipients(unit.cases).add(
                replace(recipient, discreet=discreet, stopped=stopped, hidden=hidden, window_wait=window_wait)
            )
            Conversations(unit.cases).add(conversation_id, alias, person="p", seq=1, expires_at=at, remind_at=None)
            body = {"text": text, "at": at}
            Messages(unit.cases, key).add(
                self.id(), conversation_id, seq=1, author="worker", part="narrative", body=body, day=20000
            )
            values = {"urgent": False, "category": "FRL", "channel": "simulator", "due_at": at + 3 * 86_400_000, **more}
            report = values.pop("report", {"where.company": "Sakura Foods", "danger.ask": "no"})
            assert Cases(unit.cases).open(
                case_id,
                key,
                reference=reference,
                conversation_id=conversation_id,
                status=status,
                language=language,
                report=report,
                at=at,
                **values,
            )
            said = State(
                REST,
                language=language,
                consented=True,
                submitted=True,
                story=True,
                discreet=discreet,
                hidden=hidden,
                reports=(reference,),
            )
            Conversations(unit.cases).save(
                conversation_id, key, state=dump(said), seq=1, expires_at=None, remind_at=None
            )
            Conversations(unit.cases).bind(conversation_id, case_id)
            Cases(unit.cases).record(self.id(), case_id, key, actor="worker", kind="submitted", at=at, now="received")

        self.write(work)
        return case_id

    def assess(self, case_id: str, **changes: Any) -> Assessment:
        """As a reviewer who found nothing against it leaves it: it may go to the companies."""
        nothing = Assessment(
            {one.id: Answer.NO if one.refuses is None else Answer.YES for one in TREE},
            looked=True,
            detriment=dict.fromkeys(Detriment, Answer.NO),
            category=self.row(case_id).category,
        )
        whole, at = replace(nothing, **changes), milliseconds(self.clock())

        def work(unit: Unit) -> None:
            key = unit.vault.key(self.row_of(unit, case_id).conversation_id)
            kept = Assessments(unit.cases, key)
            last = kept.of(case_id)
            assert kept.save(case_id, whole.body, seen=last.version if last else 0, by_id="m" * 32, at=at)

        self.write(work)
        return whole

    @staticmethod
    def row_of(unit: Unit, case_id: str) -> Case:
        found = Cases(unit.cases).get(case_id)
        assert found is not None
        return found

    def phone_of(self, case_id: str) -> str:
        return f"line:W{int(case_id, 16)}"

    def hear(self, case_id: str, text: str) -> None:
        """She writes on her phone; it goes the way of every channel."""
        simulator: Any = self.app.adapters["simulator"]
        request = simulator.write(self.phone_of(case_id), id=self.id(), text=text)
        self.run(self.app.receiver.accept(simulator.parse(request)))

    def row(self, case_id: str) -> Case:
        return self.read(lambda unit: Cases(unit.cases).get(case_id))

    def seen(self, case_id: str) -> str:
        case = self.row(case_id)
        return f"{case.status}.{case.version}"

    def said_to_worker(self, case_id: str) -> list[str]:
        """Every message of the bot in this case's conversation, oldest first."""
        conversation_id = self.row(case_id).conversation_id

        def work(unit: Unit) -> list[str]:
            key = unit.vault.key(conversation_id)
            return [
                str(one.body["text"]) for one in Messages(unit.cases, key).of(conversation_id) if one.author == "bot"
            ]

        return self.read(work)


def made(folder: Path, runner: asyncio.Runner, *, second_factor: bool = False, **changes: Any) -> Kit:
    """`second_factor`: members set one up when they choose their password; off, so that other tests need none."""
    clock = Clock()
    key = generate_master(os.urandom).written()
    app = build(settings(folder, 8000), environ={VARIABLE: key}, demo=True, now=clock)
    given: Console = app.console.state.console
    desk = replace(given.desk, second_factor=second_factor)
    console = replace(given, now=clock, pace=0.0, cost=CHEAP, desk=desk, **changes)
    return Kit(app, console, build_console(console), clock, runner)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two databases, migrated once and copied for every test."""
    folder = tmp_path_factory.mktemp("migrated")
    storage = settings(folder, 8000).storage
    migrate(storage.cases_url, storage.vault_url)
    return folder


@pytest.fixture
def kit(migrated: Path, tmp_path: Path, runner: asyncio.Runner) -> Iterator[Kit]:
    """A real desk: nothing of the demo's conveniences."""
    kit = made(copytree(migrated, tmp_path / "kit"), runner, demo=False)
    yield kit
    runner.run(kit.app.stop())


@pytest.fixture
def demo(migrated: Path, tmp_path: Path, runner: asyncio.Runner) -> Iterator[Kit]:
    kit = made(copytree(migrated, tmp_path / "demo"), runner, demo=True)
    yield kit
    runner.run(kit.app.stop())


def words_of(page: httpx.Response) -> str:
    """The page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
