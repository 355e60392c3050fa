"""Which texts are to be translated, for whom, and that the task is there as soon as the text is."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.casework.retention import erase_conversation
from bot.translation.asking import Asked, ask_for_new_readers, own_words, typed
from channels.base import Event
from storage.conversations import Due
from storage.engine import Unit
from storage.messages import Said
from storage.translation_tasks import URGENT, USUAL, Standing, Task, Tasks
from tests.intake.house import ANN, House, in_house

VIETNAMESE = {"start_language": "vi"}
STORY = "Chủ giữ hộ chiếu của tôi"


async def standing(house: House) -> Sequence[Standing]:
    id_ = (await house.recipient()).conversation_id
    return await house.app.store.read(lambda unit: Tasks(unit.cases).of(id_))


async def asked_for(house: House) -> dict[str, list[str]]:
    """Her texts that have tasks, with the languages they are asked for in."""
    said = {one.id: one for one in await house.said()}
    found: dict[str, list[str]] = {}
    for one in await standing(house):
        found.setdefault(str(said[one.text_id].body["text"]), []).append(one.target)
    return found


async def claim(house: House, rank: int) -> Sequence[Task]:
    return await house.app.store.write(lambda unit: Tasks(unit.cases).claim(rank, at=1 << 50, until=1 << 50, most=99))


def test_a_draft_is_asked_for_when_it_becomes_a_case(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await house.say(STORY)
        await house.answer(until="where.company", danger_ask="no", **VIETNAMESE)
        assert await standing(house) == []
        await house.answer(where_company="Công ty Hoa Anh Đào", **VIETNAMESE)
        await house.press("extra.ask:stop")
        found = await asked_for(house)
        assert found[STORY] == found["Công ty Hoa Anh Đào"] == ["en", "ja"]
        assert {one.source for one in await standing(house)} == {"vi"}

    in_house(tmp_path, talk)


def test_numbers_and_choices_are_not_asked_for(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await house.report(first=STORY, **VIETNAMESE)
        await house.say("123")
        wrote = [one for one in await house.said() if one.author == "worker"]
        chosen = [one for one in wrote if "choice" in one.body]
        numbers = [one for one in wrote if str(one.body["text"]).isdecimal()]
        assert chosen
        assert numbers
        ids = {one.text_id for one in await standing(house)}
        assert ids.isdisjoint({one.id for one in (*chosen, *numbers)})

    in_house(tmp_path, talk)


def test_what_she_writes_to_her_case_is_asked_for_at_once(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await house.report(first=STORY, **VIETNAMESE)
        more = "Tôi vẫn chưa nhận được lương"
        await house.say(more)
        assert (await asked_for(house))[more] == ["en", "ja"]

    in_house(tmp_path, talk)


def test_nobody_translates_for_readers_of_her_own_language(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await house.report(first="They keep my passport", start_language="en")
        assert {one.target for one in await standing(house)} == {"ja"}

    in_house(tmp_path, talk)


def test_danger_goes_before_others(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await house.say(STORY)
        await house.answer(until="danger.ask", **VIETNAMESE)
        await house.press("danger.ask:yes")
        await house.say("Ông chủ đánh tôi")
        assert await claim(house, USUAL) == []
        assert {task.target for task in await claim(house, URGENT)} == {"en", "ja"}

    in_house(tmp_path, talk)


def test_what_she_takes_back_is_not_translated(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await house.report(first=STORY, **VIETNAMESE)
        event = house.simulator.parse(house.simulator.write(ANN, id="again", text="Xin lỗi, tôi nhầm"))[0]
        await house.hear([event])
        assert "Xin lỗi, tôi nhầm" in await asked_for(house)
        gone = Event(
            kind="message_unsent",
            channel=event.channel,
            account="",
            dedup="unsent",
            sender=event.sender,
            message_id=event.message_id,
        )
        await house.hear([gone])
        assert "" not in await asked_for(house)
        assert STORY in await asked_for(house)

    in_house(tmp_path, talk)


def test_an_erased_case_has_nothing_to_translate(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        case = await house.report(first=STORY, **VIETNAMESE)
        due = Due(case.conversation_id, "", case.id, "all", None)
        await house.app.store.write(lambda unit: erase_conversation(unit, due, at=0))
        assert await claim(house, USUAL) == await claim(house, URGENT) == []

    in_house(tmp_path, talk)


def test_what_a_member_typed_of_a_voice_message_goes_the_same_way(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        case = await house.report(first=STORY, **VIETNAMESE)
        id_ = case.conversation_id
        asked = Asked(id_, "vi", urgent=True, readers=("en", "ja"))
        ids = iter(f"t{n}" for n in range(20))

        def type_(unit: Unit, text: str) -> bool:
            return typed(
                unit.cases,
                unit.vault.key(id_),
                asked,
                message_id="m",
                media_id="f",
                text=text,
                member_id="mai",
                ids=lambda: next(ids),
                at=1,
            )

        assert await house.app.store.write(lambda unit: type_(unit, "Toi so"))
        first = {task.text_id for task in await claim(house, URGENT)}
        assert first == {"t0"}
        assert await house.app.store.write(lambda unit: type_(unit, "Tôi sợ"))
        voiced = {one.text_id for one in await standing(house) if one.message_id == "m"}
        assert len(voiced) == 1
        assert voiced != first

    in_house(tmp_path, talk)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (Said("1", 1, "worker", "narrative", {"text": "မြန်မာ", "at": 0}, ""), "မြန်မာ"),
        (Said("1", 1, "worker", "narrative", {"text": "၁၂", "at": 0}, ""), ""),
        (Said("1", 1, "worker", "narrative", {"text": "🙏🙏", "at": 0}, ""), ""),
        (Said("1", 1, "worker", "secret", {"text": "abc", "at": 0}, ""), ""),
        (Said("1", 1, "worker", "answer", {"text": "Có", "choice": "danger.ask:yes", "at": 0}, ""), ""),
        (Said("1", 1, "bot", "", {"text": "Xin chào", "at": 0}, ""), ""),
        (Said("1", 1, "worker", "chat", {"text": "", "at": 0, "withdrawn": True}, ""), ""),
    ],
)
def test_her_own_words_are_those_with_letters_that_she_typed(said: Said, text: str) -> None:
    assert own_words(said.author, said.part, said.body) == text


def test_a_language_that_the_desk_adds_gets_what_others_read(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        case = await house.report(first=STORY, **VIETNAMESE)
        ids = iter(f"n{n}" for n in range(99))

        def ask(unit: Unit, *readers: str) -> int:
            return ask_for_new_readers(unit.cases, readers, ids=lambda: next(ids), at=1, most=9)

        assert await house.app.store.write(lambda unit: ask(unit, "en", "ja", "vi", "vi-VN")) == 0
        texts = {one.text_id for one in await standing(house)}
        assert await house.app.store.write(lambda unit: ask(unit, "es")) == len(texts)
        assert {one.text_id for one in await standing(house) if one.target == "es"} == texts
        assert await house.app.store.write(lambda unit: ask(unit, "es")) == 0
        assert {one.conversation_id for one in await claim(house, USUAL)} == {case.conversation_id}

    in_house(tmp_path, talk)


def test_easy_japanese_is_japanese_to_a_reader() -> None:
    assert Asked("c", "ja-simple", urgent=False, readers=("en", "ja")).targets == ("en",)
    assert Asked("c", "zh-Hant", urgent=False, readers=("en", "ja", "zh-Hans")).targets == ("en", "ja")
