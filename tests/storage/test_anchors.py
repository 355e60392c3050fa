"""Anchors on both databases: a chain that was written anew, with the key, is whole and still does not fit."""

from datetime import date

from storage.anchors import Anchors, read
from storage.audit import AUDIT, START, Audit, Entry, linked, sealed_end
from storage.audit import HEAD as END
from tests.storage.conftest import keyring, with_store

RING = keyring()
DAY = date(2026, 11, 23)


def note(n, actor="a1"):
    return lambda unit: Audit(unit.cases, RING).append(at=n, actor=actor, kind="case.viewed", subject=f"c{n}")


def anchors(unit):
    return Anchors(unit.cases, Audit(unit.cases, RING))


def written_anew(unit):
    """What somebody with the database and the master key can do: row 2 names another, all macs after it fit."""
    audit = Audit(unit.cases, RING)
    key = audit._key(unit.cases.one(END.select())[1])
    mac = START
    for entry, _ in list(audit.entries()):
        actor = "b2" if entry.seq == 2 else entry.actor
        mac = linked(key, mac, Entry(entry.seq, entry.at, actor, entry.kind, entry.subject, entry.detail))
        unit.cases.put(AUDIT.update().where(AUDIT.c.seq == entry.seq).values(actor=actor, mac=mac))
    unit.cases.put(END.update().values(mac=mac, seal=sealed_end(key, entry.seq, mac)))


def test_a_chain_written_anew_with_the_key_verifies_but_not_against_yesterdays_anchor(urls):
    async def talk(store):
        for n in range(1, 6):
            await store.write(note(n))
        first = await store.write(lambda unit: anchors(unit).take(DAY))
        assert await store.write(lambda unit: anchors(unit).take(DAY)) is None
        await store.write(note(6))
        assert await store.read(lambda unit: anchors(unit).fault(first)) == ""
        await store.write(written_anew)
        assert (await store.read(lambda unit: Audit(unit.cases, RING).verify())).whole
        return first, await store.read(lambda unit: anchors(unit).fault(first))

    first, fault = with_store(urls, talk)
    assert first.rows == 5
    assert fault == "rewritten"


def test_lines_forged_cut_and_of_another_chain_are_told_apart(urls):
    async def talk(store):
        assert await store.write(lambda unit: anchors(unit).take(DAY)) is None, "nothing was ever written"
        for n in range(1, 4):
            await store.write(note(n))
        anchor = await store.write(lambda unit: anchors(unit).take(DAY))
        (forged,) = read(anchor.line().replace(" 3 ", " 2 "))
        assert await store.read(lambda unit: anchors(unit).fault(forged)) == "forged"
        await store.write(lambda unit: unit.cases.put(AUDIT.delete().where(AUDIT.c.seq == 3)))
        assert await store.read(lambda unit: anchors(unit).fault(anchor)) == "cut"
        await store.write(lambda unit: unit.cases.put(END.delete()))
        await store.write(lambda unit: unit.cases.put(AUDIT.delete()))
        await store.write(note(1))
        return await store.read(lambda unit: anchors(unit).fault(anchor))

    assert with_store(urls, talk) == "key"


def test_a_line_is_found_in_a_mail_however_it_was_broken():
    from storage.anchors import Anchor

    anchor = Anchor(DAY, 12, b"m" * 32, b"k" * 32, b"s" * 64)
    for text in (anchor.line(), anchor.line("\n"), f"Dear auditor,\r\n\r\n{anchor.line(chr(13) + chr(10))}\r\n-- \r\n"):
        assert read(text) == [anchor]
    assert read("madoguchi-audit-1 2026-13-45 " + anchor.line().partition("-23 ")[2]) == []
    assert read("nothing") == []
