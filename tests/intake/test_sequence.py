"""What she sent in one order and a vendor delivered in another."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.sequence import order_of, overtaken
from channels.base import Event
from storage.messages import TELLING, Said, as_sent
from storage.times import milliseconds
from tests.intake.house import ANN, START, House, in_house

PIECES = ("My boss keeps my passport at home.", "He took it on my first day here.", "My friend has seen it too.")


async def sent(house: House, text: str, *, ago: float, nth: int = 0, **more: Any) -> list[str]:
    """`text` arrives now and left `ago` seconds before."""
    call = house.simulator.write(ANN, id=f"v{ago}-{nth}", text=text)
    house.simulator.authenticate(call)
    (event,) = house.simulator.parse(call)
    moved = replace(event, occurred_at=house.now - timedelta(seconds=ago), nth=nth, **more)
    return await house.hear([moved], ANN)


async def asked_for_the_story(house: House) -> None:
    await house.say("HI")
    await house.answer(until="what.ask", start_language="en", lang_detected="yes")


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_pieces_of_a_story_are_read_as_she_sent_them_however_they_come(tmp_path: Path, order: tuple[int, ...]):
    async def talk(house: House) -> None:
        await asked_for_the_story(house)
        await house.later(seconds=60)
        for place in order:
            await sent(house, PIECES[place], ago=10 - place)
        said = [one for one in await house.said() if one.part == "narrative"]
        assert tuple(one.body["text"] for one in said) == PIECES
        assert (await house.state()).step == "what.more"

    in_house(tmp_path, talk)


def test_within_one_second_the_vendors_number_tells_the_order(tmp_path: Path):
    async def talk(house: House) -> None:
        await asked_for_the_story(house)
        await house.later(seconds=60)
        for nth in (3, 1, 2):
            await sent(house, PIECES[nth - 1], ago=5, nth=nth)
        assert tuple(one.body["text"] for one in await house.said() if one.part == "narrative") == PIECES

    in_house(tmp_path, talk)


async def at_two_questions(house: House) -> str:
    """Her story came, left ten seconds ago; the question that stands was asked after it."""
    await asked_for_the_story(house)
    await house.later(seconds=60)
    await sent(house, PIECES[1], ago=10)
    await sent(house, "1", ago=5)
    return (await house.state()).step


@pytest.mark.parametrize("text", ["1", "2", "9", "yes", "၁", "ok"])
def test_a_choice_that_comes_after_a_later_answer_answers_nothing(tmp_path: Path, text: str):
    async def talk(house: House) -> None:
        step = await at_two_questions(house)
        before = await house.state()
        shown = await sent(house, text, ago=20)
        assert shown, "the question that stands is asked again"
        assert await house.state() == before
        assert (await house.state()).step == step

    in_house(tmp_path, talk)


def test_a_sentence_that_comes_late_is_part_of_her_story_and_no_answer(tmp_path: Path):
    async def talk(house: House) -> None:
        await at_two_questions(house)
        await house.answer(until="where.company", danger_ask="no")
        await sent(house, PIECES[0], ago=15)
        assert (await house.state()).step == "where.company"
        told = [one.body["text"] for one in await house.said() if one.part == "narrative"]
        assert told == [PIECES[0], PIECES[1]]

    in_house(tmp_path, talk)


def test_what_may_be_a_pin_is_not_kept_because_it_came_late(tmp_path: Path):
    async def talk(house: House) -> None:
        await at_two_questions(house)
        await sent(house, "4711", ago=20)
        assert "4711" not in str([one.body for one in await house.said()])

    in_house(tmp_path, talk)


@pytest.mark.parametrize(("text", "step"), [("HIDE", ""), ("0", "human.ask"), ("DELETE", "")])
def test_a_command_is_obeyed_whenever_it_comes(tmp_path: Path, text: str, step: str):
    async def talk(house: House) -> None:
        before = await at_two_questions(house)
        await sent(house, text, ago=20)
        state = await house.state()
        assert state.hidden or state.step != before
        assert step in ("", state.step)

    in_house(tmp_path, talk)


def test_an_answer_in_time_is_an_answer(tmp_path: Path):
    async def talk(house: House) -> None:
        step = await at_two_questions(house)
        await sent(house, "2", ago=1)
        assert (await house.state()).step != step

    in_house(tmp_path, talk)


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=40_000)])
def test_a_time_in_the_future_does_not_make_everything_after_it_late(ahead: timedelta):
    assert order_of(message(START + ahead), at=milliseconds(START)) == 0


def test_nothing_is_overtaken_where_no_order_is_known():
    assert not overtaken(0, 5)
    assert not overtaken(5, 0)
    assert order_of(Event("message", "sms", "a", "d"), at=milliseconds(START)) == 0


ROWS = st.tuples(st.sampled_from([*TELLING, "answer", ""]), st.integers(0, 9), st.integers(0, 3))


@given(st.lists(ROWS, max_size=12))
def test_sorting_loses_nothing_and_moves_only_what_she_told_within_its_part(rows: list[tuple[str, int, int]]):
    said = [
        Said(str(at), at, "worker", part, {"text": "", **({"sent_at": sent, "nth": nth} if sent else {})}, "")
        for at, (part, sent, nth) in enumerate(rows)
    ]
    read = as_sent(said)
    assert sorted(one.id for one in read) == sorted(one.id for one in said)
    for was, became in zip(said, read, strict=True):
        assert was.part == became.part
        if was.part not in TELLING or "sent_at" not in was.body:
            assert was is became
    for part in TELLING:
        times = [(one.body["sent_at"], one.body["nth"]) for one in read if one.part == part and "sent_at" in one.body]
        assert times == sorted(times)


def message(occurred_at: Any) -> Event:
    return Event("message", "line", "a", "d", occurred_at=occurred_at)
