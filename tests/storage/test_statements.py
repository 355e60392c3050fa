"""One statement, written once, does the same on both databases."""

from typing import Any

import pytest
from sqlalchemy import bindparam, case, delete, func, insert, select, text, update

from storage.engine import Connection, Store, Unit
from storage.models import cases
from storage.statements import MOST_KEPT, POSTGRESQL, SQLITE, Statements, insert_or_ignore, prepare
from tests.storage.conftest import Urls, with_store
from tests.storage.rows import ADD_LEASE, LEASE, LEASES

MEMBER = cases.METADATA.tables["member"]
SEEN = cases.METADATA.tables["seen"]
ROWS = (("a", "me", 1), ("b", "you", 2), ("c", "me", 3))

FEW: dict[str, tuple[Any, dict[str, Any], list[Any]]] = {
    "a constant": (select(LEASE.c.name).where(LEASE.c.owner == "me").order_by(LEASE.c.name), {}, [("a",), ("c",)]),
    "in constants": (
        select(LEASE.c.name).where(LEASE.c.name.in_(["b", "c"])).order_by(LEASE.c.name),
        {},
        [("b",), ("c",)],
    ),
    "in nothing": (select(LEASE.c.name).where(LEASE.c.name.in_([])), {}, []),
    "in a list": (
        select(LEASE.c.name).where(LEASE.c.name.in_(bindparam("names", expanding=True))).order_by(LEASE.c.name),
        {"names": ["a", "b", "x"]},
        [("a",), ("b",)],
    ),
    "limit and offset": (select(LEASE.c.name).order_by(LEASE.c.name).limit(1).offset(1), {}, [("b",)]),
    "a bound limit": (select(LEASE.c.name).order_by(LEASE.c.name).limit(bindparam("most")), {"most": 1}, [("a",)]),
    "case": (
        select(func.sum(case((LEASE.c.owner == "me", 1), else_=0)), func.coalesce(func.max(LEASE.c.until), 0) + 1),
        {},
        [(2, 4)],
    ),
    "nothing to sum": (
        select(func.coalesce(func.max(LEASE.c.until), 7)).where(LEASE.c.name == bindparam("is_name")),
        {"is_name": "x"},
        [(7,)],
    ),
    "a lock": (select(LEASE.c.name).where(LEASE.c.until == 2).with_for_update(skip_locked=True), {}, [("b",)]),
    "a percent sign": (select(LEASE.c.name).where(LEASE.c.name.like("a%")), {}, [("a",)]),
}


def on_cases(urls: Urls, work: Any) -> Any:
    async def talk(store: Store) -> Any:
        def whole(unit: Unit) -> Any:
            for name, owner, until in ROWS:
                unit.cases.put(ADD_LEASE, name=name, owner=owner, until=until)
            return work(unit.cases)

        return await store.write(whole)

    return with_store(urls, talk)


def test_every_kind_of_select_gives_the_same_rows(urls: Urls) -> None:
    def work(connection: Connection) -> None:
        for name, (statement, values, rows) in FEW.items():
            assert list(connection.all(statement, **values)) == rows, name
            assert connection.one(statement, **values) == (rows[0] if rows else None), name

    on_cases(urls, work)


def test_values_come_back_as_they_went_in(urls: Urls) -> None:
    names = [column.name for column in MEMBER.c]
    add = insert(MEMBER).values({name: bindparam(name) for name in names})
    member = {
        "id": "m",
        "login": "窓口@example.org",
        "name": "ขอ " * 20,
        "role": "admin",
        "language": "en",
        "password": "",
        "disabled": True,
        "failures": 2**31 - 1,
        "wait_until": 2**53,
        "until": 0,
    }

    def work(connection: Connection) -> None:
        connection.put(add, **member)
        connection.put(insert_or_ignore(SEEN), digest=bytes(range(256)), key_id="k1", day=0)
        assert connection.one(select(MEMBER)) == tuple(member[name] for name in names)
        assert connection.one(select(MEMBER.c.id).where(MEMBER.c.disabled.is_(True))) == ("m",)
        assert connection.one(select(SEEN.c.digest)) == (bytes(range(256)),)

    on_cases(urls, work)


def test_a_write_tells_how_many_rows_it_touched(urls: Urls) -> None:
    move = update(LEASE).where(LEASE.c.owner == bindparam("of")).values(until=LEASE.c.until + bindparam("by"))

    def work(connection: Connection) -> None:
        assert connection.run(ADD_LEASE, name="a", owner="x", until=9) == 0
        assert connection.run(ADD_LEASE, name="d", owner="x", until=9) == 1
        assert connection.run(move, of="me", by=10) == 2
        assert connection.one(update(LEASE).where(LEASE.c.name == "d").values(until=0).returning(LEASE.c.until)) == (0,)
        assert connection.run(delete(LEASE).where(LEASE.c.until > bindparam("over")), over=10) == 2
        assert connection.all(LEASES) == [("b",), ("d",)]

    on_cases(urls, work)


BOTH = pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])
ODD = ["'; DROP TABLE lease --", "back\\slash", "50%", ":name", "%(name)s", "ขอ", 'quo"te', "\n", "$$", b"bytes'"]


@BOTH
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_a_constant_that_is_not_a_plain_word_is_bound(dialect: Any, value: Any) -> None:
    prepared = prepare(select(LEASE.c.name).where(LEASE.c.owner == value), dialect)
    assert list(prepared.constants.values()) == [value]
    assert not prepared.plain
    assert prepared.expand({})[1] == prepared.constants


@pytest.mark.parametrize("value", [value for value in ODD if isinstance(value, str)], ids=repr)
def test_an_odd_constant_matches_what_is_stored(urls: Urls, value: str) -> None:
    statement = select(LEASE.c.name).where(LEASE.c.owner == value, LEASE.c.name.in_([value, "odd"]))

    def work(connection: Connection) -> None:
        connection.put(ADD_LEASE, name="odd", owner=value, until=1)
        assert connection.all(statement) == [("odd",)]

    on_cases(urls, work)


@BOTH
def test_a_plain_constant_is_in_the_sql_where_a_partial_index_is_found(dialect: Any) -> None:
    prepared = prepare(
        update(LEASE).where(LEASE.c.owner == "queued", LEASE.c.until.in_([1, 2])).values(until=0, name="x"), dialect
    )
    assert prepared.plain
    assert "'queued'" in prepared.sql
    assert "(1, 2)" in prepared.sql


def test_only_what_may_write_begins_a_vault_transaction() -> None:
    assert not prepare(LEASES, SQLITE).writes
    assert prepare(ADD_LEASE, SQLITE).writes
    assert prepare(delete(LEASE), SQLITE).writes
    assert prepare(text("DROP TABLE lease"), SQLITE).writes


def test_statements_built_in_a_function_do_not_fill_the_memory() -> None:
    statements = Statements(SQLITE)
    for n in range(MOST_KEPT + 10):
        statements[text(f"SELECT {n}")]
    assert len(statements) <= MOST_KEPT
    assert statements[LEASES] is statements[LEASES]
