"""A burst of notices to Telegram, with the vendor's SDK, against a stand-in that enforces the vendor's limits."""

import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.ladder import Ladder
from bot.delivery.outbox import Sender
from bot.delivery.pace import below
from bot.intake.kept import outgoing_body
from bot.metrics import Metrics
from channels.base import Outgoing
from channels.telegram import Telegram as Adapter
from storage.conversations import Conversations
from storage.engine import Store, Unit
from storage.keyring import Keyring
from storage.master import MasterKey
from storage.messages import Messages
from storage.opening import open_store
from storage.outbox import NOTICE, Outbox
from storage.recipients import Recipient, Recipients
from storage.times import milliseconds
from tests.storage.conftest import Urls
from tests.vendors.stand_in import Loopback
from tests.vendors.telegram import Telegram

STEP = timedelta(milliseconds=40)


class Burst:
    """Rows for so many workers, one clock for us and the vendor, and a process that sends for each of `stores`."""

    def __init__(self, stores: Sequence[Store], keyring: Keyring, telegram: Telegram) -> None:
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        telegram.clock = self.clock
        self.store, self.telegram, self.metrics, self.keyring = stores[0], telegram, Metrics(), keyring
        self.adapter = Adapter(token=telegram.token, secret_token="s", now=lambda: self.now, api_url=telegram.url)
        self.senders = [self.sender(store) for store in stores]

    def clock(self) -> float:
        return self.now.timestamp()

    def sender(self, store: Store) -> Sender:
        return Sender(
            store,
            {"telegram": self.adapter},
            keyring=self.keyring,
            clock=lambda: self.now,
            ladder=Ladder(lambda: 0.5),
            metrics=self.metrics,
            lease=timedelta(minutes=1),
            tick=timedelta(seconds=1),
            rates={"telegram": below(30, per_chat=1)},
        )

    def queue(self, unit: Unit, numbers: range) -> None:
        at = milliseconds(self.now)
        for number in numbers:
            alias, within, row = f"a{number}", f"c{number}", f"{number:032x}"
            unit.vault.admit("telegram", str(5_000_000 + number), alias=alias, now_day=0)
            key = unit.vault.create_key(within, wrap_id=f"w{number}", at_ms=at)
            Recipients(unit.cases).add(Recipient(alias, "telegram", conversation_id=within))
            Conversations(unit.cases).add(within, alias, person="p", seq=0, expires_at=at, remind_at=None)
            body = outgoing_body(Outgoing("There is news"), at=at)
            Messages(unit.cases, key).add(row, within, seq=1, author="bot", part="", body=body, day=0)
            named = {"alias": alias, "channel": "telegram", "conversation_id": within, "message_id": row}
            Outbox(unit.cases).add(row, seq=1, **named, handle=None, key=key, at=at, rank=NOTICE)

    async def through(self, most: int) -> None:
        for start in range(0, most, 500):
            chunk = range(start, min(most, start + 500))
            await self.store.write(lambda unit, chunk=chunk: self.queue(unit, chunk))
        for _ in range(3 * most):
            self.now += STEP
            await asyncio.gather(*(sender.drain() for sender in self.senders))
            await asyncio.gather(*(sender.settle() for sender in self.senders))
            if len(self.telegram.sends()) >= most:
                return


def run(urls: Urls, most: int) -> tuple[Telegram, timedelta]:
    """On SQLite both share the only process's store; on PostgreSQL each has its own connections, as two machines do."""
    telegram = Telegram()
    took = []

    async def whole() -> None:
        keyring = Keyring([MasterKey("k1", bytes(range(32)))], os.urandom)
        stores = [open_store(*urls, keyring, synchronous="OFF")]
        stores += [stores[0]] if urls[0].startswith("sqlite") else [open_store(*urls, keyring)]
        burst = Burst(stores, keyring, telegram)
        began = burst.now
        try:
            await burst.through(most)
            took.append(burst.now - began)
        finally:
            await burst.adapter.close()
            for store in dict.fromkeys(stores):
                await store.close()

    with Loopback(telegram):
        asyncio.run(whole())
    return telegram, took[0]


def refused(telegram: Telegram) -> int:
    return sum(1 for call in telegram.calls if call.status == 429)


def test_a_burst_stays_below_the_vendors_limits_with_two_processes(urls: Urls) -> None:
    telegram, took = run(urls, 300)
    assert (len(telegram.sends()), refused(telegram)) == (300, 0)
    assert len({call.to for call in telegram.sends()}) == 300
    assert timedelta(seconds=9) < took < timedelta(seconds=20), "at a rate not far from what the vendor takes"


@pytest.mark.slow
def test_ten_thousand_notices_meet_no_refusal(urls: Urls) -> None:
    telegram, took = run(urls, 10_000)
    assert (len(telegram.sends()), refused(telegram)) == (10_000, 0)
    assert took < timedelta(minutes=12)
