"""A report that was filed for somebody goes on with her, from her own phone, with a code (`decisions.md` 31)."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.casework import filed_for
from bot.casework.desk import Hand, NotAllowed
from bot.conversation.digits import digits
from bot.delivery import notices
from storage.cases import Case, Cases
from storage.conversations import Conversations
from tests.intake.house import ANN, House, in_house

MAI, PIN = "line:Mai", "4711"


async def filed(house: House, **answers: str) -> Case:
    """Ann files for Mai, in the full form, and reads whatever the desk writes."""
    return await house.report(who_ask="other", who_consent="yes", contact_discreet="no", **answers)


async def given_code(house: House, case: Case) -> str:
    from functools import partial

    def work(unit) -> None:
        tell = partial(notices.push, house.app.intake)
        hand = Hand(unit, "m" * 32, house.now, house.app.intake.ids, tell, ZoneInfo("Asia/Tokyo"))
        filed_for.give_code(hand, case.id, house.app.intake.keyring)

    before = house.screen()[-1].number
    await house.app.store.write(work)
    await house.deliver()
    (told,) = [one.text for one in house.simulator.messages(ANN, before) if not one.mine]
    return next(digits(word.rstrip(".")) for word in told.split() if len(digits(word.rstrip("."))) == 12)


def test_with_her_code_the_report_is_hers_and_no_longer_whoever_filed_it(tmp_path: Path):
    async def talk(house: House) -> None:
        case = await filed(house)
        await house.push("update.question", question="Which month was it?")
        await house.say("9")
        code = await given_code(house, case)
        shown = await house.say(code, phone=MAI)
        assert any(case.reference[:4] in text for text in shown), shown
        (now,) = await house.cases()
        assert now.unread
        alias = await house.app.store.read(lambda unit: Conversations(unit.cases).alias(now.conversation_id))
        assert alias == (await house.recipient(MAI)).alias
        assert [one.body["text"] for one in await house.said(MAI) if one.body["text"] == code] == []
        before, old = len(house.screen(MAI)), len(house.screen())
        await house.later(hours=1)
        await house.push("update.reviewing", date="2026-12-01")
        assert len(house.screen(MAI)) == before + 1
        assert len(house.screen()) == old
        shown = await house.say("STATUS")
        assert case.reference[:4] not in "\n".join(shown), "it is no longer hers to look at"
        assert (await house.state()).reports == ()
        assert (await house.state(MAI)).reports == (case.reference,)
        again = await house.say(code, phone="line:Eve")
        assert house.app.intake.wording.text("join.wrong", "en") in again, "one use"

    in_house(tmp_path, talk)


def test_a_pin_of_whoever_filed_it_opens_it_no_more(tmp_path: Path):
    async def talk(house: House) -> None:
        case = await house.report(who_ask="other", who_consent="yes", contact_discreet="no")
        await house.app.store.write(
            lambda unit: Conversations(unit.cases).set_pin(
                case.conversation_id, house.app.intake.keyring.seal(*sealed_pin(case))
            )
        )
        code = await given_code(house, case)
        await house.say(code, phone=MAI)
        assert await house.app.store.read(lambda unit: Conversations(unit.cases).pin(case.conversation_id)) is None
        assert not (await house.state(MAI)).pin
        fresh = (await house.recipient()).conversation_id
        assert fresh != case.conversation_id
        assert await house.app.store.read(lambda unit: Conversations(unit.cases).pin(fresh)) is not None

    in_house(tmp_path, talk)


def sealed_pin(case: Case):
    from bot.intake.pins import hashed, pin_place
    from storage.keyring import Purpose

    return Purpose.PIN, pin_place(case.conversation_id), hashed(PIN, bytes(16)).encode()


def test_a_code_of_nobody_is_told_so_and_after_two_a_person_is_offered(tmp_path: Path):
    async def talk(house: House) -> None:
        wording = house.app.intake.wording
        shown = await house.say("1234 5678 9012")
        assert shown[-2:] == [wording.text("join.wrong", "en"), wording.text("join.ask", "en")]
        await house.say("1234-5678-9013")
        assert (await house.state()).step == "human.ask"
        assert await house.cases() == []

    in_house(tmp_path, talk)


def test_her_own_report_needs_no_code_and_gets_none(tmp_path: Path):
    async def talk(house: House) -> None:
        case = await house.report(who_ask="me")
        with pytest.raises(NotAllowed):
            await given_code(house, case)
        assert (await house.app.store.read(lambda unit: Cases(unit.cases).get(case.id))) == (await house.cases())[0]

    in_house(tmp_path, talk)
