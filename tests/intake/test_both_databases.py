"""The same desk on SQLite and on PostgreSQL: a report, news and its answer, erasure, many at once."""

import asyncio
from pathlib import Path

from tests.intake.house import ANN, House, in_house
from tests.storage.conftest import Urls


def test_a_report_is_told_answered_and_erased(tmp_path: Path, urls: Urls):
    async def talk(house: House) -> None:
        case = await house.report(contact_discreet="no")
        await house.push("update.question", question="Which month was it?")
        await house.say("In April")
        words = [said.body["text"] for said in await house.said() if said.author == "worker"]
        assert words[-1] == "In April"
        await house.say("DELETE")
        await house.press("delete.ask:all")
        await house.app.jobs.erase()
        assert await house.thread() is None
        assert [(one.id, one.status) for one in await house.cases()] == [(case.id, "withdrawn")]

    in_house(tmp_path, talk, urls=urls)


def test_many_first_messages_at_once_give_each_phone_one_conversation(tmp_path: Path, urls: Urls):
    async def talk(house: House) -> None:
        phones = [f"line:P{number}" for number in range(12)]
        calls = [
            house.simulator.write(phone, id=f"{phone}-{n}", text=f"text {n}") for phone in phones for n in range(3)
        ]
        await asyncio.gather(*(house.app.receiver.accept(house.simulator.parse(call)) for call in calls))
        await house.deliver()
        for phone in phones:
            words = sorted(said.body["text"] for said in await house.said(phone) if said.author == "worker")
            assert words == ["text 0", "text 1", "text 2"]

    in_house(tmp_path, talk, urls=urls)


def test_a_redelivery_while_the_first_is_still_running_is_applied_once(tmp_path: Path, urls: Urls):
    async def talk(house: House) -> None:
        call = house.simulator.write(ANN, id="one", text="They keep my passport")
        await asyncio.gather(*(house.app.receiver.accept(house.simulator.parse(call)) for _ in range(10)))
        await house.deliver()
        assert [said.body["text"] for said in await house.said() if said.author == "worker"] == [
            "They keep my passport"
        ]

    in_house(tmp_path, talk, urls=urls)


def test_submits_at_once_are_as_many_cases_with_their_own_numbers(tmp_path: Path, urls: Urls):
    async def talk(house: House) -> None:
        phones = [f"line:P{number}" for number in range(12)]

        async def up_to_review(phone: str) -> None:
            await house.app.receiver.accept(
                house.simulator.parse(house.simulator.write(phone, id=f"{phone}-1", text="They do not pay us at all"))
            )
            await house.answer(phone, until="review.ask", start_language="en", danger_ask="no", where_company="Sakura")

        for phone in phones:
            await up_to_review(phone)
        presses = [house.simulator.press(phone, id=f"{phone}-send", choice="review.ask:yes") for phone in phones]
        await asyncio.gather(*(house.app.receiver.accept(house.simulator.parse(press)) for press in presses))
        cases = await house.cases()
        assert len(cases) == 12
        assert len({case.reference for case in cases}) == 12

    in_house(tmp_path, talk, "[limits]\naddress_per_minute = 1000\n", urls)
