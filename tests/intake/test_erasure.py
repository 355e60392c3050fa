"""To be forgotten: at her word, after the days of a draft, after the end of a report. And nothing else is forgotten."""

import sqlite3
from pathlib import Path

import pytest

from storage.case_columns import Columns
from storage.cases import Cases
from storage.engine import Unit
from storage.recipients import Recipients
from storage.times import milliseconds
from storage.vault import KeyDestroyed
from tests.intake.house import House, in_house


async def keys_of(house: House) -> list[str]:
    def work(unit: Unit) -> list[str]:
        return [id_ for id_, _ in unit.vault.destroyed()]

    return await house.app.store.read(work)


async def close(house: House, case_id: str, status: str) -> None:
    case = next(one for one in await house.cases() if one.id == case_id)
    at = milliseconds(house.now)
    await house.app.store.write(
        lambda unit: Cases(unit.cases).move(
            case.id, was=case.status, version=case.version, to=status, at=at, due_at=None
        )
    )


def test_delete_all_destroys_the_key_the_words_and_the_address(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.report()
        conversation = (await house.recipient()).conversation_id
        await house.say("DELETE")
        await house.press("delete.ask:all")
        await house.app.jobs.erase()
        assert await house.thread() is None
        assert await keys_of(house) == [conversation]
        case = (await house.cases())[0]
        assert case.status == "withdrawn"
        with pytest.raises(KeyDestroyed):
            await house.app.store.read(lambda unit: unit.vault.key(conversation))
        shown = await house.say("hello")  # she is new to us
        assert shown
        assert (await house.recipient()).conversation_id != conversation

    in_house(tmp_path, talk)


def test_nothing_of_her_is_left_in_the_files_after_delete(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.report()
        conversation = (await house.recipient()).conversation_id
        alias = (await house.recipient()).alias
        await house.say("DELETE")
        await house.press("delete.ask:all")
        await house.app.jobs.erase()
        await house.app.store.scrub()
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        found = [path.name for path in files if alias.encode() in path.read_bytes()]
        assert found == []
        with sqlite3.connect(tmp_path / "var" / "vault.db") as vault:
            assert vault.execute("SELECT count(*) FROM key_wrap").fetchone() == (0,)
        assert conversation

    in_house(tmp_path, talk)


def test_only_my_contact_keeps_the_report_and_forgets_who_wrote_it(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.report()
        conversation = (await house.recipient()).conversation_id
        await house.say("DELETE")
        await house.press("delete.ask:contact")
        await house.app.jobs.erase()
        assert await house.thread() is None
        assert (await house.cases())[0].status == "received"
        assert await house.push("update.reviewing", date="2026-12-01") is None
        assert await keys_of(house) == []
        assert await house.app.store.read(lambda unit: unit.vault.key(conversation).id) == conversation

    in_house(tmp_path, talk)


def test_who_writes_again_before_it_is_deleted_starts_anew(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.report()
        await house.say("DELETE")
        await house.press("delete.ask:all")
        shown = await house.say("wait, hello?")
        assert shown
        assert not (await house.state()).submitted
        assert (await house.cases())[0].status == "withdrawn"

    in_house(tmp_path, talk)


def test_no_to_consent_destroys_what_she_wrote(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.say("They beat me with a stick")
        await house.answer(until="consent.ask", start_language="en")
        conversation = (await house.recipient()).conversation_id
        await house.press("consent.ask:no")
        await house.app.jobs.erase()
        assert await house.thread() is None
        assert await keys_of(house) == [conversation]
        stops = await house.app.store.read(lambda unit: Columns(unit.cases).stopped(first=0, end=10**6))
        assert stops == {"consent.ask": 1}, "counted where she stopped, though nothing of hers is left"

    in_house(tmp_path, talk)


def test_an_unfinished_report_is_dropped_after_its_days(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.say("They beat me with a stick")
        await house.later(days=6, hours=23)
        await house.app.jobs.expire_drafts()
        assert await house.thread() is not None
        await house.later(hours=2)
        await house.app.jobs.expire_drafts()
        assert await house.thread() is None
        stops = await house.app.store.read(lambda unit: Columns(unit.cases).stopped(first=0, end=10**6))
        assert stops == {"lang.detected": 1}, "only at which question she stopped"

    in_house(tmp_path, talk)


def test_a_submitted_report_is_never_dropped_as_a_draft(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.report()
        await house.later(days=30)
        await house.app.jobs.expire_drafts()
        assert await house.thread() is not None

    in_house(tmp_path, talk)


def test_after_the_end_her_contact_goes_first_and_her_words_later_as_she_was_told(tmp_path: Path):
    async def talk(house: House) -> None:
        case = await house.report()
        await close(house, case.id, "closed")
        await house.later(days=89)
        await house.app.jobs.expire_cases()
        assert await house.thread() is not None
        await house.later(days=2)
        await house.app.jobs.expire_cases()
        assert await house.thread() is None
        assert await keys_of(house) == []
        await house.later(days=730)
        await house.app.jobs.expire_cases()
        assert await keys_of(house) == [case.conversation_id]

    in_house(tmp_path, talk)


def test_a_contact_stays_while_another_report_of_hers_goes_on(tmp_path: Path):
    async def talk(house: House) -> None:
        case = await house.report()
        await close(house, case.id, "closed")
        await house.say("MENU")
        await house.press("menu.main:new")
        await house.answer(until="rest", start_language="en", danger_ask="no", what_ask="Now the pay is late")
        await house.later(days=200)
        await house.app.jobs.expire_cases()
        assert await house.thread() is not None

    in_house(tmp_path, talk)


def test_orphans_of_the_vault_are_swept_after_a_day_and_nothing_else(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.report()

        def orphan(unit: Unit) -> None:
            unit.vault.admit("simulator", "line:Ghost", alias="ghost", now_day=1)
            unit.vault.create_key("ghostkey", wrap_id="w", at_ms=1)

        await house.app.store.write(orphan)
        await house.app.jobs.sweep()
        assert await house.app.store.read(lambda unit: unit.vault.find("simulator", "line:Ghost")) is None
        assert await house.recipient()
        assert await keys_of(house) == ["ghostkey"]
        assert (await house.app.store.read(lambda unit: Recipients(unit.cases).get("ghost"))) is None

    in_house(tmp_path, talk)
