"""A worker goes on from another channel with reference and PIN (`decisions.md` 10)."""

from pathlib import Path

import pytest

from channels.base import Address, Blocked, Event, Retryable
from tests.intake.house import ANN, House, in_house
from tests.intake.telegram_house import TelegramHouse, in_telegram_house
from tests.intake.traveller import Traveller

PLACES = {
    "sms": Address("sms", "+819011112222"),
    "whatsapp": Address("whatsapp", "+819033334444"),
    "line": Address("line", "U" + "a" * 32),
    "telegram": Address("telegram", "7007"),
}
PAIRS = [
    ("sms", "whatsapp", "yes"),
    ("line", "sms", "no"),
    ("telegram", "line", "yes"),
    ("whatsapp", "telegram", "no"),
]


def test_a_report_made_on_line_goes_on_on_telegram_and_news_come_there(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        await house.say("They keep my passport")
        given = {"danger_ask": "no", "where_company": "Sakura Foods", "start_language": "en"}
        await house.answer(until="contact.pin", **given)
        await house.say("4711")
        await house.hear([Event("blocked", "simulator", "", "gone", sender=Address("simulator", ANN))])
        (case,) = await house.cases()
        assert case.unreachable == "blocked"
        await house.write("HI")
        await house.until("consent.ask", start_language="en", lang_detected="yes")
        await house.write("STATUS")
        await house.write(case.reference)
        shown = await house.write("4711")
        await house.app.jobs.wipe()
        left = [bubble.text for bubble in house.phone()]
        assert case.reference not in left
        assert "4711" not in left
        assert len(shown) > 0
        assert (await house.cases())[0].unreachable == "", "she is in reach again, elsewhere"
        before = len(house.phone())
        await house.later(seconds=30)
        await house.push("update.reviewing", date="2026-12-01")
        assert len(house.phone()) == before + 1, "the news comes where she is now"
        old = len(house.screen())
        await house.later(seconds=30)
        await house.push("update.delay", date="2026-12-09")
        assert len(house.screen()) == old

    in_telegram_house(tmp_path, talk)


async def reported(house: House, old: Address, *, discreet: str) -> tuple[Traveller, str]:
    """She has told her report from `old` and set a PIN; its reference."""
    ann = Traveller(house, *PLACES)
    await ann.says(old, "They keep my passport")
    given = {"danger_ask": "no", "where_company": "Sakura Foods", "start_language": "en", "lang_detected": "yes"}
    await ann.walks(old, "contact.pin", contact_discreet=discreet, **given)
    await ann.says(old, "4711")
    (case,) = await house.cases()
    return ann, case.reference


async def proves(ann: Traveller, new: Address, reference: str) -> list[str]:
    await ann.says(new, "HI")
    await ann.walks(new, "consent.ask", start_language="en", lang_detected="yes")
    await ann.says(new, "STATUS")
    await ann.says(new, reference)
    return await ann.says(new, "4711")


@pytest.mark.parametrize(("old", "new", "discreet"), PAIRS)
def test_news_kept_for_her_old_address_reaches_her_at_the_new_one_once(
    tmp_path: Path, old: str, new: str, discreet: str
):
    async def talk(house: House) -> None:
        ann, reference = await reported(house, PLACES[old], discreet=discreet)
        await ann.happens(PLACES[old], "blocked")
        await house.push("update.delay", date="2026-12-09")
        await house.push("update.question", question="Which month was it?")
        at_old = ann.heard(PLACES[old])
        shown = await proves(ann, PLACES[new], reference)
        wording = house.app.intake.wording
        assert shown[-1].startswith(wording.text("update.notice", "en").split(".")[0]), "and no question of a newcomer"
        await ann.walks(PLACES[new], "update.question", update_notice="read", pin_ask="4711")
        assert "Which month was it?" in ann.heard(PLACES[new])[-1]
        await ann.says(PLACES[new], "In April")
        await house.later(days=40)
        await house.deliver()
        heard = "\n".join(ann.heard(PLACES[new]))
        assert (heard.count("Which month was it?"), heard.count("Dec 9")) == (1, 1)
        await ann.happens(PLACES[old], "unblocked")
        assert not any("Which month" in text for text in ann.heard(PLACES[old])[len(at_old) :])
        assert (await house.cases())[0].unread

    in_house(tmp_path, talk)


def test_a_question_that_she_had_not_answered_is_asked_again_at_the_new_address(tmp_path: Path):
    async def talk(house: House) -> None:
        old, new = PLACES["telegram"], PLACES["line"]
        ann, reference = await reported(house, old, discreet="yes")
        await house.push("update.question", question="Which month was it?")
        await ann.walks(old, "pin.ask", update_notice="read")
        await ann.says(old, "4711")
        await ann.walks(old, "update.question", update_notice="read", pin_ask="4711")
        await proves(ann, new, reference)
        await ann.walks(new, "update.question", update_notice="read", pin_ask="4711")
        assert "Which month was it?" in ann.heard(new)[-1]

    in_house(tmp_path, talk)


@pytest.mark.parametrize("error", [Blocked("403"), Retryable("503")])
def test_news_that_was_being_sent_to_the_old_address_is_not_repeated_there(tmp_path: Path, error: Exception):
    async def talk(house: House) -> None:
        old, new = PLACES["telegram"], PLACES["sms"]
        ann, reference = await reported(house, old, discreet="no")
        ann.posts["telegram"].answers.append(Retryable("503"))
        await house.later(minutes=5)
        await house.push("update.question", question="Which month was it?")
        await proves(ann, new, reference)
        ann.posts["telegram"].answers.extend([error] * 9)
        tried = len(ann.posts["telegram"].tried)
        await house.later(days=2)
        await house.deliver()
        assert len(ann.posts["telegram"].tried) == tried
        await ann.walks(new, "update.question", update_notice="read", pin_ask="4711")
        assert "Which month was it?" in ann.heard(new)[-1]

    in_house(tmp_path, talk)
