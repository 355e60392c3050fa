"""A thread for each company of a case: opened once, moved by whoever has the turn, never seen under her reference."""

from dataclasses import replace

import pytest

from bot.casework import desk, threads
from bot.casework.desk import Hand, MovedMeanwhile, NoSuchCase, NotAllowed
from bot.casework.lifecycle import Actor
from storage.companies import Companies, Company
from storage.times import milliseconds, moment
from tests.console.conftest import Kit

SAKURA = Company("a" * 32, "member", "Sakura Foods")
LATER = "2" * 32


def hand(kit: Kit, unit, actor: Actor = Actor.DESK) -> Hand:
    console = kit.console
    return Hand(unit, "m" * 32, kit.clock(), kit.id, console.push, console.zone, console.timetable, actor=actor)


def opened(kit: Kit, case_id: str):
    def work(unit):
        if Companies(unit.cases).get(SAKURA.id) is None:
            Companies(unit.cases).add(SAKURA)
        return threads.open_thread(hand(kit, unit), desk.find(unit, case_id), SAKURA.id)

    return kit.write(work)


def test_a_thread_is_opened_once_with_a_key_and_a_number_that_is_not_hers(kit: Kit) -> None:
    case_id = kit.case(status="in_review")
    thread = opened(kit, case_id)
    assert opened(kit, case_id) == thread
    assert thread.status == "in_review"
    assert thread.due_at is not None
    assert set(thread.number) <= set(threads.LETTERS)
    assert kit.row(case_id).reference not in thread.number
    assert kit.read(lambda unit: unit.vault.key(thread.id)).id == thread.id
    lines = kit.read(lambda unit: desk.open_case(unit, case_id).events)
    assert [(one.kind, one.now, one.reason) for one in lines if one.kind == "thread"] == [
        ("thread", "in_review", "Sakura Foods")
    ]


def test_numbers_are_letters_of_every_place(kit: Kit) -> None:
    assert threads.number(0) == "BBBBBBBB"
    assert threads.number(20**8 - 1) == "ZZZZZZZZ"
    assert threads.number(1) != threads.number(20)


def test_two_that_move_one_thread_do_not_move_it_twice(kit: Kit) -> None:
    thread = opened(kit, kit.case(status="with_companies"))
    kit.write(lambda unit: threads.step(hand(kit, unit), thread, "consent_wait", tells=False))
    with pytest.raises(MovedMeanwhile):
        kit.write(lambda unit: threads.step(hand(kit, unit), thread, "consent_wait", tells=False))


@pytest.mark.parametrize("actor", [Actor.DESK, Actor.COMPANY, Actor.CLOCK])
def test_only_she_agrees(kit: Kit, actor: Actor) -> None:
    thread = replace(opened(kit, kit.case(status="with_companies")), status="consent_wait")
    with pytest.raises(NotAllowed):
        kit.write(lambda unit: threads.step(hand(kit, unit, actor), thread, "accepted"))


def test_what_she_is_told_has_the_date_of_the_thread(kit: Kit) -> None:
    case_id = kit.case(status="with_companies", discreet=False)
    thread = opened(kit, case_id)

    def work(unit):
        desk_hand = hand(kit, unit)
        one = threads.step(desk_hand, thread, "consent_wait", tells=False)
        one = threads.step(hand(kit, unit, Actor.WORKER), one, "accepted")
        return threads.step(desk_hand, one, "notified")

    notified = kit.write(work)
    (told,) = kit.said_to_worker(case_id)
    assert notified.due_at is not None
    assert notified.due_at > milliseconds(kit.clock())
    day = moment(notified.due_at).astimezone(kit.console.zone).day
    assert str(day) in told


def test_what_is_not_there_is_not_there(kit: Kit) -> None:
    with pytest.raises(NoSuchCase):
        kit.read(lambda unit: threads.find(unit, LATER))
    assert not kit.read(lambda unit: threads.all_over(unit, LATER))
