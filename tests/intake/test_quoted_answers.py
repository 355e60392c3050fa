"""A number or a label under a quoted older question means what stood there: too old to answer anything newer."""

from pathlib import Path

from bot.conversation.machine import offered
from tests.intake.telegram_house import TelegramHouse, in_telegram_house
from tests.intake.whatsapp_house import ANN, WhatsAppHouse, on_whatsapp
from tests.vendors.webhooks import Webhook


async def until(house: WhatsAppHouse, step: str) -> None:
    """Answer by the first number, or 9 where nothing is offered: no content was made, so that lists are written."""
    for _ in range(30):
        state = await house.state(ANN)
        if state.step == step:
            return
        await house.say("1" if offered(house.app.intake.script, state) else "9")
    raise AssertionError(f"{step} was never asked")


async def at_the_risk(house: WhatsAppHouse) -> str:
    """Her story is told and `danger.ask` stands; the id of the message that asked whether she is safe."""
    await house.say("They keep my passport")
    await until(house, "safe.check")
    older = house.bubbles()[-1].message_id
    await until(house, "danger.ask")
    return older


def quoting(house: WhatsAppHouse, text: str, sid: str) -> Webhook:
    return house.caller.text(
        ANN, text, OriginalRepliedMessageSid=sid, OriginalRepliedMessageSender="whatsapp:+815012345678"
    )


def test_a_number_under_an_older_whatsapp_list_does_not_answer_the_question_that_stands(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        older = await at_the_risk(house)
        for text in ("1", "Yes, it is safe"):
            shown = await house.shown_after(quoting(house, text, older))
            assert (await house.state(ANN)).step == "danger.ask"
            assert shown, "the question is put again"
        newest = house.bubbles()[-1].message_id
        await house.shown_after(quoting(house, "2", newest))
        assert (await house.state(ANN)).step != "danger.ask", "under the newest list a number is an answer"

    on_whatsapp(tmp_path, talk)


def test_words_under_an_older_message_and_numbers_under_unknown_ones_are_read_as_ever(tmp_path: Path) -> None:
    async def talk(house: WhatsAppHouse) -> None:
        await at_the_risk(house)
        await house.shown_after(quoting(house, "2", "SM" + "0" * 32))
        assert (await house.state(ANN)).step == "where.company"
        older = house.bubbles()[0].message_id
        await house.shown_after(quoting(house, "Sakura Foods", older))
        assert dict((await house.state(ANN)).answers)["where.company"] == "Sakura Foods"

    on_whatsapp(tmp_path, talk)


def test_on_telegram_two_people_may_have_messages_of_one_number(tmp_path: Path) -> None:
    """They are unique within a chat only: what is quoted or deleted is hers, never another's."""

    async def talk(house: TelegramHouse) -> None:
        house.telegram._last = 100
        await house.write("HI", "5001")
        shown = house.phone("5001")[-1].message_id
        house.telegram._last = 100
        await house.write("HI", "5002")
        assert house.phone("5002")[-1].message_id == shown
        await house.write("HIDE", "5002")
        await house.app.jobs.wipe()
        assert len(house.phone("5002")) == 1, "all of hers went, though another has the same numbers"
        assert house.phone("5001")[-1].message_id == shown

    in_telegram_house(tmp_path, talk)
