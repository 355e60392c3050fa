"""A report that has ended is opened again by her word, for half a year, and she is told by when somebody looks."""

from pathlib import Path

import pytest

from storage.cases import Case, Cases
from storage.times import milliseconds
from tests.intake.house import House, in_house


async def ended(house: House, status: str = "closed") -> Case:
    """A report of hers that is over; she reads what we say in full."""
    case = await house.report(contact_discreet="no")
    at = milliseconds(house.now)
    await house.app.store.write(
        lambda unit: Cases(unit.cases).move(
            case.id, was=case.status, version=case.version, to=status, at=at, due_at=None, outcome="remedied"
        )
    )
    return case


async def now(house: House) -> tuple[str, int]:
    (case,) = await house.cases()
    return case.status, case.reopened


@pytest.mark.parametrize("status", ["closed", "dormant", "out_of_scope", "kept_private", "withdrawn"])
def test_any_message_opens_it_again_and_she_is_told_by_when(tmp_path: Path, status: str):
    async def talk(house: House) -> None:
        case = await ended(house, status)
        await house.later(days=20)
        before = house.screen()[-1].number
        await house.say("They took my passport again")
        await house.deliver()
        assert await now(house) == ("in_review", 1)
        told = [one.text for one in house.simulator.messages("line:Ann", before) if not one.mine]
        assert told[-1].startswith(f"{case.reference[:4]}-{case.reference[4:]}: We opened your report again.")
        assert "Sat, Dec 26" in told[-1] or "Mon, Dec 28" in told[-1], told[-1]
        assert (await house.cases())[0].unread

    in_house(tmp_path, talk)


def test_looking_at_it_does_not_open_it(tmp_path: Path):
    async def talk(house: House) -> None:
        await ended(house)
        for text in ("STATUS", "MENU", "9", "HI", "9"):
            await house.say(text)
        assert await now(house) == ("closed", 0)

    in_house(tmp_path, talk)


def test_one_below_the_news_of_its_end_opens_it_and_nine_does_not(tmp_path: Path):
    async def talk(house: House) -> None:
        await ended(house)
        await house.push("update.closed", result="remedied")
        await house.say("9")
        assert await now(house) == ("closed", 0)
        await house.push("update.closed", result="remedied")
        await house.say("1")
        assert await now(house) == ("in_review", 1)

    in_house(tmp_path, talk)


def test_after_half_a_year_she_is_told_to_send_a_new_one_and_the_desk_reads_what_she_wrote(tmp_path: Path):
    async def talk(house: House) -> None:
        await ended(house)
        await house.later(days=50)
        await house.say("MENU", "9")
        for _ in range(3):
            await house.later(days=45)
            await house.say("STATUS")
        before = house.screen()[-1].number
        await house.say("They took my passport again")
        await house.deliver()
        assert await now(house) == ("closed", 0)
        told = [one.text for one in house.simulator.messages("line:Ann", before) if not one.mine]
        assert "This report was closed long ago" in told[-1]
        assert (await house.cases())[0].unread

    in_house(tmp_path, talk)
