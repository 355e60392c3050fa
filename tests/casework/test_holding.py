"""Legal holds: asked by one, agreed by another; the words stay, the contact never; what she was told is kept to."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.casework import desk, due, holding
from bot.casework.desk import Hand, MovedMeanwhile, NotAllowed
from storage import erasures, held
from storage.case_history import CaseEvent
from storage.cases import Case, Cases
from storage.conversations import Conversations
from storage.engine import Unit
from storage.messages import Messages
from storage.times import DAY_MS, milliseconds
from storage.vault import KeyDestroyed
from tests.intake.house import ANN, House, in_house
from tests.storage.conftest import Urls, urls

__all__ = ["urls"]

REASON = "A court asked us for it"
UNTIL = date(2027, 3, 31)
LEAD, OTHER = "1" * 32, "2" * 32
TERMS = due.Terms(90 * DAY_MS, 730 * DAY_MS)


def hand(house: House, unit: Unit, by: str) -> Hand:
    def silent(*_: object, **__: object) -> str:
        return ""

    return Hand(unit, by, house.now, house.app.intake.ids, silent, ZoneInfo("Asia/Tokyo"))


async def act(house: House, work: Callable[[Hand], None], by: str = LEAD) -> None:
    await house.app.store.write(lambda unit: work(hand(house, unit, by)))


async def asked(house: House, case: Case, until: date | None = UNTIL) -> str:
    await act(house, lambda h: holding.ask(h, case.id, REASON, until=until))
    found = await house.app.store.read(lambda unit: holding.holds_of(unit, case))
    return next(one.id for one in found if one.state == "asked")


async def hold(house: House, case: Case, until: date | None = UNTIL) -> None:
    hold_id = await asked(house, case, until)
    await act(house, lambda h: holding.decide(h, case.id, hold_id, agreed=True), by=OTHER)


async def delete(house: House) -> list[str]:
    await house.say("DELETE")
    return await house.press("delete.ask:all")


async def words(house: House, case: Case) -> list[str]:
    def work(unit: Unit) -> list[str]:
        said = Messages(unit.cases, unit.vault.key(case.conversation_id)).of(case.conversation_id)
        return [one.body["text"] for one in said if one.author == "worker"]

    return await house.app.store.read(work)


def test_she_is_told_why_the_text_stays_and_it_goes_by_itself_when_the_hold_is_over(tmp_path: Path, urls: Urls) -> None:
    async def talk(house: House) -> None:
        case = await house.report(first="They keep my passport", name_ask="Ann")
        await house.app.store.write(lambda unit: unit.vault.set_name(case.conversation_id, "Ann Planted"))
        await hold(house, case)
        told = await delete(house)
        assert any("Mar 31" in text and REASON in text for text in told), told
        await house.app.jobs.erase()
        assert await house.thread() is None  # her contact
        assert await house.app.store.read(lambda unit: unit.vault.name(case.conversation_id)) is None
        assert await house.app.store.read(lambda unit: Conversations(unit.cases).pin(case.conversation_id)) is None
        assert "They keep my passport" in await words(house, case)
        for _ in range(2):
            await house.app.jobs.erase()
            await house.app.jobs.expire_cases()
        assert "They keep my passport" in await words(house, case)
        house.now += timedelta(days=200)  # past the last day
        await house.app.jobs.erase()
        with pytest.raises(KeyDestroyed):
            await words(house, case)
        assert [one.status for one in await house.cases()] == ["withdrawn"]
        (receipt,) = await house.app.store.read(erasures.receipts)
        assert (receipt.why, receipt.verified) == ("worker", True)
        assert await house.app.store.read(lambda unit: dict(held.of(unit.vault.connection))) == {}

    in_house(tmp_path, talk, urls=urls)


def test_retention_keeps_the_words_under_a_hold_but_not_the_contact(tmp_path: Path, urls: Urls) -> None:
    async def talk(house: House) -> None:
        case = await house.report()
        await close(house, case)
        house.now += timedelta(days=700)
        await hold(house, case, house.now.date() + timedelta(days=300))
        house.now += timedelta(days=100)
        at = milliseconds(house.now)
        counted = await house.app.store.read(lambda unit: due.counts(unit, TERMS, at=at))
        assert (counted["contacts"], counted["cases"], counted["held"]) == (1, 0, 1)
        await house.app.jobs.expire_cases()
        assert await house.thread() is None
        assert await words(house, case)
        house.now += timedelta(days=201)
        await house.app.jobs.expire_cases()
        with pytest.raises(KeyDestroyed):
            await words(house, case)

    in_house(tmp_path, talk, urls=urls)


async def close(house: House, case: Case) -> None:
    def work(unit: Unit) -> bool:
        at = milliseconds(house.now)
        return Cases(unit.cases).move(
            case.id, was=case.status, version=case.version, to="closed", at=at, due_at=None, outcome="remedied"
        )

    assert await house.app.store.write(work)


def test_one_asks_and_another_agrees_and_nothing_holds_before(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        case = await house.report()
        with pytest.raises(NotAllowed, match="hold_none"):
            await asked(house, case, None)
        for day in (house.now.date() - timedelta(days=1), house.now.date() + timedelta(days=331)):
            with pytest.raises(NotAllowed, match="hold_date"):
                await asked(house, case, day)
        with pytest.raises(NotAllowed, match="hold_reason"):
            await act(house, lambda h: holding.ask(h, case.id, "x" * 161, until=UNTIL))
        first = await asked(house, case)
        with pytest.raises(NotAllowed, match="hold_waits"):
            await asked(house, case)
        with pytest.raises(NotAllowed, match="hold_same"):
            await act(house, lambda h: holding.decide(h, case.id, first, agreed=True))
        assert (await house.cases())[0].hold_until is None
        await act(house, lambda h: holding.decide(h, case.id, first, agreed=False), by=OTHER)
        with pytest.raises(MovedMeanwhile):
            await act(house, lambda h: holding.decide(h, case.id, first, agreed=True), by=OTHER)
        await hold(house, case)
        assert (await house.cases())[0].held(milliseconds(house.now))
        await hold(house, case, None)
        assert (await house.cases())[0].hold_until is None
        kinds = [one.kind for one in await history(house, case)]
        assert kinds[-6:] == ["hold_asked", "hold_refused", "hold_asked", "hold_set", "hold_asked", "hold_lifted"]

    in_house(tmp_path, talk)


async def history(house: House, case: Case) -> Sequence[CaseEvent]:
    return (await house.app.store.read(lambda unit: desk.open_case(unit, case.id))).events


def test_no_promise_to_her_is_broken_by_a_later_hold(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        case = await house.report()
        first = await asked(house, case)
        await delete(house)  # nothing holds yet: she is told that all of it goes
        with pytest.raises(NotAllowed, match="hold_too_late"):
            await act(house, lambda h: holding.decide(h, case.id, first, agreed=True), by=OTHER)
        await house.app.jobs.erase()
        with pytest.raises(KeyDestroyed):
            await words(house, case)
        second = await house.report(phone="line:Bo")
        await hold(house, second)
        await house.say("DELETE", phone="line:Bo")
        await house.press("delete.ask:all", phone="line:Bo")
        await house.app.jobs.erase()
        with pytest.raises(NotAllowed, match="hold_told"):
            await asked(house, second, UNTIL + timedelta(days=1))
        await hold(house, second, UNTIL - timedelta(days=10))  # sooner may be
        await hold(house, second, None)
        await house.app.jobs.erase()
        with pytest.raises(KeyDestroyed):
            await words(house, second)

    in_house(tmp_path, talk)


def test_a_hold_of_one_report_keeps_none_of_her_others_and_no_contact(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        first = await house.report(first="They keep my passport")
        await house.say("MENU")
        await house.press("menu.main:new")
        await hold(house, first)
        await delete(house)
        await house.app.jobs.erase()
        assert await house.app.store.read(lambda unit: unit.vault.find("simulator", ANN)) is None
        assert await words(house, first)

    in_house(tmp_path, talk)
