"""What a vendor must still delete: claimed once, kept until done, and it outlives the key of what was said."""

import sqlite3

import pytest

from bot.casework.retention import erase_conversation
from storage import keycheck
from storage.conversations import Due
from storage.engine import Store, Unit
from storage.media import add as add_media
from storage.removals import Removals, sweep
from storage.rotation import steps
from tests.storage.conftest import Urls, keyring, with_store
from tests.storage.keyed import ONE, TWO, opened, ring

KEYRING = keyring()
SID = "SM" + "7" * 32
AT = 1_000_000


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def removals(unit: Unit) -> Removals:
    return Removals(unit.cases, KEYRING)


async def add(store: Store, name: str = "r1", *, due_at: int = AT) -> None:
    await store.write(
        lambda unit: removals(unit).add(name, channel="sms", message=SID, files=["/ME1"], at=AT, due_at=due_at)
    )


def test_a_removal_is_claimed_tried_again_and_gone_when_done(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await add(store)
        (one,) = await store.write(lambda unit: removals(unit).claim(at=AT, until=AT + 10, most=5))
        assert (one.channel, one.message, one.files, one.tries) == ("sms", SID, ("/ME1",), 1)
        assert await store.write(lambda unit: removals(unit).claim(at=AT, until=AT + 10, most=5)) == []
        await store.write(lambda unit: removals(unit).retry("r1", at=AT + 50, why="503"))
        assert await store.write(lambda unit: removals(unit).claim(at=AT + 49, until=AT + 99, most=5)) == []
        (again,) = await store.write(lambda unit: removals(unit).claim(at=AT + 50, until=AT + 99, most=5))
        assert again.tries == 2
        await store.write(lambda unit: removals(unit).done("r1"))
        assert await store.read(lambda unit: removals(unit).figures()) == {}

    with_store(urls, talk)


def test_what_was_given_up_is_counted_and_swept_in_the_end(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await add(store)
        await store.write(lambda unit: removals(unit).give_up("r1", why="403"))
        assert await store.read(lambda unit: removals(unit).figures()) == {"dead": 1}
        assert await store.write(lambda unit: removals(unit).claim(at=AT * 9, until=AT * 10, most=5)) == []
        assert await store.write(lambda unit: sweep(unit.cases, AT)) == 0
        assert await store.write(lambda unit: sweep(unit.cases, AT + 1)) == 1

    with_store(urls, talk)


def test_erasing_a_conversation_brings_its_removals_forward_and_does_not_stop_them(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await add(store, due_at=AT * 5)

        def work(unit: Unit) -> None:
            key = unit.vault.create_key("c1", wrap_id="w1", at_ms=AT)
            ids = {"conversation_id": "c1", "message_id": "m1", "removal_id": "r1"}
            add_media(unit.cases, key, "f1", n=0, source={}, at=AT, **ids)

        await store.write(work)
        await store.write(lambda unit: erase_conversation(unit, Due("c1", "ann", None, "all", None), at=AT))
        (one,) = await store.write(lambda unit: removals(unit).claim(at=AT, until=AT + 9, most=5))
        assert one.message == SID

    with_store(urls, talk)


def test_the_vendors_ids_lie_sealed(sqlite: Urls) -> None:
    with_store(sqlite, add)
    raw = sqlite3.connect(sqlite[0].removeprefix("sqlite:///"))
    assert SID not in "\n".join(raw.iterdump())
    assert SID.encode().hex().upper() not in "\n".join(raw.iterdump())
    raw.close()


@pytest.mark.anyio
async def test_a_new_master_key_takes_them_over(urls: Urls) -> None:
    async with opened(urls, ONE) as store:
        await store.write(lambda unit: keycheck.record(unit, ring(ONE)))
        await store.write(
            lambda unit: Removals(unit.cases, ring(ONE)).add("r1", channel="sms", message=SID, at=AT, due_at=AT)
        )
    async with opened(urls, TWO, ONE) as store:
        assert sum([step.moved async for step in steps(store, ring(TWO, ONE))]) == 1
        (one,) = await store.write(lambda unit: Removals(unit.cases, ring(TWO)).claim(at=AT, until=AT + 9, most=5))
        assert one.message == SID
