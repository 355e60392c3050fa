"""What a vendor took and never delivered: kept until she is back, or shown to the desk in her case."""

from pathlib import Path

import pytest

from channels.base import Address, BadMessage, DeliveryStatus, Event
from storage.cases import CaseEvent, Cases
from tests.intake.house import House, in_house
from tests.intake.traveller import Traveller

HOME = Address("sms", "+819011112222")
QUESTION = "Which month was it?"


async def asked(house: House) -> Traveller:
    """She wants news in full, and the desk has just asked her something."""
    ann = Traveller(house, "sms")
    await ann.says(HOME, "They keep my passport")
    given = {"danger_ask": "no", "where_company": "Sakura Foods", "start_language": "en", "lang_detected": "yes"}
    await ann.walks(HOME, "extra.ask", contact_discreet="no", **given)
    await ann.says(HOME, "2")
    await house.push("update.question", question=QUESTION)
    assert QUESTION in ann.heard(HOME)[-1]
    return ann


async def fails(house: House, ann: Traveller, code: str) -> None:
    """The vendor says so of the newest message."""
    sid = f"id-{len(ann.posts['sms'].sent)}"
    status = DeliveryStatus(sid, "undelivered", code)
    await house.hear([Event("status", "sms", "", f"s-{sid}-{code}", status=status)])


async def history(house: House) -> list[CaseEvent]:
    (case,) = await house.cases()
    return await house.app.store.read(
        lambda unit: list(Cases(unit.cases).events(case.id, unit.vault.key(case.conversation_id)))
    )


@pytest.mark.parametrize("code", ["21610", "30004", "30005"])
def test_what_she_missed_while_she_was_out_of_reach_comes_once_when_she_is_back(tmp_path: Path, code: str):
    async def talk(house: House) -> None:
        ann = await asked(house)
        await fails(house, ann, code)
        assert (await house.cases())[0].unreachable
        before = len(ann.heard(HOME))
        await house.later(days=3)
        await house.deliver()
        assert len(ann.heard(HOME)) == before
        back = await ann.happens(HOME, "optin")
        assert "\n".join(back).count(QUESTION) == 1
        assert (await house.cases())[0].unreachable == ""
        await ann.says(HOME, "In April")
        assert "\n".join(ann.heard(HOME)).count(QUESTION) == 2, "the one that was lost, and the one that came"

    in_house(tmp_path, talk)


def test_a_phone_that_is_off_for_days_gets_what_it_missed_when_it_writes(tmp_path: Path):
    async def talk(house: House) -> None:
        ann = await asked(house)
        for _ in range(5):
            await fails(house, ann, "30003")
            await house.later(days=1, hours=1)
            await house.deliver()
        assert (await house.cases())[0].unreachable == "unreachable"
        assert QUESTION in "\n".join(await ann.happens(HOME, "unblocked"))

    in_house(tmp_path, talk)


def test_what_a_carrier_filters_stands_in_the_case_until_she_writes(tmp_path: Path):
    async def talk(house: House) -> None:
        ann = await asked(house)
        await fails(house, ann, "30007")
        assert (await house.cases())[0].unreachable == "undelivered"
        newest = (await history(house))[-1]
        assert (newest.kind, newest.actor, newest.reason) == ("undelivered", "channel", "30007")
        await ann.says(HOME, "In April")
        assert (await house.cases())[0].unreachable == ""

    in_house(tmp_path, talk)


def test_what_a_vendor_will_not_take_stands_in_the_case_too(tmp_path: Path):
    async def talk(house: House) -> None:
        ann = await asked(house)
        await ann.says(HOME, "In April")
        ann.posts["sms"].answers.append(BadMessage("21617"))
        await house.later(minutes=1)
        await house.push("update.reviewing", date="2026-12-01")
        assert [(one.kind, one.reason) for one in await history(house)][-1] == ("undelivered", "21617")
        assert (await house.cases())[0].unreachable == "undelivered"

    in_house(tmp_path, talk)
