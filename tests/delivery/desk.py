"""A store, a sender and a clock that only the test moves."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.delivery.ladder import Ladder
from bot.delivery.outbox import Sender
from bot.delivery.pace import Rate
from bot.intake.kept import outgoing_body
from bot.metrics import Metrics
from channels.base import (
    Outgoing,
)
from storage.conversations import Conversations
from storage.engine import Store, Unit
from storage.keyring import Keyring
from storage.master import MasterKey
from storage.messages import Messages
from storage.migrate import migrate
from storage.opening import open_store
from storage.outbox import REPLY, Outbox
from storage.recipients import Recipient, Recipients
from storage.times import milliseconds
from tests.delivery.scripted import Scripted

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)


class Desk:
    """A store, a sender and a clock that only the test moves."""

    def __init__(self, store: Store, keyring: Keyring, adapter: Scripted) -> None:
        self.now = START
        self.store, self.keyring, self.adapter, self.metrics = store, keyring, adapter, Metrics()
        self.rates: dict[str, Rate] = {}
        self.sender = self.fresh()
        self.queued = 0

    def fresh(self, *, lease: timedelta = LEASE, at_once: int = 32) -> Sender:
        """A sender as after a restart, or of another process."""
        return Sender(
            self.store,
            {"scripted": self.adapter},
            keyring=self.keyring,
            clock=lambda: self.now,
            ladder=Ladder(lambda: 0.5, first=timedelta(seconds=2), give_up=timedelta(hours=72)),
            metrics=self.metrics,
            lease=lease,
            at_once=at_once,
            tick=timedelta(seconds=1),
            rates=self.rates,
        )

    async def queue(self, text: str, alias: str = "ann", *, before: tuple[str, ...] = (), rank: int = REPLY) -> str:
        self.queued += 1
        name = f"{self.queued:032x}"
        at = milliseconds(self.now)

        def work(unit: Unit) -> None:
            if Recipients(unit.cases).get(alias) is None:
                unit.vault.admit("scripted", f"address of {alias}", alias=alias, now_day=0)
                unit.vault.create_key(f"c-{alias}", wrap_id=f"w-{alias}", at_ms=at)
                Recipients(unit.cases).add(Recipient(alias, "scripted", conversation_id=f"c-{alias}"))
                Conversations(unit.cases).add(f"c-{alias}", alias, person="p", seq=0, expires_at=at, remind_at=None)
            key = unit.vault.key(f"c-{alias}")
            body = outgoing_body(Outgoing(text, before=before), at=at)
            Messages(unit.cases, key).add(name, f"c-{alias}", seq=self.queued, author="bot", part="", body=body, day=0)
            Outbox(unit.cases).add(
                name,
                seq=self.queued,
                alias=alias,
                channel="scripted",
                conversation_id=f"c-{alias}",
                message_id=name,
                handle=None,
                key=key,
                at=at,
                rank=rank,
            )

        await self.store.write(work)
        return name

    async def drain(self) -> None:
        while await self.sender.drain():
            await self.sender.settle()

    async def later(self, **wait: float) -> None:
        self.now += timedelta(**wait)
        await self.drain()

    async def outbox(self, work: Callable[[Outbox], Any]) -> Any:
        return await self.store.write(lambda unit: work(Outbox(unit.cases)))

    async def recipient(self, alias: str = "ann") -> Recipient:
        found = await self.store.read(lambda unit: Recipients(unit.cases).get(alias))
        assert found is not None
        return found

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.adapter.sent]


def at_desk(tmp_path: Path, adapter: Scripted, talk: Callable[[Desk], Awaitable[None]]) -> None:
    async def whole() -> None:
        keyring = Keyring([MasterKey("k1", bytes(range(32)))], os.urandom)
        urls = f"sqlite:///{tmp_path}/cases.db", f"sqlite:///{tmp_path}/vault.db"
        migrate(*urls)
        store = open_store(*urls, keyring)
        try:
            await talk(Desk(store, keyring, adapter))
        finally:
            await store.close()

    asyncio.run(whole())
