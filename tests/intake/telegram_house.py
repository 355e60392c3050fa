"""A house whose workers write on Telegram: updates in, the vendor's own SDK out, to a stand-in on loopback."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.conversation import snapshot
from bot.conversation.machine import State
from channels.base import InboundRequest
from storage.engine import Unit
from storage.recipients import Recipients
from tests.intake.house import House
from tests.vendors.phone import Bubble
from tests.vendors.stand_in import Loopback
from tests.vendors.telegram import Telegram
from tests.vendors.webhooks import TelegramCaller

ANN = "5001"


class TelegramHouse(House):
    """`telegram` is the vendor; `write` and `press` are what Ann does."""

    def __init__(self, folder: Path, telegram: Telegram, extra: str = "", urls: tuple[str, str] | None = None) -> None:
        settings = f'[channels.telegram]\ntoken = "{telegram.token}"\nsecret_token = "telegram-secret_1"\n'
        super().__init__(folder, settings + f'api_url = "{telegram.url}"\n' + extra, urls)
        self.telegram, self.caller = telegram, TelegramCaller()

    async def call(self, body: bytes) -> None:
        adapter = self.app.adapters["telegram"]
        await self.later(seconds=5)  # nobody types faster, and Telegram takes one message a second
        await self.app.receiver.accept(adapter.parse(InboundRequest("POST", "", {}, body)))
        await self.deliver()

    async def write(self, text: str, user: str = ANN) -> list[Bubble]:
        hook = self.caller.text(user, text)
        number = json.loads(hook.body)["message"]["message_id"]
        self.telegram.phones.show(user, Bubble(text, (), str(number), time.time()))
        await self.call(hook.body)
        return self.phone(user)

    async def tap(self, choice: str, user: str = ANN) -> list[Bubble]:
        shown = [bubble for bubble in self.phone(user) if any(key.id == choice for key in bubble.buttons)]
        await self.call(self.caller.press(user, choice, shown[-1].message_id).body)
        return self.phone(user)

    async def until(self, step: str, user: str = ANN, **answers: str) -> None:
        """Answer every question with its first choice, or 9, until `step` is asked."""
        for _ in range(60):
            if (await self.state_of(user)).step == step:
                return
            keys = self.phone(user)[-1].buttons
            name = keys[0].id.partition(":")[0] if keys else ""
            given = answers.get(name.replace(".", "_"))
            if keys:
                await self.tap(f"{name}:{given}" if given else keys[0].id, user)
            else:
                await self.write("9", user)
        raise AssertionError(f"{step} was never asked")

    async def state_of(self, user: str) -> State:
        def work(unit: Unit) -> State:
            alias = unit.vault.find("telegram", user)
            thread = Recipients(unit.cases).lock(alias or "")
            assert thread is not None
            saved = thread.state(unit.vault.key(thread.recipient.conversation_id))
            return snapshot.load(saved or "")

        return await self.app.store.write(work)

    def phone(self, user: str = ANN) -> list[Bubble]:
        return self.telegram.phones.seen(user)


def in_telegram_house(
    folder: Path,
    talk: Callable[[TelegramHouse], Awaitable[Any]],
    extra: str = "",
    urls: tuple[str, str] | None = None,
) -> None:
    telegram = Telegram()

    async def whole() -> None:
        house = TelegramHouse(folder, telegram, extra, urls)
        try:
            await house.open()
            await talk(house)
        finally:
            await house.close()

    with Loopback(telegram):
        asyncio.run(whole())
    telegram.assert_contract()
