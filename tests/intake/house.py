"""A whole desk in one process, on a clock that only the test moves: simulated phones in, what they show out."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App, Role, build
from bot.config import parse
from bot.conversation import snapshot
from bot.conversation.machine import State
from channels.base import Event
from channels.simulator import Bubble, Simulator
from storage import keycheck
from storage.cases import Case, Cases
from storage.engine import Unit
from storage.master import VARIABLE, MasterKey
from storage.messages import Messages, Said
from storage.migrate import migrate
from storage.recipients import Recipient, Recipients, Thread

START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
KEY = MasterKey("k1", bytes(range(32)))
ANN = "line:Ann"


class House:
    """`now` moves by hand; nothing ticks by itself: call the jobs."""

    def __init__(self, folder: Path, extra: str = "", urls: tuple[str, str] | None = None) -> None:
        self.now = START
        config = parse("[storage]\n" + extra, name="test", folder=folder, environ={})
        if urls is not None:
            from dataclasses import replace

            config = replace(config, storage=replace(config.storage, cases_url=urls[0], vault_url=urls[1]))
        else:
            migrate(config.storage.cases_url, config.storage.vault_url)
        self.app: App = build(config, Role.SERVE, environ={VARIABLE: KEY.written()}, demo=True, now=lambda: self.now)
        simulator = self.app.adapters["simulator"]
        assert isinstance(simulator, Simulator)
        self.simulator = simulator
        self._ids = itertools.count(1)

    async def open(self) -> None:
        await self.app.store.write(lambda unit: keycheck.record(unit, self.app.intake.keyring))

    async def close(self) -> None:
        await self.app.stop()

    # The phone -----------------------------------------------------------------------------------------------

    async def say(self, *texts: str, phone: str = ANN) -> list[str]:
        """Type each of `texts`; what the phone showed after the last."""
        shown: list[str] = []
        for text in texts:
            shown = await self.take(self.simulator.write(phone, id=f"m{next(self._ids)}", text=text), phone)
        return shown

    async def press(self, choice: str, phone: str = ANN) -> list[str]:
        return await self.take(self.simulator.press(phone, id=f"m{next(self._ids)}", choice=choice), phone)

    async def take(self, request: Any, phone: str) -> list[str]:
        before = self.screen(phone)
        self.simulator.authenticate(request)
        return await self.hear(self.simulator.parse(request), phone, before)

    async def hear(self, events: list[Event], phone: str = ANN, before: list[Bubble] | None = None) -> list[str]:
        before = self.screen(phone) if before is None else before
        await self.app.receiver.accept(events)
        await self.deliver()
        last = before[-1].number if before else 0
        return [bubble.text for bubble in self.simulator.messages(phone, last) if not bubble.mine]

    def screen(self, phone: str = ANN) -> list[Bubble]:
        return self.simulator.messages(phone)

    async def deliver(self) -> None:
        await self.app.sender.settle()
        while await self.app.sender.drain():
            await self.app.sender.settle()

    async def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    # What is stored ------------------------------------------------------------------------------------------

    async def thread(self, phone: str = ANN) -> Thread | None:
        def work(unit: Unit) -> Thread | None:
            alias = unit.vault.find("simulator", phone)
            return Recipients(unit.cases).lock(alias) if alias else None

        return await self.app.store.write(work)

    async def recipient(self, phone: str = ANN) -> Recipient:
        thread = await self.thread(phone)
        assert thread is not None
        return thread.recipient

    async def state(self, phone: str = ANN) -> State:
        thread = await self.thread(phone)
        assert thread is not None
        id_ = thread.recipient.conversation_id
        saved = await self.app.store.read(lambda unit: thread.state(unit.vault.key(id_)))
        assert saved is not None
        return snapshot.load(saved)

    async def said(self, phone: str = ANN) -> list[Said]:
        id_ = (await self.recipient(phone)).conversation_id
        return await self.app.store.read(lambda unit: list(Messages(unit.cases, unit.vault.key(id_)).of(id_)))

    async def cases(self) -> list[Case]:
        return await self.app.store.read(lambda unit: list(Cases(unit.cases).all()))

    async def push(self, message_id: str, **params: str) -> str | None:
        """What the desk does when it has something to say about the only case."""
        from bot.delivery import notices
        from storage.times import milliseconds

        case, at = (await self.cases())[0], milliseconds(self.now)
        notice = await self.app.store.write(
            lambda unit: notices.push(
                self.app.intake, unit, case.conversation_id, message_id, {"ref": case.reference, **params}, at=at
            )
        )
        await self.deliver()
        return notice

    # A report ------------------------------------------------------------------------------------------------

    async def answer(self, phone: str = ANN, *, until: str = "extra.ask", **answers: str) -> None:
        """Answer question after question by value until `until` stands; 9 where nothing is given nor offered."""
        from bot.conversation.machine import offered

        script = self.app.intake.script
        for _ in range(60):
            state = await self.state(phone)
            if state.step == until or state.step not in script.steps:
                return
            given = answers.get(state.step.replace(".", "_"))
            values = [choice.value for choice in offered(script, state)]
            if values and (given is None or given in values):
                await self.press(f"{state.step}:{given or values[0]}", phone)
            else:
                await self.say(given or "9", phone=phone)
        raise AssertionError(f"{until} was never asked")

    async def report(self, phone: str = ANN, first: str = "They keep my passport", **answers: str) -> Case:
        """A whole report from first words to its number, stopped before the optional questions."""
        await self.say(first, phone=phone)
        await self.answer(
            phone, **{"danger_ask": "no", "where_company": "Sakura Foods", "start_language": "en", **answers}
        )
        await self.press("extra.ask:stop", phone)
        return (await self.cases())[-1]


def in_house(
    folder: Path,
    talk: Callable[[House], Awaitable[None]],
    extra: str = "",
    urls: tuple[str, str] | None = None,
) -> None:
    """Open a house, let `talk` happen, close it."""

    async def whole() -> None:
        house = House(folder, extra, urls)
        try:
            await house.open()
            await talk(house)
        finally:
            await house.close()

    asyncio.run(whole())
