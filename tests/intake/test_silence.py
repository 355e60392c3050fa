"""Who is out of reach, why, what is kept for her meanwhile, and what undoes it."""

from pathlib import Path
from typing import Any

import pytest

from channels.base import Address, Event
from tests.intake.house import ANN, House, in_house

SENDER = Address("simulator", ANN)


async def happens(house: House, kind: Any, name: str) -> list[str]:
    return await house.hear([Event(kind, "simulator", "", name, sender=SENDER)])


async def in_full(house: House) -> None:
    """A report of someone who wants messages in full."""
    await house.report(contact_discreet="no")
    assert not (await house.recipient()).discreet


@pytest.mark.parametrize("word", ["stop", "Berhenti", "配信停止", " STOP. "])
def test_a_word_of_any_language_brings_silence_and_is_confirmed_once(tmp_path: Path, word: str):
    async def talk(house: House) -> None:
        await house.report()
        shown = await house.say(word)
        assert shown == [house.app.intake.wording.text("pause.done", "en")]
        assert (await house.recipient()).stopped == "opted_out"
        assert (await house.cases())[0].unreachable == "opted_out"
        assert await house.push("update.reviewing", date="2026-12-01") is not None
        assert len(house.screen()) > 0
        assert house.screen()[-1].text == shown[0]

    in_house(tmp_path, talk)


def test_a_sentence_with_such_a_word_is_her_story(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.say("Please stop the foreman from hitting us")
        assert (await house.recipient()).stopped == ""

    in_house(tmp_path, talk)


def test_opting_in_again_is_confirmed_and_clears_the_flag_of_the_case(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.report()
        assert await happens(house, "optout", "out") == [], "the carrier answers this itself"
        assert (await house.cases())[0].unreachable == "opted_out"
        shown = await happens(house, "optin", "in")
        assert house.app.intake.wording.text("pause.over", "en") in "\n".join(shown)
        assert ((await house.recipient()).stopped, (await house.cases())[0].unreachable) == ("", "")

    in_house(tmp_path, talk)


@pytest.mark.parametrize(("leaves", "returns"), [("blocked", "unblocked"), ("optout", "optin"), ("blocked", "start")])
def test_what_the_desk_said_meanwhile_comes_after_the_undo_but_only_the_newest_state(
    tmp_path: Path, leaves: str, returns: str
):
    async def talk(house: House) -> None:
        await in_full(house)
        await happens(house, leaves, "gone")
        before = len(house.screen())
        await house.push("update.reviewing", date="2026-12-01")
        await house.push("update.message", text="Bring your payslip")
        await house.push("update.delay", date="2026-12-09", reason="x")
        await house.later(days=3)
        await house.deliver()
        assert len(house.screen()) == before, "nothing is sent while she wants nothing"
        shown = "\n".join(await happens(house, returns, "back"))
        assert "Dec 1" not in shown, "superseded by the delay"
        assert "Dec 9" in shown
        assert shown.count("Bring your payslip") == 1

    in_house(tmp_path, talk)


def test_the_neutral_announcement_is_not_repeated_when_she_comes_back(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.report()
        await happens(house, "blocked", "gone")
        await house.push("update.reviewing", date="2026-12-01")
        await house.push("update.message", text="Bring your payslip")
        shown = await happens(house, "unblocked", "back")
        neutral = house.app.intake.wording.text("update.notice", "en")
        assert sum(neutral in text for text in shown) <= 1
        assert shown

    in_house(tmp_path, talk)
