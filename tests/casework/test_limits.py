"""What the clock does to cases, on real rows: once, late rather than never, and never behind a worker's back."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import bindparam, select

from bot.casework import desk
from bot.casework.desk import Hand, Seen
from storage.cases import Cases
from storage.deadlines import Deadlines
from storage.engine import Unit
from storage.models.cases import METADATA
from storage.times import milliseconds, moment
from storage.vault import KeyDestroyed
from tests.console.conftest import Kit

NOTICE = METADATA.tables["notice"]
TOLD = select(NOTICE.c.message_id).where(NOTICE.c.conversation_id == bindparam("of")).order_by(NOTICE.c.created_at)


def tick(kit: Kit, **time: float) -> None:
    kit.clock.pass_(**time)
    kit.run(kit.app.jobs.deadlines())


def asked(kit: Kit, case_id: str, question: str = "Di mana paspor itu?") -> None:
    row = kit.row(case_id)

    def once(unit: Unit) -> None:
        hand = Hand(unit, "m" * 32, kit.clock(), kit.id, kit.console.push, kit.console.zone, kit.console.timetable)
        desk.ask(hand, Seen(case_id, row.status, row.version), question)

    kit.write(once)


def read(kit: Kit, case_id: str) -> None:
    kit.write(lambda unit: Cases(unit.cases).flag(case_id, "unread", False))


def history(kit: Kit, case_id: str) -> list[str]:
    """What the clock did, in words: a status it moved to by that status."""
    events = kit.read(lambda unit: desk.open_case(unit, case_id).events)
    return [event.now or event.kind for event in events if event.actor == "clock"]


def notices(kit: Kit, case_id: str) -> list[str]:
    """Message ids of all that she was to know, oldest first."""

    def work(unit: Unit) -> list[str]:
        case = Cases(unit.cases).get(case_id)
        assert case is not None
        return [row[0] for row in unit.cases.all(TOLD, of=case.conversation_id)]

    return kit.read(work)


class TestTheDesk:
    def test_a_report_that_nobody_looked_at_is_late_and_she_hears_it_once(self, kit: Kit) -> None:
        case_id = kit.case()
        tick(kit, days=2.9)
        assert notices(kit, case_id) == []
        tick(kit, days=0.2)
        tick(kit, hours=1)
        assert history(kit, case_id) == ["late"]
        assert notices(kit, case_id) == ["update.delay"]
        case = kit.row(case_id)
        assert case.late
        assert case.status == "received"
        assert moment(case.due_at or 0) > kit.clock() + timedelta(days=6)

    def test_as_long_as_it_is_late_she_hears_it_again_with_every_new_date(self, kit: Kit) -> None:
        case_id = kit.case()
        for _ in range(30):
            tick(kit, days=1)
        assert notices(kit, case_id) == ["update.delay"] * 4

    def test_whoever_takes_it_up_ends_the_lateness(self, kit: Kit) -> None:
        case_id = kit.case()
        tick(kit, days=4)
        asked(kit, case_id)
        assert not kit.row(case_id).late
        tick(kit, days=4)
        assert history(kit, case_id) == ["late"]

    def test_with_companies_she_is_never_without_a_word_for_more_than_a_month(self, kit: Kit) -> None:
        case_id = kit.case(status="with_companies", due_at=milliseconds(kit.clock() + timedelta(days=30)))
        for _ in range(100):
            tick(kit, days=1)
        assert notices(kit, case_id) == ["update.unchanged"] * 3
        assert kit.row(case_id).status == "with_companies"

    def test_news_within_the_month_put_the_word_that_there_is_none_off(self, kit: Kit) -> None:
        case_id = kit.case(status="with_companies", due_at=milliseconds(kit.clock() + timedelta(days=30)))
        tick(kit, days=20)
        conversation_id = kit.row(case_id).conversation_id
        kit.write(
            lambda unit: kit.console.push(
                unit, conversation_id, "update.message", {"text": "x"}, at=milliseconds(kit.clock())
            )
        )
        tick(kit, days=11)
        assert notices(kit, case_id) == ["update.message"]
        tick(kit, days=20)
        assert notices(kit, case_id) == ["update.message", "update.unchanged"]


class TestTheWorker:
    def test_a_question_is_asked_again_twice_then_the_case_sleeps_then_it_closes(self, kit: Kit) -> None:
        case_id = kit.case()
        asked(kit, case_id)
        read(kit, case_id)
        for _ in range(29):
            tick(kit, days=1)
        assert history(kit, case_id) == ["reminded", "reminded"]
        assert kit.said_to_worker(case_id) == [kit.console.intake.wording.text("update.notice", "id")] * 3
        for _ in range(2):
            tick(kit, days=1)
        assert kit.row(case_id).status == "dormant"
        for _ in range(181):
            tick(kit, days=1)
        case = kit.row(case_id)
        assert (case.status, case.outcome, case.due_at) == ("closed", "no_reply", None)
        assert notices(kit, case_id) == ["update.question", "update.dormant", "update.closed"]

    def test_her_answer_ends_all_that(self, kit: Kit) -> None:
        case_id = kit.case(discreet=False)
        asked(kit, case_id)
        kit.hear(case_id, "Di kantor")
        assert kit.row(case_id).status == "in_review"
        tick(kit, days=13)
        assert history(kit, case_id) == []

    def test_a_question_is_said_again_whole_to_whom_chose_the_full_form(self, kit: Kit) -> None:
        case_id = kit.case(discreet=False)
        asked(kit, case_id)
        tick(kit, days=5.5)
        first, second = kit.said_to_worker(case_id)
        assert first == second
        assert "Di mana paspor itu?" in first

    def test_her_days_do_not_end_while_what_she_wrote_lies_unread(self, kit: Kit) -> None:
        case_id = kit.case(status="dormant", due_at=milliseconds(kit.clock() + timedelta(days=10)))
        kit.write(lambda unit: Cases(unit.cases).flag(case_id, "unread", True))
        for _ in range(15):
            tick(kit, days=1)
        assert kit.row(case_id).status == "dormant"
        read(kit, case_id)
        for _ in range(2):
            tick(kit, days=1)
        assert kit.row(case_id).status == "closed"

    def test_whoever_withdrew_hears_no_more(self, kit: Kit) -> None:
        case_id = kit.case(status="withdrawn", due_at=milliseconds(kit.clock() + timedelta(days=30)))
        read(kit, case_id)
        for _ in range(32):
            tick(kit, days=1)
        assert (kit.row(case_id).status, kit.row(case_id).outcome) == ("closed", "withdrawn")
        assert notices(kit, case_id) == []


class TestOutages:
    def test_after_an_outage_she_is_asked_once_and_not_twice(self, kit: Kit) -> None:
        case_id = kit.case()
        asked(kit, case_id)
        read(kit, case_id)
        tick(kit)
        tick(kit, days=12)
        assert history(kit, case_id) == ["reminded"]

    def test_after_an_outage_her_days_end_a_day_later_for_what_may_still_be_on_its_way(self, kit: Kit) -> None:
        case_id = kit.case()
        asked(kit, case_id)
        read(kit, case_id)
        tick(kit)
        tick(kit, days=33)
        assert kit.row(case_id).status == "needs_info"
        tick(kit, days=1)
        assert kit.row(case_id).status == "dormant"

    def test_a_clock_that_jumped_ahead_and_was_set_right_has_ended_nothing(self, kit: Kit) -> None:
        case_id = kit.case(status="dormant", due_at=milliseconds(kit.clock() + timedelta(days=180)))
        read(kit, case_id)
        tick(kit)
        tick(kit, days=1000)
        tick(kit, days=-999)
        assert kit.row(case_id).status == "dormant"
        assert history(kit, case_id) == []

    def test_two_clocks_at_once_do_it_once(self, kit: Kit) -> None:
        case_id = kit.case()
        tick(kit)
        kit.clock.pass_(days=4)

        async def both() -> None:
            await asyncio.gather(*(kit.app.jobs.deadlines() for _ in range(8)))

        kit.run(both())
        assert notices(kit, case_id) == ["update.delay"]

    def test_one_case_that_cannot_be_handled_stops_no_other(self, kit: Kit) -> None:
        broken, sound = kit.case(), kit.case()
        tick(kit)
        conversation_id = kit.row(broken).conversation_id
        kit.write(lambda unit: unit.vault.destroy_key(conversation_id, 20500))
        with pytest.raises(KeyDestroyed):
            tick(kit, days=4)
        assert notices(kit, sound) == ["update.delay"]


def test_erased_is_forgotten(kit: Kit) -> None:
    case_id = kit.case()
    tick(kit)
    kit.write(lambda unit: Cases(unit.cases).erased(case_id, at=milliseconds(kit.clock())))
    tick(kit, days=100)
    assert kit.read(lambda unit: Deadlines(unit.cases).due(case_id, at=1 << 60)) == []


OUTAGE = range(185, 188)


@pytest.mark.parametrize("count", [40, pytest.param(500, marks=pytest.mark.slow)])
def test_a_year_of_many_cases_with_three_days_of_outage(kit: Kit, count: int) -> None:
    """Left alone they are heard of again and again: none is forgotten, none is told of twice."""
    chance = random.Random(20261122)
    begun = ["received", "in_review", "with_companies", "needs_info"]
    cases = {kit.case(status=status): status for status in chance.choices(begun, k=count)}
    for case_id in cases:
        read(kit, case_id)
    start = kit.clock()
    ticks = [start + timedelta(days=day) for day in range(1, 366) if day not in OUTAGE]
    for kit.clock.now in ticks:
        tick(kit)
    told: dict[str, set[tuple[str, ...]]] = {status: set() for status in begun}
    for case_id, status in cases.items():
        told[status].add(tuple(notices(kit, case_id)))
    late = expected(ticks, start + timedelta(days=3), kit.console.timetable.put_off)
    silent = expected(ticks, start + timedelta(days=30), kit.console.timetable.quiet_until)
    assert (late, silent) == (52, 12)
    assert told == {
        "received": {("update.delay",) * late},
        "in_review": {("update.delay",) * late},
        "with_companies": {("update.unchanged",) * silent},
        "needs_info": {("update.dormant", "update.closed")},
    }


def expected(ticks: Sequence[datetime], first: datetime, after: Callable[[datetime], datetime]) -> int:
    """How often a limit is told that is put off each time it is: at the first tick that finds it over."""
    due, count = first, 0
    for now in ticks:
        if now >= due:
            due, count = after(now), count + 1
    return count
