"""The audit chain on both databases: whole after many writers, and every way of tampering with it is found."""

import asyncio

import pytest
from sqlalchemy import text

from storage.audit import AUDIT, HEAD, Audit, Verdict
from tests.storage.conftest import keyring, with_store

RING = keyring()


def note(n, **more):
    return lambda unit: Audit(unit.cases, RING).append(at=n, actor="a1", kind="case.viewed", subject=f"c{n}", **more)


def verdict(unit):
    return Audit(unit.cases, RING).verify()


def after(urls, tampering, many=6):
    """What verifying says of a chain of `many` rows after somebody with the database, and no key, has been at it."""

    async def talk(store):
        for n in range(1, many + 1):
            await store.write(note(n))
        assert await store.read(verdict) == Verdict(many, mac=(await store.read(newest))[1])
        for statement in tampering:
            await store.write(lambda unit, statement=statement: unit.cases.put(statement))
        return await store.read(verdict)

    return with_store(urls, talk)


def newest(unit):
    return Audit(unit.cases, RING).end()


TAMPERED = {
    "changed": ([AUDIT.update().where(AUDIT.c.seq == 3).values(actor="b2")], "changed", 3),
    "another time": ([AUDIT.update().where(AUDIT.c.seq == 6).values(at=99)], "changed", 6),
    "removed": ([AUDIT.delete().where(AUDIT.c.seq == 3)], "changed", 3),
    "removed and numbered anew": (
        [
            AUDIT.delete().where(AUDIT.c.seq == 3),
            *(AUDIT.update().where(AUDIT.c.seq == n).values(seq=n - 1) for n in (4, 5, 6)),
            HEAD.update().values(seq=5),
        ],
        "changed",
        3,
    ),
    "reordered": (
        [
            AUDIT.update().where(AUDIT.c.seq == 2).values(seq=99),
            AUDIT.update().where(AUDIT.c.seq == 3).values(seq=2),
            AUDIT.update().where(AUDIT.c.seq == 99).values(seq=3),
        ],
        "changed",
        2,
    ),
    "cut": ([AUDIT.delete().where(AUDIT.c.seq > 4)], "cut", 5),
    "cut, and the end told as it was": (
        [
            AUDIT.delete().where(AUDIT.c.seq > 4),
            text("UPDATE audit_head SET seq=4, mac=(SELECT mac FROM audit WHERE seq=4)"),
        ],
        "head",
        4,
    ),
    "the end removed": ([HEAD.delete()], "head", 0),
    "all rows removed": ([AUDIT.delete()], "cut", 1),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found_and_where(urls, how):
    statements, fault, at = TAMPERED[how]
    found = after(urls, statements)
    assert (found.fault, found.at) == (fault, at)


def test_writers_at_once_make_one_chain(urls):
    async def talk(store):
        await asyncio.gather(*(store.write(note(n)) for n in range(40)))
        return await store.read(verdict), await store.read(lambda unit: Audit(unit.cases, RING).newest(100))

    found, entries = with_store(urls, talk)
    assert (found.rows, found.whole) == (40, True)
    assert [entry.seq for entry in entries] == list(range(40, 0, -1))
    assert {entry.subject for entry in entries} == {f"c{n}" for n in range(40)}


def test_an_act_that_is_taken_back_leaves_no_row(sqlite):
    def fails(unit):
        note(1)(unit)
        raise KeyError("taken back")

    async def talk(store):
        with pytest.raises(KeyError):
            await store.write(fails)
        await store.write(note(2))
        return await store.read(verdict)

    found = with_store(sqlite, talk)
    assert (found.rows, found.whole) == (1, True)


@pytest.mark.parametrize("word", ["Paspor saya", "工場長", "a\nb", "sato@desk.example", "O'Brien"])
def test_words_are_refused(sqlite, word):
    async def talk(store):
        with pytest.raises(ValueError, match="codes only"):
            await store.write(note(1, detail=word))
        return await store.read(verdict)

    assert with_store(sqlite, talk) == Verdict(0)


def test_two_stores_at_once_make_one_chain(urls):
    """As two web processes on PostgreSQL, or a command beside `serve` on SQLite."""
    from storage.opening import open_store

    async def talk(store):
        other = open_store(*urls, RING, beside=True)
        try:
            await asyncio.gather(*((store, other)[n % 2].write(note(n)) for n in range(30)))
        finally:
            await other.close()
        return await store.read(verdict)

    found = with_store(urls, talk)
    assert (found.rows, found.whole) == (30, True)
