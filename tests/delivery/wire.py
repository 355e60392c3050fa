"""The real outbox and the vendors' real SDKs against the stand-ins: a vendor misbehaves, a worker's phone is read."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot.delivery import reach
from bot.delivery.ladder import Ladder
from bot.delivery.outbox import Sender
from bot.intake.kept import handle_json, outgoing_body
from bot.metrics import Metrics
from channels.base import ChannelAdapter, Outgoing, ReplyHandle
from storage.conversations import Conversations
from storage.engine import Store, Unit
from storage.keyring import Keyring
from storage.master import MasterKey
from storage.messages import Messages
from storage.migrate import migrate
from storage.opening import open_store
from storage.outbox import NOTICE, Outbox
from storage.parking import unpark
from storage.recipients import Recipient, Recipients
from storage.times import milliseconds
from tests.channels import cast
from tests.vendors.line import Line
from tests.vendors.stand_in import Loopback, StandIn
from tests.vendors.telegram import Telegram
from tests.vendors.twilio import Twilio

ALIAS, CONVERSATION = "ann", "c-ann"
ADDRESS = {"telegram": "5000001", "line": "U" + "a" * 32, "sms": "+819011112222", "whatsapp": "+819011112222"}
IMPATIENT = 1.0  # seconds until a time-out, where one is wanted: the usual 15 are too long for a test


def vendor_of(channel: str) -> StandIn:
    kinds: dict[str, Callable[[], StandIn]] = {"telegram": Telegram, "line": Line, "sms": Twilio, "whatsapp": Twilio}
    return kinds[channel]()


class Wire:
    """One worker on one channel, a sender, and a clock that only the test moves."""

    def __init__(self, store: Store, keyring: Keyring, channel: str, vendor: StandIn, adapter: ChannelAdapter) -> None:
        self.now = datetime.now(UTC)
        self.store, self.keyring, self.channel, self.vendor = store, keyring, channel, vendor
        self.adapter, self.metrics, self.queued = adapter, Metrics(), 0
        self.shown_at = f"whatsapp:{ADDRESS[channel]}" if channel == "whatsapp" else ADDRESS[channel]
        if isinstance(vendor, Twilio):
            vendor.wrote[self.shown_at] = self.now.timestamp()
        self.sender = Sender(
            store,
            {channel: adapter},
            keyring=keyring,
            clock=lambda: self.now,
            ladder=Ladder(lambda: 0.5),
            metrics=self.metrics,
            lease=timedelta(seconds=30),
            tick=timedelta(seconds=1),
        )

    async def say(self, *texts: str, handle: ReplyHandle | None = None) -> None:
        for text in texts:
            self.queued += 1
            await self.store.write(partial(self._queue, text=text, handle=handle))

    def _queue(self, unit: Unit, *, text: str, handle: ReplyHandle | None) -> None:
        at, name = milliseconds(self.now), f"{self.queued:032x}"
        if Recipients(unit.cases).get(ALIAS) is None:
            unit.vault.admit(self.channel, ADDRESS[self.channel], alias=ALIAS, now_day=0)
            unit.vault.create_key(CONVERSATION, wrap_id="w", at_ms=at)
            until = milliseconds(self.now + timedelta(hours=23)) if self.channel == "whatsapp" else None
            Recipients(unit.cases).add(Recipient(ALIAS, self.channel, conversation_id=CONVERSATION, window_until=until))
            Conversations(unit.cases).add(CONVERSATION, ALIAS, person="p", seq=0, expires_at=at, remind_at=None)
        key = unit.vault.key(CONVERSATION)
        body = outgoing_body(Outgoing(text), at=at)
        Messages(unit.cases, key).add(name, CONVERSATION, seq=self.queued, author="bot", part="", body=body, day=0)
        sealed = handle_json(handle) if handle is not None else None
        Outbox(unit.cases).add(
            name,
            seq=self.queued,
            alias=ALIAS,
            channel=self.channel,
            conversation_id=CONVERSATION,
            message_id=name,
            handle=sealed,
            key=key,
            at=at,
            rank=NOTICE,
        )

    async def drain(self) -> None:
        while await self.sender.drain():
            await self.sender.settle()

    async def later(self, **wait: float) -> None:
        self.now += timedelta(**wait)
        await self.drain()

    async def back(self) -> None:
        """She writes again: what was kept for her is due."""

        def work(unit: Unit) -> None:
            Recipients(unit.cases).stop(ALIAS, "")
            unpark(unit.cases, ALIAS, at=milliseconds(self.now), answered=True)

        await self.store.write(work)
        await self.drain()

    async def month_over(self) -> None:
        """The clock's tick that looks after allowances, when the next month has begun."""
        self.now = (self.now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=12)
        await self.store.write(lambda unit: reach.over(unit, at=milliseconds(self.now)))
        await self.drain()

    async def stopped(self) -> str:
        found = await self.store.read(lambda unit: Recipients(unit.cases).get(ALIAS))
        assert found is not None
        return found.stopped

    async def troubled(self) -> list[tuple[str, str]]:
        """(state, code) of what `outbox list` shows."""
        rows = await self.store.read(lambda unit: Outbox(unit.cases).troubled())
        return [(str(row[2]), str(row[4])) for row in rows]

    @property
    def shown(self) -> list[str]:
        return [bubble.text for bubble in self.vendor.phones.seen(self.shown_at)]

    @property
    def tries(self) -> int:
        return sum(1 for call in self.vendor.calls if call.to == self.shown_at)


def on_the_wire(
    tmp_path: Path, channel: str, talk: Callable[[Wire], Awaitable[None]], *, impatient: bool = False
) -> None:
    """Run `talk`; every call of ours must have kept the vendor's specification."""
    vendor = vendor_of(channel)

    async def whole() -> None:
        keyring = Keyring([MasterKey("k1", bytes(range(32)))], os.urandom)
        urls = f"sqlite:///{tmp_path}/cases.db", f"sqlite:///{tmp_path}/vault.db"
        migrate(*urls)
        store = open_store(*urls, keyring, synchronous="OFF")
        adapter: ChannelAdapter = getattr(cast, channel)(vendor.url)
        try:
            await talk(Wire(store, keyring, channel, vendor, adapter))
        finally:
            await adapter.close()
            await store.close()

    with Loopback(vendor), ExitStack() as shorter:
        for module in ("telegram", "line", "twilio") if impatient else ():
            shorter.enter_context(patch(f"channels.{module}_calls._SECONDS", IMPATIENT))
        asyncio.run(whole())
    vendor.assert_contract()
