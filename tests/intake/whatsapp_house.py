"""A desk in one process, its worker on WhatsApp: signed calls in, Twilio's stand-in out, a clock moved by hand."""

from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.delivery import content_setup
from bot.delivery.stock import Stock
from bot.parts import contents_of
from channels.content_calls import ContentCalls
from channels.whatsapp import WhatsApp
from storage.engine import Unit
from storage.outbox import Outbox
from storage.recipients import Recipients, Thread
from storage.times import milliseconds
from tests.intake.house import ANN as SIMULATED
from tests.intake.house import House
from tests.vendors.phone import Bubble, Button
from tests.vendors.stand_in import Loopback
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import PUBLIC_URL, TwilioCaller, Webhook, WhatsAppCaller

ANN = "+819012345678"
SETTINGS = """
[server]
public_url = "{url}"
[conversation]
languages = ["en", "ja", "id"]
[channels.twilio]
account_sid = "{twilio.sid}"
auth_tokens = ["{twilio.auth_token}"]
api_url = "{twilio.url}"
[channels.whatsapp]
from = "{twilio.number}"
"""


class WhatsAppHouse(House):
    """`say` and `press` go through the webhook's door; what the phone shows came through Twilio's SDK."""

    def __init__(self, folder: Path, twilio: Twilio, urls: tuple[str, str] | None, more: str = "") -> None:
        super().__init__(folder, SETTINGS.format(url=PUBLIC_URL, twilio=twilio) + more, urls)
        self.twilio, self.caller = twilio, WhatsAppCaller(twilio)
        self.status = TwilioCaller(twilio, path="/webhooks/twilio/status")
        twilio.clock = lambda: self.now.timestamp()  # noqa: PLW0108 - the time moves
        self.pressed: list[str] = []
        self.known: list[str] = []

    @property
    def adapter(self) -> WhatsApp:
        adapter = self.app.adapters["whatsapp"]
        assert isinstance(adapter, WhatsApp)
        return adapter

    @property
    def stock(self) -> Stock:
        assert self.app.stock is not None
        return self.app.stock

    async def set_up(self, *, approve: bool = True) -> content_setup.Report:
        """What `channels setup twilio` does, and what WhatsApp says a day later."""
        calls, contents = ContentCalls(self.adapter.calls), contents_of(self.app.intake)
        report = await content_setup.prepare(self.app.store, calls, contents, clock=lambda: self.now)
        if approve:
            for made in self.twilio.contents.made.values():
                made.status = "approved" if made.status == "received" else made.status
            await content_setup.poll(self.app.store, calls)
        await self.stock.refresh()
        return report

    async def call(self, webhook: Webhook) -> int:
        """One delivery at the door, and everything that is sent because of it."""
        answers: list[dict[str, Any]] = []
        headers = [(name.lower().encode(), value.encode()) for name, value in webhook.headers.items()]
        path, _, query = webhook.path.partition("?")
        scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "headers": headers}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": webhook.body}

        async def send(message: dict[str, Any]) -> None:
            answers.append(message)

        await self.app({**scope, "query_string": query.encode()}, receive, send)
        await self.deliver()
        return int(answers[0]["status"])

    async def deliver(self) -> None:
        """Everything that is due, and what the rate to one chat put off by seconds."""
        for _ in range(60):
            await super().deliver()
            waiting, _, due = await self.app.store.read(lambda unit: Outbox(unit.cases).figures())
            if not waiting or (due or 0) > milliseconds(self.now) + 10_000:
                return
            await self.later(seconds=1)

    async def say(self, *texts: str, phone: str = ANN) -> list[str]:
        shown: list[str] = []
        for text in texts:
            shown = await self.shown_after(self.caller.text(phone, text), phone)
        return shown

    async def press(self, choice: str, phone: str = ANN) -> list[str]:
        """By the button that the phone shows; where it shows a list, by its number."""
        newest = self.bubbles(phone)[-1]
        button = next((one for one in newest.buttons if _bare(one.id) == choice), None)
        if button is None:
            raise AssertionError(f"no button {choice} on: {newest}")
        self.pressed.append(choice)
        deed = self.caller.press if len(newest.buttons) <= 3 else self.caller.choose
        return await self.shown_after(deed(phone, button, newest.message_id), phone)

    async def shown_after(self, webhook: Webhook, phone: str = ANN) -> list[str]:
        before = len(self.bubbles(phone))
        assert await self.call(webhook) == 200
        return [bubble.text for bubble in self.bubbles(phone)[before:]]

    def bubbles(self, phone: str = ANN) -> list[Bubble]:
        return self.twilio.phones.seen(f"whatsapp:{phone}")

    def buttons(self, phone: str = ANN) -> tuple[Button, ...]:
        return self.bubbles(phone)[-1].buttons

    async def thread(self, phone: str = ANN) -> Thread | None:
        number = ANN if phone == SIMULATED else phone

        def work(unit: Unit) -> Thread | None:
            alias = unit.vault.find("whatsapp", number)
            return Recipients(unit.cases).lock(alias) if alias else None

        return await self.app.store.write(work)

    async def report(self, phone: str = ANN, first: str = "They keep my passport", **answers: str) -> Any:
        return await super().report(phone, first, **answers)


def _bare(option: str) -> str:
    """Without the notice it is about."""
    source, _, value = option.partition(":")
    return f"{source.partition('@')[0]}:{value}"


def on_whatsapp(
    folder: Path,
    talk: Callable[[WhatsAppHouse], Awaitable[None]],
    urls: tuple[str, str] | None = None,
    more: str = "",
) -> None:
    """A house beside Twilio's stand-in, for as long as `talk` lasts. Our calls must have kept to the contract."""
    import asyncio

    with _standing(Twilio()) as twilio:

        async def whole() -> None:
            house = WhatsAppHouse(folder, twilio, urls, more)
            try:
                await house.open()
                await talk(house)
            finally:
                await house.close()

        asyncio.run(whole())
        twilio.assert_contract()


@contextmanager
def _standing(twilio: Twilio) -> Any:
    with Loopback(twilio):
        yield twilio
