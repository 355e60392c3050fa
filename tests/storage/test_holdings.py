"""No table can be forgotten when a report is erased: each is on the list, and rows of every one of them go."""

from typing import Any

import pytest
from sqlalchemy import Table, select

from bot.casework import retention
from storage import holdings
from storage.conversations import Due
from storage.engine import Store, Unit
from storage.holdings import KEPT, KEYED, OTHERWISE, WITH_CASE, WITH_CONTACT, WITH_CONVERSATION, WITH_THREAD
from storage.models import cases, vault
from storage.sweep import orphans
from storage.times import DAY_MS
from tests.storage.conftest import Urls, with_store
from tests.storage.filled import ALIAS, CASE, HERS, SHARED, THREAD, count, filled

LISTS = (WITH_CONVERSATION, WITH_THREAD, WITH_CASE, WITH_CONTACT, OTHERWISE, KEPT)
LISTED = {name for names in LISTS for name in names}


@pytest.mark.parametrize("name", sorted(cases.METADATA.tables))
def test_every_table_is_on_the_list_once_with_what_becomes_of_it(name: str) -> None:
    places = [name in names for names in LISTS]
    assert sum(places) == 1, f"{name}: say in storage/holdings.py what becomes of it when a report is erased"


def test_the_list_names_nothing_that_is_not_there() -> None:
    assert cases.METADATA.tables.keys() >= LISTED | {*KEYED}
    assert set(vault.METADATA.tables) == set(holdings.IN_VAULT)


def test_of_an_erased_report_no_row_is_left_but_what_is_kept_and_no_key(urls: Urls) -> None:
    async def talk(store: Store) -> tuple[dict[str, int], list[bool], list[str], set[str]]:
        await store.write(filled)
        due = Due(HERS, ALIAS, CASE, "all", None)
        await store.write(lambda unit: retention.erase_conversation(unit, due, at=DAY_MS))

        def look(unit: Unit) -> tuple[dict[str, int], list[bool], list[str]]:
            left = {name: count(unit.cases, table) for name, table in cases.METADATA.tables.items()}
            keys = [key in dict(unit.vault.destroyed()) for key in (HERS, THREAD, SHARED)]
            wraps = [name for name in ("key_wrap", "person_name") if count(unit.vault.connection, vault_table(name))]
            return left, keys, wraps

        found = await store.read(look)
        await store.write(lambda unit: retention.forget_contact(unit, ALIAS, at=DAY_MS))
        return *found, {name for name, rows in (await store.read(look))[0].items() if rows}

    left, destroyed, wraps, forgotten = with_store(urls, talk)
    assert {name for name, rows in left.items() if rows} == {*KEPT, *WITH_CONTACT}
    assert forgotten == {*KEPT}
    assert destroyed == [True, True, True]
    assert wraps == []


def vault_table(name: str) -> Table:
    return vault.METADATA.tables[name]


def test_the_sweep_leaves_every_key_that_a_row_names_and_takes_the_others(urls: Urls) -> None:
    async def talk(store: Store) -> tuple[int, dict[str, int]]:
        await store.write(filled)
        await store.write(lambda unit: unit.vault.create_key("f" * 32, wrap_id="orphan", at_ms=1) and None)
        swept = await store.write(lambda unit: orphans(unit, before=DAY_MS))
        return swept, dict(await store.read(lambda unit: unit.vault.destroyed()))

    swept, gone = with_store(urls, talk)
    assert (swept, list(gone)) == (1, ["f" * 32])


def test_a_shared_version_whose_key_was_destroyed_is_emptied_when_a_backup_brings_it_back(urls: Urls) -> None:
    async def talk(store: Store) -> tuple[bool, bool, Any]:
        await store.write(filled)
        shared = cases.METADATA.tables["shared"]
        again = await store.write(lambda unit: holdings.empty_shared(unit.cases, SHARED, at=77))
        twice = await store.write(lambda unit: holdings.empty_shared(unit.cases, "0" * 32, at=77))
        row = await store.read(lambda unit: unit.cases.one(select(shared.c.body_ct, shared.c.withdrawn_at)))
        return again, twice, row

    again, twice, row = with_store(urls, talk)
    assert (again, twice) == (True, False)
    assert (bytes(row[0]), row[1]) == (b"", 77)
