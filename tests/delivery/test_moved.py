"""She goes on at another address while a message is on its way to the old one: what was not said comes to the new."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from channels.base import Blocked, OptedOut, Retryable, SendResult, WireMessage
from storage.conversations import Conversations
from storage.engine import Unit
from storage.models.cases import METADATA
from storage.outbox import NOTICE
from storage.recipients import Recipient, Recipients
from tests.delivery.desk import Desk, at_desk
from tests.delivery.scripted import Scripted

OUTBOX = METADATA.tables["outbox"]


class Moving(Scripted):
    """While its first call is under way she proves at another address who she is."""

    desk: Desk

    async def send(self, wire: WireMessage, key: object) -> SendResult:
        if not self.tried:
            await self.desk.store.write(moved)
        return await super().send(wire, key)  # type: ignore[arg-type]


def moved(unit: Unit) -> None:
    unit.vault.admit("scripted", "the new address", alias="new", now_day=0)
    Recipients(unit.cases).add(Recipient("new", "scripted", conversation_id="c-ann"))
    Conversations(unit.cases).rebind("c-ann", "new")


def news(unit: Unit) -> None:
    unit.cases.put(update(OUTBOX).values(about="update.delay"))


@pytest.mark.parametrize("error", [Retryable("503"), Blocked("403"), OptedOut("21610")], ids=str)
def test_news_that_was_refused_at_the_old_address_comes_to_the_new_one_once(tmp_path: Path, error: Exception):
    adapter = Moving([error])

    async def talk(desk: Desk) -> None:
        adapter.desk = desk
        await desk.queue("news", rank=NOTICE)
        await desk.store.write(news)
        await desk.drain()
        await desk.later(minutes=5)
        assert [(to, text) for to, text, _ in adapter.sent] == [("the new address", "news")]
        await desk.later(days=2)
        assert len(adapter.sent) == 1

    at_desk(tmp_path, adapter, talk)


def test_news_that_the_vendor_took_at_the_old_address_is_not_said_again_at_the_new_one(tmp_path: Path):
    adapter = Moving()

    async def talk(desk: Desk) -> None:
        adapter.desk = desk
        await desk.queue("news", rank=NOTICE)
        await desk.store.write(news)
        await desk.drain()
        await desk.later(days=2)
        assert [to for to, _, _ in adapter.sent] == ["address of ann"]

    at_desk(tmp_path, adapter, talk)


def test_at_a_new_address_that_is_out_of_reach_too_it_waits(tmp_path: Path):
    adapter = Moving([Blocked("403")])

    async def talk(desk: Desk) -> None:
        adapter.desk = desk
        await desk.queue("news", rank=NOTICE)
        await desk.store.write(news)
        moving = adapter.send

        async def send(wire: WireMessage, key: object) -> SendResult:
            try:
                return await moving(wire, key)
            finally:
                await desk.store.write(lambda unit: Recipients(unit.cases).save(silent(unit)))

        adapter.send = send  # type: ignore[method-assign]
        await desk.drain()
        await desk.later(days=2)
        assert adapter.sent == []
        assert (await desk.recipient("new")).window_wait == "kept"

    at_desk(tmp_path, adapter, talk)


def silent(unit: Unit) -> Recipient:
    found = Recipients(unit.cases).get("new")
    assert found is not None
    return replace(found, hidden=True)
