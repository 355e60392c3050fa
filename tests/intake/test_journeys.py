"""What a worker can ask of us after her report: news, silence, a PIN, another phone, another report."""

from pathlib import Path

from storage.cases import Cases
from storage.engine import Unit
from storage.messages import Messages
from storage.times import milliseconds
from tests.intake.house import ANN, House, in_house

BORROWED = "sms:Friend"


async def reported(house: House, *, discreet: str = "yes") -> str:
    """A report of Ann's; its number."""
    case = await house.report(contact_discreet=discreet)
    return case.reference


async def set_pin(house: House, pin: str) -> None:
    """Through the menu that offers it, by number and by words as a phone has them."""
    await house.say("I have a problem with my pay", phone=ANN)
    await house.answer(
        until="contact.pin", danger_ask="no", where_company="Sakura", extra_ask="on", start_language="en"
    )
    await house.say(pin)


def test_news_is_announced_without_its_content_until_she_asks(tmp_path: Path):
    async def talk(house: House) -> None:
        await reported(house)
        before = house.screen()[-1].number
        await house.push("update.question", question="Which month was it?")
        told = [bubble.text for bubble in house.simulator.messages(ANN, before)]
        assert len(told) == 1
        assert "month" not in told[0]
        assert "-" not in told[0]  # no reference either
        shown = await house.say("1")
        assert "Which month was it?" in shown[-1]
        await house.say("In April")
        assert [said.body["text"] for said in await house.said() if said.author == "worker"][-1] == "In April"

    in_house(tmp_path, talk)


def test_who_chose_the_full_form_reads_it_at_once(tmp_path: Path):
    async def talk(house: House) -> None:
        await reported(house, discreet="no")
        before = house.screen()[-1].number
        await house.push("update.question", question="Which month was it?")
        told = [bubble.text for bubble in house.simulator.messages(ANN, before)]
        assert "Which month was it?" in told[-1]

    in_house(tmp_path, talk)


def test_her_answer_brings_the_case_back_to_the_desk(tmp_path: Path):
    async def talk(house: House) -> None:
        await reported(house, discreet="no")
        case = (await house.cases())[0]
        for was, to, version in (("received", "in_review", 0), ("in_review", "needs_info", 1)):
            await house.app.store.write(
                lambda unit, was=was, to=to, version=version: Cases(unit.cases).move(
                    case.id, was=was, version=version, to=to, at=milliseconds(house.now), due_at=None
                )
            )
        await house.push("update.question", question="Which month was it?")
        await house.say("In April")
        assert [(one.status, one.unread) for one in await house.cases()] == [("in_review", True)]

    in_house(tmp_path, talk)


def test_hide_shows_only_the_cover_and_keeps_everything(tmp_path: Path):
    async def talk(house: House) -> None:
        await reported(house)
        shown = await house.say("HIDE")
        assert len(shown) == 1
        before = house.screen()[-1].number
        await house.push("update.question", question="Which month was it?")
        assert house.simulator.messages(ANN, before) == []
        assert (await house.recipient()).hidden
        assert (await house.cases())[0].status == "received"
        assert await house.say("hello again")
        assert not (await house.recipient()).hidden

    in_house(tmp_path, talk)


def test_status_tells_her_reports_and_not_to_whoever_holds_the_phone_when_she_has_a_pin(tmp_path: Path):
    async def talk(house: House) -> None:
        await set_pin(house, "4821")
        reference = (await house.cases())[0].reference
        shown = " ".join(await house.say("STATUS"))
        assert reference[:4] not in shown
        wrong = " ".join(await house.say("1111"))
        assert reference[:4] not in wrong
        right = " ".join(await house.say("4821"))
        assert f"{reference[:4]}-{reference[4:]}" in right

    in_house(tmp_path, talk)


def test_a_pin_is_nowhere_among_her_messages(tmp_path: Path):
    async def talk(house: House) -> None:
        await set_pin(house, "4821")
        await house.say("STATUS", "4821")
        assert all("4821" not in str(said.body) for said in await house.said())
        assert "4821" not in str(await house.state())

    in_house(tmp_path, talk)


def test_with_reference_and_pin_she_goes_on_at_another_phone_and_news_comes_there(tmp_path: Path):
    async def talk(house: House) -> None:
        await set_pin(house, "4821")
        reference = (await house.cases())[0].reference
        await house.say("hello I have no phone of my own", phone=BORROWED)
        await house.answer(BORROWED, until="safe.check", start_language="en")
        await house.say("STATUS", phone=BORROWED)
        await house.say(reference, phone=BORROWED)
        shown = " ".join(await house.say("4821", phone=BORROWED))
        assert f"{reference[:4]}-{reference[4:]}" in shown
        before = len(house.screen(BORROWED)), len(house.screen(ANN))
        await house.push("update.reviewing", date="2026-12-01")
        assert (len(house.screen(BORROWED)) > before[0], len(house.screen(ANN)) > before[1]) == (True, False)

    in_house(tmp_path, talk)


def test_an_unknown_report_and_a_wrong_pin_are_answered_alike_and_five_tries_are_enough(tmp_path: Path):
    async def talk(house: House) -> None:
        await set_pin(house, "4821")
        reference = (await house.cases())[0].reference
        await house.say("hello I have no phone of my own", phone=BORROWED)
        await house.answer(BORROWED, until="safe.check", start_language="en")

        async def tried(number: str, pin: str) -> list[str]:
            await house.say("STATUS", phone=BORROWED)
            await house.say(number, phone=BORROWED)
            return await house.say(pin, phone=BORROWED)

        unknown = await tried("00000000", "4821")
        assert await tried(reference, "0000") == unknown
        for _ in range(5):
            await tried(reference, "0000")
        assert await tried(reference, "4821") == unknown  # right, but too late for this hour
        await house.later(hours=2)
        assert await tried(reference, "4821") != unknown

    in_house(tmp_path, talk, "[limits]\naddress_per_minute = 1000\n")


def test_after_sixty_days_a_new_owner_of_the_number_learns_nothing(tmp_path: Path):
    async def talk(house: House) -> None:
        reference = await reported(house)
        await house.later(days=61)
        shown = " ".join(await house.say("STATUS"))
        assert reference[:4] not in shown
        assert f"{reference[:4]}-{reference[4:]}" in " ".join([*await house.say(reference), *await house.say("STATUS")])

    in_house(tmp_path, talk)


def test_danger_after_consent_is_a_case_at_once_and_marked(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.say("The door is locked from outside")
        await house.answer(until="danger.ask", start_language="en")
        await house.press("danger.ask:yes")
        case = (await house.cases())[0]
        assert (case.urgent, case.status) == (True, "received")

    in_house(tmp_path, talk)


def test_who_asks_for_a_person_before_she_has_reported_is_seen_by_the_desk(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.say("They keep my passport")
        await house.answer(until="consent.ask", start_language="en")
        assert await house.cases() == []
        await house.say("0")
        await house.press("human.ask:write")
        case = (await house.cases())[0]
        assert (case.wants_person, case.status) == (True, "received")
        await house.answer(danger_ask="no", where_company="Sakura")
        assert [one.reference for one in await house.cases()] == [case.reference]
        assert (await house.state()).reports == (case.reference,)

    in_house(tmp_path, talk)


def test_a_second_report_has_a_key_of_its_own(tmp_path: Path):
    async def talk(house: House) -> None:
        await reported(house)
        first = (await house.recipient()).conversation_id
        await house.say("MENU")
        await house.press("menu.main:new")
        await house.answer(until="rest", start_language="en", danger_ask="no", what_ask="Now the pay is late")
        second = (await house.recipient()).conversation_id
        assert first != second
        assert len(await house.cases()) == 2

    in_house(tmp_path, talk)


def test_news_of_the_first_report_comes_while_she_tells_a_second_and_her_answer_goes_to_the_first(tmp_path: Path):
    async def talk(house: House) -> None:
        await reported(house, discreet="no")
        first = (await house.recipient()).conversation_id
        await house.say("MENU")
        await house.press("menu.main:new")
        await house.answer(until="what.ask", start_language="en")
        before = house.screen()[-1].number
        await house.push("update.question", question="Which month was it?")
        assert "Which month was it?" in house.simulator.messages(ANN, before)[-1].text
        await house.say("It was in April, and in May as well")

        def words(unit: Unit) -> list[str]:
            said = Messages(unit.cases, unit.vault.key(first)).of(first)
            return [one.body["text"] for one in said if one.author == "worker"]

        assert (await house.app.store.read(words))[-1] == "It was in April, and in May as well"
        assert (await house.recipient()).conversation_id != first

    in_house(tmp_path, talk)


def test_another_person_at_the_same_phone_hears_nothing_of_the_first_and_the_first_can_come_back(tmp_path: Path):
    async def talk(house: House) -> None:
        await set_pin(house, "4821")
        reference = (await house.cases())[0].reference
        await house.say("HI")
        await house.press("pin.ask:new")
        await house.answer(until="what.ask", start_language="en")
        before = house.screen()[-1].number
        await house.push("update.question", question="Which month was it?")
        assert house.simulator.messages(ANN, before) == []
        shown = [*await house.say("STATUS"), *await house.say(reference), *await house.say("4821")]
        assert f"{reference[:4]}-{reference[4:]}" in shown[-1] + shown[-2]
        state = await house.state()
        assert "update.question" in {message_id for _, message_id in state.waiting} | {state.shown[1]}

    in_house(tmp_path, talk)


def test_her_pin_is_hers_in_her_second_report_too(tmp_path: Path):
    async def talk(house: House) -> None:
        await set_pin(house, "4821")
        await house.say("MENU", "4821")
        await house.press("menu.main:new")
        await house.answer(until="what.ask", start_language="en")
        await house.say("STATUS")
        shown = " ".join(await house.say("4821"))
        reference = (await house.cases())[0].reference
        assert f"{reference[:4]}-{reference[4:]}" in shown

    in_house(tmp_path, talk)
