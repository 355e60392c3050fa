"""A wrong master key is refused before anything is written, by name, with the command that mends it."""

import pytest
from sqlalchemy import delete, update

from storage import keycheck
from storage.master import KeyMissing, KeyWrong, MasterKey
from storage.models import cases, vault
from tests.storage.keyed import ONE, TWO, opened, ring

pytestmark = pytest.mark.anyio

OTHER_ONE = MasterKey("k1", b"\xff" * 32)
TABLES = {"cases": cases.METADATA.tables["keycheck"], "vault": vault.METADATA.tables["keycheck"]}


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def record(urls, *masters):
    async with opened(urls, *masters) as store:
        await store.write(lambda unit: keycheck.record(unit, ring(*masters)))


async def require(urls, *masters):
    async with opened(urls, *masters) as store:
        await store.write(lambda unit: keycheck.require(unit, ring(*masters)))


async def needed(urls):
    async with opened(urls, ONE) as store:
        return await store.read(
            lambda unit: {table.database: table.needed(connection) for table, connection in keycheck.both(unit)}
        )


async def change(urls, database, statement):
    async with opened(urls, ONE) as store:
        await store.write(
            lambda unit: (unit.cases if database == "cases" else unit.vault.connection).put(statement(TABLES[database]))
        )


async def test_databases_without_a_key_are_not_started_on(urls):
    with pytest.raises(KeyMissing, match="cases database was never given a key; run: madoguchi migrate"):
        await require(urls, ONE)
    assert await needed(urls) == {"cases": (), "vault": ()}


async def test_a_start_with_the_key_they_were_given_is_silent(urls):
    await record(urls, ONE)
    await require(urls, ONE)
    assert await needed(urls) == {"cases": ("k1",), "vault": ("k1",)}


async def test_recording_twice_changes_nothing(urls):
    for _ in range(2):
        await record(urls, ONE)
    await require(urls, ONE)


@pytest.mark.parametrize("entry", [record, require])
async def test_a_key_with_another_id_is_refused_by_the_id_that_is_wanted(urls, entry):
    await record(urls, ONE)
    with pytest.raises(KeyWrong, match=r"cases database wants master key k1, configured is k2; .*madoguchi keys check"):
        await entry(urls, TWO)
    assert await needed(urls) == {"cases": ("k1",), "vault": ("k1",)}


@pytest.mark.parametrize("entry", [record, require])
async def test_another_key_with_the_same_id_is_refused(urls, entry):
    await record(urls, ONE)
    with pytest.raises(KeyWrong, match="written with another k1 than the one configured"):
        await entry(urls, OTHER_ONE)


async def test_a_new_key_is_named_at_the_first_start_and_wanted_ever_after(urls):
    await record(urls, ONE)
    await require(urls, TWO, ONE)
    assert await needed(urls) == {"cases": ("k1", "k2"), "vault": ("k1", "k2")}
    with pytest.raises(KeyWrong, match="wants master key k2"):
        await require(urls, ONE)
    with pytest.raises(KeyWrong, match="wants master key k1"):
        await require(urls, TWO)


async def test_either_order_of_the_keys_starts(urls):
    await record(urls, ONE)
    await require(urls, TWO, ONE)
    await require(urls, ONE, TWO)


@pytest.mark.parametrize("database", ["cases", "vault"])
async def test_each_database_is_asked(urls, database):
    await record(urls, ONE)
    await change(urls, database, delete)
    with pytest.raises(KeyMissing, match=f"{database} database"):
        await require(urls, ONE)


@pytest.mark.parametrize("database", ["cases", "vault"])
async def test_a_damaged_check_is_no_proof(urls, database):
    await record(urls, ONE)
    await change(urls, database, lambda table: update(table).values(check_ct=b"\x01k1\0\0" + bytes(284)))
    with pytest.raises(KeyWrong, match=f"{database} database"):
        await require(urls, ONE)


async def test_no_message_shows_a_key(urls):
    await record(urls, ONE)
    with pytest.raises(KeyWrong) as refused:
        await require(urls, OTHER_ONE)
    assert OTHER_ONE.written()[3:12] not in str(refused.value)
