"""Several changes within ten minutes are told as one; no question is left out, and nothing is told in another order."""

from pathlib import Path

import pytest

from storage.outbox import Outbox
from storage.times import milliseconds
from tests.intake.house import ANN, House, in_house
from tests.storage.conftest import Urls

DELAY, REVIEWING, ACCEPTED = ("Sorry, we need more time", "A person is reading", "We can work on your report")


async def heard(house: House, before: int) -> list[str]:
    """What her phone showed since then, when all that is due has gone out."""
    await house.app.store.write(lambda unit: Outbox(unit.cases).look_again(at=milliseconds(house.now)))
    await house.deliver()
    return [bubble.text for bubble in house.simulator.messages(ANN, before) if not bubble.mine]


async def reported(house: House, discreet: str) -> int:
    await house.report(contact_discreet=discreet)
    await house.later(hours=2)
    return house.screen()[-1].number


def test_the_first_news_comes_at_once_and_after_ten_minutes_only_what_is_true_then(urls: Urls, tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        before = await reported(house, "no")
        await house.push("update.reviewing", date="2026-12-01")
        await house.later(minutes=2)
        await house.push("update.accepted", next="accepted", date="2026-12-02")
        await house.later(minutes=3)
        await house.push("update.delay", date="2026-12-03")
        assert [text.partition(": ")[2][:10] for text in await heard(house, before)] == [REVIEWING[:10]]
        await house.later(minutes=4, seconds=59)
        assert len(await heard(house, before)) == 1
        await house.later(seconds=2)
        told = await heard(house, before)
        assert [DELAY in text for text in told] == [False, True], told
        await house.later(hours=1)
        assert len(await heard(house, before)) == 2, "nothing is said twice"

    in_house(tmp_path, talk, urls=urls)


def test_a_question_does_not_wait_and_what_waited_comes_before_it(urls: Urls, tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        before = await reported(house, "no")
        await house.push("update.reviewing", date="2026-12-01")
        await house.later(minutes=1)
        await house.push("update.accepted", next="accepted", date="2026-12-02")
        await house.later(minutes=1)
        await house.push("update.question", question="Which month was it?")
        first, second, third = await heard(house, before)
        assert REVIEWING in first
        assert ACCEPTED in second
        assert "Which month was it?" in third
        await house.later(minutes=1)
        await house.push("update.delay", date="2026-12-03")
        again = (await heard(house, before))[3:]
        assert any("Which month was it?" in text for text in again), "a question that stands is put again"

    in_house(tmp_path, talk, urls=urls)


def test_who_writes_hears_at_once_what_waited(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        before = await reported(house, "no")
        await house.push("update.reviewing", date="2026-12-01")
        await house.later(minutes=1)
        await house.push("update.accepted", next="accepted", date="2026-12-02")
        shown = await house.say("STATUS")
        assert ACCEPTED in shown[0]
        await house.later(minutes=20)
        assert sum(ACCEPTED in text for text in await heard(house, before)) == 1

    in_house(tmp_path, talk)


def test_who_hears_only_that_there_is_a_message_hears_it_once_until_she_has_read_it(urls: Urls, tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        before = await reported(house, "yes")
        notice = house.app.intake.wording.text("update.notice", "en")
        await house.push("update.reviewing", date="2026-12-01")
        await house.later(minutes=5)
        await house.push("update.question", question="Which month was it?")
        assert await heard(house, before) == [notice]
        await house.later(minutes=6)
        await house.push("update.delay", date="2026-12-03")
        assert await heard(house, before) == [notice, notice], "after ten minutes she is reminded"
        shown = await house.press("update.notice:read")
        assert any(REVIEWING in text for text in shown)
        assert any("Which month was it?" in text for text in shown), "nothing of it is left out"

    in_house(tmp_path, talk, urls=urls)


@pytest.mark.parametrize("minutes", [1, 9])
def test_what_is_read_in_between_is_announced_anew(tmp_path: Path, minutes: int) -> None:
    async def talk(house: House) -> None:
        before = await reported(house, "yes")
        notice = house.app.intake.wording.text("update.notice", "en")
        await house.push("update.reviewing", date="2026-12-01")
        await house.press("update.notice:read")
        await house.later(minutes=minutes)
        await house.push("update.delay", date="2026-12-03")
        assert (await heard(house, before)).count(notice) == 2

    in_house(tmp_path, talk)


def test_what_waits_ten_minutes_does_not_come_at_night(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await reported(house, "no")  # ten in the morning in Tokyo, and two hours later
        await house.later(hours=8, minutes=55)
        before = house.screen()[-1].number
        await house.push("update.reviewing", date="2026-12-01")
        await house.later(minutes=3)
        await house.push("update.accepted", next="accepted", date="2026-12-02")
        await house.later(minutes=30)
        assert len(await heard(house, before)) == 1
        await house.push("update.delay", date="2026-12-03")
        await house.later(hours=11)
        told = await heard(house, before)
        assert DELAY in told[-1]

    in_house(tmp_path, talk)
