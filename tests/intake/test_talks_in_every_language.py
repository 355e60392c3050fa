"""Whole reports in every language that is offered: in its own script, words and digits, by SMS and in a chat app."""

from pathlib import Path

import pytest

from bot.intake.wording import Wording
from tests.intake.house import House, in_house
from tests.intake.spoken import FOLDER, Talk, play, talks

WORDING = Wording.load(strict=True)
STORIES = {"wages", "passport", "injury", "harassment", "dormitory"}
EMERGENCY = '[desk.emergency.JP]\npolice = "110"\nambulance = "119"\n'


@pytest.mark.parametrize("tag", WORDING.languages)
def test_reports_go_as_written(tag: str, tmp_path: Path) -> None:
    found: list[str] = []

    async def all_of_them(house: House) -> None:
        for talk in talks(FOLDER / f"{tag}.talk"):
            found.extend(await play(house, talk, WORDING.languages[tag]))

    in_house(tmp_path, all_of_them, EMERGENCY)
    assert found == []


@pytest.mark.parametrize("tag", WORDING.languages)
def test_every_language_tells_every_kind_of_story_by_sms_and_by_chat(tag: str) -> None:
    told = talks(FOLDER / f"{tag}.talk")
    assert {talk.title.split()[0] for talk in told} >= STORIES
    assert {talk.phone.partition(":")[0] for talk in told} == {"sms", "line"}


def test_a_talk_that_goes_otherwise_is_told(tmp_path: Path) -> None:
    found: list[str] = []

    async def one(house: House) -> None:
        lines = [(">", "My boss keeps my passport and shouts"), ("?", "safe.check"), ("=", "language=ja")]
        found.extend(await play(house, Talk("sms:en9", "wages", lines), WORDING.languages["en"]))

    in_house(tmp_path, one)
    assert [what.split(": ")[1] for what in found] == [
        "safe.check should stand, not lang.detected",
        "language=ja, but it is en",
    ]
