"""A table of companies into the register: found again, added to, or refused whole. On both databases."""

import itertools
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.register.checks import folded, line
from bot.casework.register.entries import entries
from bot.casework.register.importing import Plan, bring_in
from bot.casework.register.sheets import Row, read
from bot.commands.companies import REASONS
from storage.companies import Companies, Company
from storage.engine import Store
from tests.storage.conftest import sqlite, urls, with_store

__all__ = ["sqlite", "urls"]
EXAMPLE = Path(__file__).parents[3] / "docs" / "companies.csv"
IDS = itertools.count(1)


def an_id() -> str:
    return f"{next(IDS):032x}"


async def brought(store: Store, table: str | bytes, *, dry: bool = False) -> Plan:
    found, refused = entries(read(table.encode() if isinstance(table, str) else table))
    return await store.write(lambda unit: bring_in(unit, found, refused, ids=an_id, at=5, dry=dry))


async def called(store: Store, name: str) -> Company:
    (one,) = [one for one in await store.read(lambda unit: Companies(unit.cases).all()) if one.name == name]
    return one


def reasons(plan: Plan) -> list[tuple[int, str]]:
    return [(one.row, one.reason) for one in plan.refused]


def test_the_example_of_the_docs_comes_in_whole_and_again_changes_nothing(urls) -> None:
    async def talk(store: Store) -> None:
        dry = await brought(store, EXAMPLE.read_bytes(), dry=True)
        assert (len(dry.added), await store.read(lambda unit: Companies(unit.cases).all())) == (4, [])
        plan = await brought(store, EXAMPLE.read_bytes())
        assert (plan.refused, len(plan.added), len(plan.contacts_added)) == ([], 4, 4)
        sakura, site = await called(store, "さくらフーズ株式会社"), await called(store, "さくらフーズ 豊橋工場")
        assert (sakura.kind, sakura.external, sakura.country) == ("member", "M-001", "JP")
        assert sakura.pledged_day == (date(2026, 4, 1) - date(1970, 1, 1)).days
        assert (site.kind, site.parent_id) == ("site", sakura.id)
        contacts = await store.read(lambda unit: Companies(unit.cases).contacts(sakura.id))
        assert [(one.name, one.rank, one.language) for one in contacts] == [
            ("Mori Hanako", 1, "ja"),
            ("Abe Ryo", 2, "ja"),
        ]
        assert contacts[0].names == ("Mori Hanako", "森 花子", "モリ ハナコ")
        before = await store.read(lambda unit: Companies(unit.cases).revision())
        again = await brought(store, EXAMPLE.read_bytes())
        assert (again.unchanged, again.added, again.changed, again.called) == (4, [], [], [])
        assert (again.contacts_added, again.contacts_changed) == ([], [])
        assert await store.read(lambda unit: Companies(unit.cases).revision()) == before

    with_store(urls, talk)


def test_what_a_table_leaves_empty_stays_and_what_it_says_is_new(urls) -> None:
    async def talk(store: Store) -> None:
        await brought(store, EXAMPLE.read_bytes())
        heads = "key,name,sector,disabled,contact name,contact mail,contact role\n"
        table = heads + "M-001,Sakura Foods Holdings,Food,yes,Mori H.,MORI@sakura.example,CSR\n"
        plan = await brought(store, table)
        assert (len(plan.changed), len(plan.contacts_changed), plan.added) == (1, 1, [])
        one = await called(store, "Sakura Foods Holdings")
        assert (one.sector, one.disabled, one.country, one.kind) == ("Food", True, "JP", "member")
        names = await store.read(lambda unit: Companies(unit.cases).other_names(one.id))
        assert "さくらフーズ株式会社" in names, "its former name still finds it"
        contacts = await store.read(lambda unit: Companies(unit.cases).contacts(one.id))
        assert [(c.name, c.role, c.mail) for c in contacts if c.rank == 1] == [
            ("Mori H.", "CSR", "MORI@sakura.example")
        ]
        assert reasons(await brought(store, "name,disabled\nSakura Foods Holdings,no\n")) == []
        assert not (await called(store, "Sakura Foods Holdings")).disabled

    with_store(urls, talk)


def test_a_company_without_a_key_is_found_by_its_name_and_then_keeps_the_key(urls) -> None:
    async def talk(store: Store) -> None:
        await brought(store, "name\nAoba Staff\n")
        plan = await brought(store, "key,name\nB-1,ＡＯＢＡ  staff\n")
        assert (plan.added, len(plan.changed)) == ([], 1)
        assert (await called(store, "AOBA staff")).external == "B-1"
        assert len((await brought(store, "key,name\nB-2,Aoba Staff\n")).added) == 1, "another key is another company"
        assert reasons(await brought(store, "name\naoba staff\n")) == [(2, "two_of_this_name")]

    with_store(urls, talk)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("name\n---\n", [(2, "company_name")]),
        (f"name\n{'x' * 201}\n", [(2, "company_name")]),
        ("name,country\nA,Atlantis\nB,JP\nC,ベトナム\nD,zz\n", [(2, "company_country"), (5, "company_country")]),
        ("name,kind\nA,castle\n", [(2, "company_kind")]),
        ("name,pledged\nA,2026-13-01\nB,soon\n", [(2, "company_day"), (3, "company_day")]),
        ("name,disabled\nA,perhaps\n", [(2, "company_disabled")]),
        ("name,kind\nA,site\n", [(2, "site_parent")]),
        ("name,parent\nA,B\n", [(2, "company_parent")]),
        ("name,parent\nA,A\n", [(2, "company_circle")]),
        ("name,parent\nA,B\nB,C\nC,A\n", [(4, "company_circle")]),
        ("key,name\n1,A\n1,B\n", [(3, "differs")]),
        ("name,country\nA,JP\na,VN\n", [(3, "differs")]),
        ("key,name\n,A\n1,A\n", [(3, "same_company")]),
        ("name,contact mail\nA,x@y.example\n", [(2, "contact_name")]),
        ("name,contact name,contact mail\nA,Mori,nobody\n", [(2, "contact_mail")]),
        ("name,contact name,contact mail\nA,Mori,a@b.example\\nBcc: c@d.example\n", [(2, "contact_mail")]),
        ("name,contact name,contact language\nA,Mori,Klingonese\n", [(2, "contact_language")]),
        ("name,contact name,contact order\nA,Mori,0\nB,Mori,first\n", [(2, "contact_rank"), (3, "contact_rank")]),
    ],
)
def test_one_refused_line_and_nothing_is_stored(sqlite, table: str, expected: list[tuple[int, str]]) -> None:
    async def talk(store: Store) -> None:
        good = ",Good Company\n" if table.startswith("key") else "Good Company\n"
        plan = await brought(store, table + good)
        assert reasons(plan) == expected
        assert all(one.reason in REASONS for one in plan.refused)
        assert await store.read(lambda unit: Companies(unit.cases).all()) == []

    with_store(sqlite, talk)


def test_what_may_be_said_in_several_ways_is_understood(sqlite) -> None:
    table = (
        "会社名,種別,国,誓約日,担当者名,言語\n"
        "A,会員企業,日本,2026年4月1日,森,日本語\n"
        "B,派遣会社,Vietnam,,,\n"
        "C,送り出し機関,ネパール,2026/4/1,,\n"
    )

    async def talk(store: Store) -> None:
        assert reasons(await brought(store, table)) == []
        found = [await called(store, name) for name in "ABC"]
        assert [one.country for one in found] == ["JP", "VN", "NP"]
        assert [one.kind for one in found] == ["member", "broker", "broker"]
        assert found[0].pledged_day == found[2].pledged_day
        assert (await store.read(lambda unit: Companies(unit.cases).contacts()))[0].language == "ja"

    with_store(sqlite, talk)


def test_a_parent_may_stand_below_its_site_and_have_a_key_or_a_name(sqlite) -> None:
    async def talk(store: Store) -> None:
        table = "key,name,kind,parent\n,Toyohashi,site,M\n,Osaka,site,sakura  FOODS\nM,Sakura Foods,member,\n"
        assert reasons(await brought(store, table)) == []
        parent = await called(store, "Sakura Foods")
        assert {(await called(store, name)).parent_id for name in ("Toyohashi", "Osaka")} == {parent.id}

    with_store(sqlite, talk)


def test_the_largest_table_comes_in_within_seconds(sqlite) -> None:
    parents = ("" if n % 50 == 0 or n < 50 else n - n % 50 for n in range(1, 10_000))
    table = "key,name,parent\n" + "".join(f"{n},Company {n},{parent}\n" for n, parent in enumerate(parents, 1))

    async def talk(store: Store) -> None:
        began = time.perf_counter()
        assert reasons(await brought(store, table)) == []
        assert (await brought(store, table)).unchanged == 9_999
        assert time.perf_counter() - began < 30, "measured: 3 s"

    with_store(sqlite, talk)


CELL = st.one_of(st.text(max_size=20), st.sampled_from(["A", "B", "JP", "site", "2026-04-01", "x@y.example", "1", ""]))
COLUMNS = (
    "key",
    "name",
    "other_names",
    "kind",
    "parent",
    "country",
    "pledged",
    "disabled",
    "contact_name",
    "contact_mail",
)
ROWS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELL), max_size=6)


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_any_table_gives_entries_or_reasons_that_are_explained(cells: list[dict[str, str]]) -> None:
    rows = [Row(number, {"name": "A", **one}) for number, one in enumerate(cells, 2)]
    found, refused = entries(rows)
    assert all(one.reason in REASONS for one in refused)
    told = {one.row for one in refused}
    kept = {one.key or folded(one.name) for one in found}
    for row in rows:
        if row.number not in told:
            assert (line(row.cells.get("key", ""), 99, "") or folded(line(row.cells["name"], 999, ""))) in kept
