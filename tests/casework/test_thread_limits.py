"""What the clock does to threads: each party's turn has a date, and she hears when it is missed."""

from datetime import timedelta

import pytest

from bot.casework import collective, desk, threads
from bot.casework.lifecycle import Actor
from storage.cases import Cases
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.times import milliseconds, moment
from tests.casework.test_limits import history, notices, read, tick
from tests.casework.test_threads import hand, opened
from tests.console.conftest import Kit

WAY = {
    "consent_wait": Actor.DESK,
    "accepted": Actor.WORKER,
    "notified": Actor.DESK,
    "assessing": Actor.COMPANY,
    "dialogue": Actor.COMPANY,
    "closing_proposed": Actor.DESK,
}


def at(kit: Kit, status: str, **case: object) -> Thread:
    """A thread on its way as far as `status`."""
    case_id = kit.case(status="with_companies", due_at=milliseconds(kit.clock() + timedelta(days=300)), **case)
    read(kit, case_id)
    thread = opened(kit, case_id)

    def work(unit: Unit) -> Thread:
        one = thread
        for to, actor in WAY.items():
            if one.status == status:
                break
            one = threads.step(hand(kit, unit, actor), one, to, tells=False)
            if to == "notified":
                Disclosures(unit.cases).change(one.id, "notified_at", milliseconds(kit.clock()))
        return threads.find(unit, one.id)

    return kit.write(work)


def now(kit: Kit, thread: Thread) -> Thread:
    return kit.read(lambda unit: threads.find(unit, thread.id))


def test_a_company_that_does_not_answer_is_late_and_then_the_desk_takes_it_up(kit: Kit) -> None:
    thread = at(kit, "notified")
    tick(kit, days=13.9)
    assert notices(kit, thread.case_id) == []
    tick(kit, days=1.2)
    late = now(kit, thread)
    assert (late.status, late.late) == ("notified", True)
    assert moment(late.due_at or 0) > kit.clock() + timedelta(days=6)
    assert notices(kit, thread.case_id)[0] in ("update.company_late", "update.safety")
    tick(kit, days=9)
    assert now(kit, thread).status == "escalated"
    told = [one for one in notices(kit, thread.case_id) if one != "update.safety"]
    assert told == ["update.company_late", "update.escalated"]
    assert history(kit, thread.case_id).count("notified") == 0


@pytest.mark.parametrize(("status", "days"), [("accepted", 3.5), ("dialogue", 33), ("in_review", 16.5)])
def test_where_the_desk_has_the_turn_she_hears_of_its_delay(kit: Kit, status: str, days: float) -> None:
    thread = at(kit, status)
    tick(kit, days=days)
    assert [one for one in notices(kit, thread.case_id) if one != "update.safety"] == ["update.delay"]
    assert now(kit, thread).late
    assert now(kit, thread).status == status


def test_without_her_answer_nothing_is_told_and_her_case_is_kept_private(kit: Kit) -> None:
    thread = at(kit, "consent_wait")
    for _ in range(23):
        tick(kit, days=1)
    assert now(kit, thread).status == "kept_private"
    case = kit.row(thread.case_id)
    assert case.status == "kept_private"
    assert notices(kit, thread.case_id)[-1] == "update.kept_private"
    assert now(kit, thread).notified_at is None


def test_an_outage_does_not_end_her_days_at_once(kit: Kit) -> None:
    thread = at(kit, "consent_wait")
    tick(kit, days=40)
    assert now(kit, thread).status == "consent_wait"
    tick(kit, days=1.1)
    assert now(kit, thread).status == "kept_private"


@pytest.mark.parametrize("why", ["unread", "retaliation"])
def test_nothing_of_hers_ends_while_she_may_be_in_trouble_or_unheard(kit: Kit, why: str) -> None:
    thread = at(kit, "consent_wait")
    kit.write(lambda unit: Cases(unit.cases).flag(thread.case_id, why, True))
    for _ in range(25):
        tick(kit, days=1)
    assert now(kit, thread).status == "consent_wait"
    kit.write(lambda unit: Cases(unit.cases).flag(thread.case_id, why, False))
    tick(kit, days=1.1)
    assert now(kit, thread).status == "kept_private"


def test_she_is_asked_how_she_is_though_the_thread_moves_on(kit: Kit) -> None:
    thread = at(kit, "assessing")
    for day in range(95):
        tick(kit, days=1)
        if day == 20:
            as_is = now(kit, thread)
            kit.write(lambda unit, as_is=as_is: threads.step(hand(kit, unit), as_is, "dialogue", tells=False))
    assert notices(kit, thread.case_id).count("update.safety") == 3
    assert now(kit, thread).checks == 3


def test_what_is_due_for_two_threads_of_one_case_is_done_for_both(kit: Kit) -> None:
    thread = at(kit, "notified")

    def another(unit: Unit) -> Thread:
        case = desk.find(unit, thread.case_id)
        return threads.open_thread(hand(kit, unit), case, "b" * 32)

    other = kit.write(another)
    tick(kit, days=17)
    assert now(kit, thread).late
    assert now(kit, other).late


def test_the_ticks_are_done_once(kit: Kit) -> None:
    thread = at(kit, "notified")
    tick(kit, days=15)
    before = notices(kit, thread.case_id)
    tick(kit, minutes=1)
    tick(kit, minutes=1)
    assert notices(kit, thread.case_id) == before


def test_all_who_share_a_report_hear_of_its_company_and_are_asked_how_they_are(kit: Kit) -> None:
    thread = at(kit, "notified")
    joiner = kit.case(status="in_review")
    kit.write(lambda unit: collective.bring_together(hand(kit, unit), joiner, thread.case_id))
    tick(kit, days=14.5)
    tick(kit, days=1)
    assert sorted(notices(kit, thread.case_id)) == ["update.company_late", "update.safety"]
    assert sorted(notices(kit, joiner)) == ["join.done", "update.company_late", "update.safety"]
