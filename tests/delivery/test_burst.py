"""A burst of notices to Telegram, with the vendor's SDK, against a stand-in that enforces the vendor's limits."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
from storage.migrate import migrate
from storage.opening import open_store
from storage.outbox import NOTICE, Outbox
from storage.recipients import Recipient, Recipients
from storage.times import milliseconds
from tests.vendors.stand_in import Loopback
from tests.vendors.telegram import Telegram

STEP = timedelta(milliseconds=40)


class Burst:
    """Rows for so many workers, one clock for us and the vendor, and two processes that send."""

    def __init__(self, store: Store, keyring: Keyring, telegram: Telegram) -> None:
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        telegram.clock = self.clock
        self.store, self.telegram, self.metrics, self.keyring = store, telegram, Metrics(), keyring
        self.adapter = Adapter(token=telegram.token, secret_token="s", now=lambda: self.now, api_url=telegram.url)
        self.senders = [self.sender(), self.sender()]

    def clock(self) -> float:
        return self.now.timestamp()

    def sender(self) -> Sender:
        return Sender(
            self.store,
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
        for turn in range(3 * most):
            self.now += STEP
            sender = self.senders[turn % 2]
            await sender.drain()
            await sender.settle()
            if len(self.telegram.sends()) >= most:
                return


def run(tmp_path: Path, most: int, urls: tuple[str, str] | None = None) -> tuple[Telegram, timedelta]:
    telegram = Telegram()
    took = []

    async def whole() -> None:
        keyring = Keyring([MasterKey("k1", bytes(range(32)))], os.urandom)
        here = urls or (f"sqlite:///{tmp_path}/cases.db", f"sqlite:///{tmp_path}/vault.db")
        migrate(*here)
        store = open_store(*here, keyring, synchronous="OFF")
        burst = Burst(store, keyring, telegram)
        began = burst.now
        try:
            await burst.through(most)
            took.append(burst.now - began)
        finally:
            await burst.adapter.close()
            await store.close()

    with Loopback(telegram):
        asyncio.run(whole())
    return telegram, took[0]


def refused(telegram: Telegram) -> int:
    return sum(1 for call in telegram.calls if call.status == 429)


def test_a_burst_stays_below_the_vendors_limits_with_two_processes(tmp_path: Path) -> None:
    telegram, took = run(tmp_path, 300)
    assert (len(telegram.sends()), refused(telegram)) == (300, 0)
    assert len({call.to for call in telegram.sends()}) == 300
    assert timedelta(seconds=9) < took < timedelta(seconds=20), "at a rate not far from what the vendor takes"


@pytest.mark.slow
def test_ten_thousand_notices_meet_no_refusal(tmp_path: Path) -> None:
    telegram, took = run(tmp_path, 10_000)
    assert (len(telegram.sends()), refused(telegram)) == (10_000, 0)
    assert took < timedelta(minutes=12)
