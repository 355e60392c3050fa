"""A worker goes on from another channel with reference and PIN (`decisions.md` 10)."""

from pathlib import Path

from channels.base import Address, Event
from tests.intake.house import ANN
from tests.intake.telegram_house import TelegramHouse, in_telegram_house


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
