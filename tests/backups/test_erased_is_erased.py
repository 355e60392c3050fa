"""Erased is erased: report, backup, DELETE, the old backup restored; nothing of her opens, and the receipts say so.

One sealed row lies in every table that leads to her report, whatever tables there are: words, files, what machines and
people made of them, what was found out about them, what companies were given.
"""

import json
from datetime import date

import pytest
from sqlalchemy import Table, func, select

from bot.casework import retention
from storage.cases import Case
from storage.crypto import Place, Sealed
from storage.engine import Unit
from storage.holdings import CALLED, WITH_CASE, WITH_CONVERSATION, WITH_THREAD
from storage.models import cases
from storage.vault import KeyDestroyed
from tests.backups.test_restore import PLANTED, Desk, desk
from tests.casework.test_holding import hold
from tests.intake.house import House
from tests.storage.filled import LINKS, SHARED, THREAD, fill

__all__ = ["desk"]
HERS = {*WITH_CONVERSATION, *WITH_THREAD, *WITH_CASE, "media_chunk"}


class Kept:
    """What the test remembers of the report, outside the databases."""

    case: Case
    sealed: list[tuple[Place, str, bytes]]
    hidden = f"hidden {PLANTED}".encode()


def table(name: str) -> Table:
    return cases.METADATA.tables[name]


async def a_report_with_everything(house: House) -> None:
    await house.report(first=PLANTED, name_ask="Ann")
    (Kept.case,) = await house.cases()
    Kept.sealed = []
    links = {**LINKS, "conversation_id": Kept.case.conversation_id, "case_id": Kept.case.id}
    links["alias"] = (await house.recipient()).alias

    def work(unit: Unit) -> None:
        keys = {key: unit.vault.create_key(key, wrap_id=f"w{key[1:]}", at_ms=1) for key in (THREAD, SHARED)}
        own = {"shared": keys[SHARED], "company_post": keys[THREAD], "plan_action": keys[THREAD]}
        mine = unit.vault.key(Kept.case.conversation_id)

        def seal(name: str, column: str, row_id: str) -> bytes:
            place, key = Place(name, column, row_id), own.get(name, mine)
            Kept.sealed.append((place, key.id, key.seal(place, Kept.hidden)))
            return Kept.sealed[-1][2]

        for name in sorted(HERS - {"outbox", "vendor_id", "hold"}):
            fill(unit.cases, table(name), links, seal)
        unit.vault.set_name(Kept.case.conversation_id, "Ann Planted")

    await house.app.store.write(work)


def opens(unit: Unit) -> list[str]:
    """The tables of which a sealed row still opens."""
    found = []
    for place, key, sealed in Kept.sealed:
        try:
            assert unit.vault.key(key).open(place, sealed) == Kept.hidden
            found.append(place.table)
        except (KeyDestroyed, Sealed):
            continue
    return found


def left(unit: Unit) -> dict[str, int]:
    """Rows that lead to her report, by table."""
    of = {"conversation_id": Kept.case.conversation_id, "disclosure_id": THREAD, "media_id": "media"}
    rows = {}
    for name in HERS:
        columns = table(name).c
        called = next(one for one in (CALLED.get(name, "case_id"), *of) if one in columns)
        wanted = select(func.count()).select_from(table(name)).where(columns[called] == of.get(called, Kept.case.id))
        row = unit.cases.one(wanted)
        rows[name] = int(row[0]) if row else 0
    return {name: count for name, count in rows.items() if count}


def test_nothing_of_a_deleted_report_opens_after_an_older_backup_is_restored(desk: Desk) -> None:
    async def all_there(house: House) -> None:
        found = set(await house.app.store.read(opens))
        assert found >= {"message", "media_chunk", "rendering", "correction", "transcript", "assessment", "shared"}
        assert set(await house.app.store.read(left)) >= HERS - {"outbox", "vendor_id", "hold"}

    async def delete(house: House) -> None:
        await house.say("DELETE")
        await house.press("delete.ask:all")
        await house.app.jobs.erase()

    async def nothing(house: House) -> None:
        assert await house.app.store.read(opens) == []
        assert await house.app.store.read(left) == {}
        assert await house.thread() is None
        (case,) = await house.cases()
        assert case.status == "withdrawn"
        assert await house.app.store.read(lambda unit: unit.cases.one(select(table("cases").c.report_ct))) == (b"",)

    desk.open(a_report_with_everything)
    folder = desk.backup()
    copied = next(folder.glob("cases.*")).read_bytes()
    assert all(sealed in copied or sealed.hex().encode() in copied for _, _, sealed in Kept.sealed)
    assert desk.restore()[0] == 0
    desk.open(all_there)  # before she deletes it the same backup brings all of it back
    desk.open(delete)
    desk.open(nothing)
    code, told, _ = desk.restore()
    assert (code, told.splitlines()[0]) == (0, "Restored. Erased again: 1 reports, 1 contacts.")
    desk.open(nothing)
    code, told, why = desk.run("retention", "receipts", "--json")
    assert code == 0, why
    receipts = json.loads(told)
    assert {one["key"] for one in receipts} == {Kept.case.conversation_id, THREAD, SHARED}
    assert all(one["verified"] and one["why"] == "worker" for one in receipts)


def test_a_report_deleted_under_a_hold_is_held_and_deleted_by_a_restored_backup_too(desk: Desk) -> None:
    async def hold_and_delete(house: House) -> None:
        await hold(house, Kept.case, date(2027, 3, 31))
        await house.say("DELETE")
        await house.press("delete.ask:all")
        await house.app.jobs.erase()
        assert set(await house.app.store.read(opens)) & {"message", "shared"} == {"message"}

    async def still_held(house: House) -> None:
        """The backup knew of no hold and no DELETE."""
        assert await house.thread() is None
        conversation = Kept.case.conversation_id
        assert await house.app.store.read(lambda unit: unit.vault.name(conversation)) is None
        for _ in range(2):
            assert set(await house.app.store.read(opens)) & {"message", "shared"} == {"message"}
            await house.app.jobs.erase()
        await house.later(days=200)
        await house.app.jobs.erase()
        assert await house.app.store.read(opens) == []

    desk.open(a_report_with_everything)
    desk.backup()
    desk.open(hold_and_delete)
    assert desk.restore()[0] == 0
    desk.open(still_held)
    code, told, why = desk.run("retention", "receipts", "--json")
    assert code == 0, why
    receipts = json.loads(told)
    assert {one["key"] for one in receipts} == {Kept.case.conversation_id, THREAD, SHARED}


def test_nobody_ever_sees_a_restored_backup_before_it_was_erased_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between the old rows and the new erasure: the databases are what they were before the restore."""

    async def delete(house: House) -> None:
        await house.say("DELETE")
        await house.press("delete.ask:all")
        await house.app.jobs.erase()
        await house.report(phone="line:Bob")

    async def as_before(house: House) -> None:
        assert await house.app.store.read(opens) == []
        assert sorted(case.status for case in await house.cases()) == ["received", "withdrawn"]

    def crash(*_: object, **__: object) -> bool:
        raise OSError(5, "the disk is gone")

    desk.open(a_report_with_everything)
    desk.backup()
    desk.open(delete)
    monkeypatch.setattr(retention, "erase_again", crash)
    code, _, told = desk.restore()
    assert (code, "the disk is gone" in told) == (1, True)
    desk.open(as_before)
