"""A whole desk at night: what it starts waits for her morning, what she asks is answered at once."""

from pathlib import Path

from storage.outbox import Outbox
from storage.times import milliseconds
from tests.intake.house import ANN, House, in_house


async def reported(house: House, **answers: str) -> None:
    await house.report(contact_discreet="no", **answers)


async def shown_after(house: House, before: int) -> list[str]:
    await house.app.store.write(lambda unit: Outbox(unit.cases).look_again(at=milliseconds(house.now)))
    await house.deliver()
    return [bubble.text for bubble in house.simulator.messages(ANN, before) if not bubble.mine]


def test_a_notice_of_the_night_comes_in_the_morning(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await reported(house)  # at ten in the morning in Tokyo
        await house.later(hours=13)
        before = house.screen()[-1].number
        await house.push("update.question", question="Which month was it?")
        assert await shown_after(house, before) == []
        await house.later(hours=8, minutes=59)
        assert await shown_after(house, before) == []
        await house.later(minutes=2)
        assert ["Which month" in text for text in await shown_after(house, before)] == [True]

    in_house(tmp_path, talk)


def test_who_writes_at_night_hears_at_once_what_waited(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await reported(house)
        await house.later(hours=15)
        await house.push("update.question", question="Which month was it?")
        shown = await house.say("STATUS")
        assert any("Which month" in text for text in shown)

    in_house(tmp_path, talk)


def test_who_wrote_a_moment_ago_is_awake(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await reported(house)
        await house.later(hours=15)
        await house.say("STATUS")
        await house.later(minutes=20)
        before = house.screen()[-1].number
        await house.push("update.question", question="Which month was it?")
        assert any("Which month" in text for text in await shown_after(house, before))

    in_house(tmp_path, talk)


def test_any_hour_will_do_where_the_desk_says_so(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await reported(house)
        await house.later(hours=15)
        before = house.screen()[-1].number
        await house.push("update.question", question="Which month was it?")
        assert any("Which month" in text for text in await shown_after(house, before))

    in_house(tmp_path, talk, '[conversation]\nquiet_hours = ""\n')
