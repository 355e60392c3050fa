"""What she changes after it was sent, and what she takes back: kept as what it is, in every version, or gone in all."""

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.intake.scene import Limits
from channels.base import Address, Event, MediaRef
from storage.cases import Cases
from storage.messages import Said
from tests.intake.house import ANN, House, in_house

WHO = Address("simulator", ANN)
NUMBERS = itertools.count(1)


def event(kind: Any, id: str, text: str | None = None, **more: Any) -> Event:
    return Event(kind, "simulator", "", f"e{next(NUMBERS)}", sender=WHO, message_id=id, text=text, **more)


async def wrote(house: House, id: str, text: str) -> None:
    await house.take(house.simulator.write(ANN, id=id, text=text), ANN)


async def hers(house: House) -> list[Said]:
    return [one for one in await house.said() if one.author == "worker"]


async def words(house: House) -> list[str]:
    return [str(one.body["text"]) for one in await hers(house)]


async def report_of(house: House) -> dict[str, str]:
    (case,) = await house.cases()
    return await house.app.store.read(
        lambda unit: Cases(unit.cases).report(case.id, unit.vault.key(case.conversation_id))
    )


def test_a_changed_message_is_kept_behind_the_first_and_names_it(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await wrote(house, "a", "They keep my pasport")
        assert await house.hear([event("message_edited", "a", "They keep my passport")]) == [], "nobody is asked again"
        await house.hear([event("message_edited", "a", "They keep my passport and my card")])
        first, second, third = await hers(house)
        assert first.body["text"] == "They keep my pasport"
        assert [one.part for one in (second, third)] == ["edited", "edited"]
        assert second.body["edits"] == third.body["edits"] == first.id

    in_house(tmp_path, talk)


def test_a_change_that_changes_nothing_is_not_kept(tmp_path: Path) -> None:
    """Telegram tells of a message whose preview or buttons it changed itself."""

    async def talk(house: House) -> None:
        await wrote(house, "a", "They keep my passport")
        change = event("message_edited", "a", "They keep my passport")
        await house.hear([change, change, replace(change, dedup="again")])
        assert await words(house) == ["They keep my passport"]

    in_house(tmp_path, talk)


def test_a_new_caption_does_not_bring_its_photo_again(tmp_path: Path) -> None:
    photo = (MediaRef("image", "f1", "image/jpeg"),)

    async def talk(house: House) -> None:
        await house.hear([event("message", "p", "slip", attachments=photo)])
        await house.hear([event("message_edited", "p", "my pay slip of May", attachments=photo)])
        first, second = await hers(house)
        assert first.body["attachments"]
        assert second.body["text"] == "my pay slip of May"
        assert "attachments" not in second.body

    in_house(tmp_path, talk)


def test_a_changed_pin_is_as_little_kept_as_the_first(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await house.say("They keep my passport")
        await house.answer(until="contact.pin", start_language="en")
        await wrote(house, "pin", "4711")
        await house.hear([event("message_edited", "pin", "471199")])
        assert not any("4711" in one for one in await words(house))

    in_house(tmp_path, talk)


def test_the_report_has_the_new_words_where_the_old_were_an_answer_and_the_desk_sees_that_something_came(
    tmp_path: Path,
) -> None:
    async def talk(house: House) -> None:
        await house.say("They keep my passport")
        await house.answer(until="where.company", start_language="en", danger_ask="no")
        await wrote(house, "firm", "Sakura Fods")
        await house.answer(start_language="en")
        await house.press("extra.ask:stop")
        (case,) = await house.cases()
        await house.app.store.write(lambda unit: Cases(unit.cases).flag(case.id, "unread", False))
        await house.hear([event("message_edited", "firm", "Sakura Foods")])
        assert (await report_of(house))["where.company"] == "Sakura Foods"
        assert (await house.cases())[0].unread
        await house.hear([event("message_unsent", "firm")])
        assert "where.company" not in await report_of(house)
        assert not any("Sakura" in one for one in await words(house))
        assert dict((await house.state()).answers).keys() == (await report_of(house)).keys()

    in_house(tmp_path, talk)


def test_what_she_takes_back_goes_in_every_version(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await wrote(house, "a", "My name is Thuy")
        await house.hear([event("message_edited", "a", "My name is Thuy Nguyen")])
        await house.hear([event("message_unsent", "a")])
        assert await words(house) == ["", ""]
        assert all(one.body["withdrawn"] for one in await hers(house))
        await house.hear([event("message_edited", "a", "My name is Thuy Nguyen!")])
        assert len(await hers(house)) == 2, "a late change brings nothing back"

    in_house(tmp_path, talk)


def test_a_message_that_is_delivered_again_after_she_took_it_back_is_not_read(tmp_path: Path) -> None:
    """LINE delivers again what we could not take, and promises no order."""

    async def talk(house: House) -> None:
        await house.say("HI")
        await house.hear([event("message_unsent", "late")])
        assert await house.hear([event("message", "late", "My name is Thuy", redelivered=True)]) == []
        assert await words(house) == ["HI", ""]
        assert await house.hear([event("message", "other", "They keep my passport", redelivered=True)])

    in_house(tmp_path, talk)


@pytest.mark.parametrize("kind", ["message_unsent", "message_edited"])
def test_what_waits_for_its_turn_is_changed_or_taken_back_when_it_is_read(tmp_path: Path, kind: Any) -> None:
    async def talk(house: House) -> None:
        house.app.receiver._intake = replace(house.app.intake, limits=Limits(events=2))
        for number in range(3):
            await wrote(house, f"m{number}", f"They keep the passport of {number} people here")
        after = "They keep all passports" if kind == "message_edited" else None
        await house.hear([event(kind, "m2", after)])
        await house.later(minutes=2)
        for _ in range(3):
            await house.app.jobs.replay_inbox()
            await house.deliver()
        said = await hers(house)
        assert (await house.recipient()).held == 0
        if kind == "message_edited":
            assert [one.part for one in said].count("edited") == 1
        else:
            assert not any("2 people" in str(one.body) for one in said)
            assert [one.body.get("withdrawn") for one in said] == [None, None, True]

    in_house(tmp_path, talk)
