"""Discreet mode whole, in every language, with her own digits and words: notice, PIN, HIDE, sixty days, silence.

Looked at is what her phone showed, not what we meant to send.
"""

from pathlib import Path

import pytest

from bot.intake.locale_table import LOCALES
from bot.intake.reserved import load_words
from bot.intake.wording import Wording
from tests.intake.house import House, in_house
from tests.intake.test_answers_in_every_language import ZEROS, digits_of

WORDING = Wording.load(strict=True)
PHONE, PIN, SECRET = "line:Ann", "4821", "The company says it paid"


async def begins(house: House, tag: str) -> None:
    """She asks for the list, names her language, and tells the least there is to tell; then a PIN in her digits."""
    await says(house, "L", WORDING.autonym(tag))
    assert (await house.state(PHONE)).language == tag
    answers = {"danger_ask": "no", "where_company": "Sakura", "extra_ask": "on", "what_ask": "Sakura keeps my passport"}
    await house.answer(PHONE, until="contact.pin", **answers)
    await says(house, digits_of(tag, PIN))
    assert (await house.state(PHONE)).pin


def words(tag: str, meaning: str) -> str:
    return load_words(LOCALES, WORDING.languages[tag])[meaning][0]


async def says(house: House, *typed: str) -> list[str]:
    """What her phone shows, without the marks that keep Latin letters in place among Urdu ones."""
    shown = await house.say(*typed, phone=PHONE)
    return [text.replace("\u2068", "").replace("\u2069", "") for text in shown]


async def seen(house: House, after: int) -> str:
    return "\n".join(bubble.text for bubble in house.simulator.messages(PHONE, after) if not bubble.mine)


@pytest.mark.parametrize("tag", WORDING.languages)
def test_whoever_holds_the_phone_reads_nothing_without_the_pin(tag: str, tmp_path: Path) -> None:
    def text(message_id: str) -> str:
        return WORDING.text(message_id, tag)

    async def talk(house: House) -> None:
        await begins(house, tag)
        reference = (await house.cases())[0].reference
        number = f"{reference[:4]}-{reference[4:]}"
        quiet = [SECRET, reference, number, "Sakura"]

        # News is announced and not told; the number that opens it asks for the PIN, in her own digits.
        last = house.screen(PHONE)[-1].number
        await house.push("update.message", text=SECRET)
        assert await seen(house, last) == text("update.notice")
        asked = await says(house, digits_of(tag, "1"))
        assert asked == [text("pin.ask")]
        assert SECRET in "\n".join(await says(house, digits_of(tag, PIN)))

        # HIDE in her word: the cover, then nothing, then the PIN; what was said before is not said again.
        await says(house, words(tag, "menu"), digits_of(tag, PIN))
        assert await says(house, words(tag, "hide")) == [text("hide.done")]
        last = house.screen(PHONE)[-1].number
        await house.push("update.message", text=SECRET)
        assert await seen(house, last) == ""
        assert await says(house, words(tag, "hi")) == [text("pin.ask")]
        back = "\n".join(await says(house, digits_of(tag, PIN)))
        assert not [word for word in quiet if word in back]

        # After sixty days the number may be somebody else's.
        await house.later(days=61)
        shown = await says(house, words(tag, "status"))
        assert shown == [text("pin.ask")]
        wrong = "\n".join(await says(house, digits_of(tag, "1111")))
        assert not [word for word in quiet if word in wrong]

        # Her word for silence: confirmed once, and then none.
        assert await says(house, words(tag, "opt_out")) == [text("pause.done")]
        assert (await house.recipient(PHONE)).stopped == "opted_out"

    in_house(tmp_path, talk)


@pytest.mark.parametrize("tag", {zero: tag for tag, zero in ZEROS.items()}.values())
def test_her_reference_in_her_own_digits_opens_her_report_at_a_number_that_may_be_new(tag: str, tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await says(house, "L", WORDING.autonym(tag))
        assert (await says(house, "zzz"))[0] == WORDING.text("err.choice", tag)
        await says(house, "qqqq")
        assert (await house.state(PHONE)).step == "human.ask", "after two answers that nobody can read, a person"
        await says(house, digits_of(tag, "1"))
        await house.answer(PHONE, until="extra.ask", danger_ask="no", what_ask="Sakura keeps my passport")
        await says(house, "9")
        reference = (await house.cases())[0].reference
        await house.later(days=61)
        shown = "\n".join(await says(house, words(tag, "status")))
        assert reference[:4] not in shown
        typed = digits_of(tag, f"{reference[:4]}") + "-" + digits_of(tag, reference[4:])
        assert f"{reference[:4]}-{reference[4:]}" in "\n".join(await says(house, typed))

    in_house(tmp_path, talk)
