"""A whole report over WhatsApp, through signed calls and Twilio's stand-in, on both databases; and 30 hours later."""

from pathlib import Path
from urllib.parse import urlencode

import pytest

from storage.outbox import Outbox
from tests.intake.whatsapp_house import ANN, WhatsAppHouse, on_whatsapp
from tests.storage.conftest import Urls
from tests.vendors.phone import Button

NEUTRAL = "You have a message. When you are alone, send 1 to read it."
QUESTION = "Which month was it?"


def test_a_report_is_told_by_buttons_and_its_news_are_read_30_hours_later(tmp_path: Path, urls: Urls) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await house.set_up()
        case = await house.report()
        assert {"consent.ask:yes", "danger.ask:no", "review.ask:yes"} <= set(house.pressed)
        assert any(case.reference[:4] in bubble.text for bubble in house.bubbles())
        await house.later(hours=30)
        await house.push("update.question", question=QUESTION)
        (notice,) = house.bubbles()[-1:]
        assert (notice.text, notice.buttons) == (NEUTRAL, (Button("update.notice:read", "Read"),))
        assert QUESTION not in str(house.twilio.messages)
        shown = await house.press("update.notice:read")
        assert any(QUESTION in text for text in shown)
        await house.say("In April")
        assert [said.body["text"] for said in await house.said() if said.author == "worker"][-1] == "In April"

    on_whatsapp(tmp_path, talk, urls)


def test_what_is_said_in_full_waits_behind_the_template_and_comes_when_she_presses(tmp_path: Path, urls: Urls) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await house.set_up()
        await house.report(contact_discreet="no")
        await house.later(hours=30)
        await house.push("update.message", text="We have called the office")
        assert house.bubbles()[-1].text == NEUTRAL
        assert (await house.recipient()).window_wait == "told"
        await house.push("update.question", question=QUESTION)
        assert [bubble.text for bubble in house.bubbles()].count(NEUTRAL) == 1, "she is asked once"
        shown = await house.press("update.notice:read")
        assert "We have called the office" in shown[0]
        assert QUESTION in shown[-1]
        assert (await house.recipient()).window_wait == ""
        assert [row[2] for row in await troubled(house)] == []

    on_whatsapp(tmp_path, talk, urls)


def test_writing_instead_of_pressing_brings_what_waited_before_the_answer(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await house.set_up()
        await house.report(contact_discreet="no")
        await house.later(hours=30)
        await house.push("update.question", question=QUESTION)
        shown = await house.say("MENU")
        assert QUESTION in shown[0]
        assert len(shown) > 1

    on_whatsapp(tmp_path, talk)


def test_without_an_approved_template_it_waits_and_the_desk_sees_it(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        report = await house.set_up(approve=False)
        assert {one.status for one in report.approvals.values()} == {"received"}
        await house.report()
        seen = len(house.bubbles())
        await house.later(hours=30)
        await house.push("update.question", question=QUESTION)
        assert len(house.bubbles()) == seen
        assert (await house.recipient()).window_wait == "mute"
        assert [row[2] for row in await troubled(house)] == ["waits"]
        await house.set_up()
        await house.later(hours=2)
        await house.app.jobs.look_again()
        await house.deliver()
        assert house.bubbles()[-1].text == NEUTRAL

    on_whatsapp(tmp_path, talk)


def test_after_60_days_the_template_is_no_proof_of_who_she_is(tmp_path: Path) -> None:
    """Numbers are given to new people: what waited is not shown to whoever presses the button."""

    async def talk(house: WhatsAppHouse) -> None:
        await house.set_up()
        await house.report(contact_discreet="no")
        await house.later(days=2)
        await house.push("update.question", question=QUESTION)
        await house.later(days=61)
        shown = await house.press("update.notice:read")
        assert shown
        assert not any(QUESTION in text for text in shown)

    on_whatsapp(tmp_path, talk)


def test_a_refusal_that_comes_as_a_status_sends_the_template_and_then_the_text(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await house.set_up()
        await house.report(contact_discreet="no")
        await house.later(hours=1)
        await house.push("update.question", question=QUESTION)
        refused = house.bubbles()[-1]
        assert QUESTION in refused.text
        fate = {"MessageSid": refused.message_id, "MessageStatus": "undelivered", "ErrorCode": "63016"}
        fate |= {"From": f"whatsapp:{house.twilio.number}", "To": f"whatsapp:{ANN}"}
        assert await house.call(house.status.raw(urlencode(fate).encode())) == 200
        assert house.bubbles()[-1].text == NEUTRAL
        shown = await house.press("update.notice:read")
        assert QUESTION in shown[0]

    on_whatsapp(tmp_path, talk)


def test_before_anything_is_set_up_every_question_is_a_numbered_list(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await house.say("They keep my passport")
        assert house.buttons() == ()
        assert "1. " in house.bubbles()[-1].text

    on_whatsapp(tmp_path, talk)


def test_buttons_that_twilio_lost_become_a_list(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await house.set_up()
        house.twilio.contents.made.clear()
        await house.say("They keep my passport")
        assert house.buttons() == ()
        assert "1. " in house.bubbles()[-1].text

    on_whatsapp(tmp_path, talk)


def test_a_number_and_an_id_without_one_are_one_person(tmp_path: Path, urls: Urls) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await house.shown_after(house.caller.text(ANN, "They keep my passport", ExternalUserId="JP.2080000000000001"))
        before = (await house.recipient()).conversation_id
        hidden = "JP.2080000000000001"
        await house.shown_after(house.caller.text(hidden, "HI", ExternalUserId=hidden), hidden)
        assert (await house.recipient(hidden)).conversation_id == before
        assert house.bubbles(hidden), "she is answered where she wrote from"

    on_whatsapp(tmp_path, talk, urls)


def test_her_country_is_known_by_her_number_and_by_her_id(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        for address, country in ((ANN, "JP"), ("VN.2080000000000001", "VN"), ("+849012345678", "VN")):
            await house.say("They keep my passport", phone=address)
            assert (await house.recipient(address)).country == country

    on_whatsapp(tmp_path, talk)


def test_no_name_number_or_id_of_hers_stands_in_the_databases(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        more = {"ExternalUserId": "JP.2080000000000001", "ParentExternalUserId": "JP.ENT.9000000001"}
        await house.shown_after(house.caller.text(ANN, "They keep my passport", ProfileUsername="thiri_88", **more))

    on_whatsapp(tmp_path, talk)
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*.db*"))
    assert len(stored) > 10_000
    for planted in ("819012345678", "2080000000000001", "9000000001", "thiri_88", "Name of a person", "passport"):
        assert planted.encode() not in stored


@pytest.mark.parametrize(("one", "other"), [("+5541988887777", "+554188887777"), ("+5215512345678", "+525512345678")])
def test_two_spellings_of_a_number_are_one_person(tmp_path: Path, one: str, other: str) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await house.say("They keep my passport", phone=one)
        await house.say("HI", phone=other)
        assert (await house.recipient(one)).conversation_id == (await house.recipient(other)).conversation_id

    on_whatsapp(tmp_path, talk)


def test_who_opts_out_hears_nothing_until_she_opts_in(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await house.set_up()
        await house.report()
        seen = len(house.bubbles())
        await house.shown_after(house.caller.text(ANN, "やめて", OptOutType="STOP"))
        assert (await house.recipient()).stopped == "opted_out"
        await house.later(hours=30)
        await house.push("update.question", question=QUESTION)
        assert len(house.bubbles()) == seen
        await house.shown_after(house.caller.text(ANN, "START", OptOutType="START"))
        assert len(house.bubbles()) > seen

    on_whatsapp(tmp_path, talk)


async def troubled(house: WhatsAppHouse) -> list[tuple[str, str, str, int, str, int]]:
    return await house.app.store.read(lambda unit: list(Outbox(unit.cases).troubled()))
