"""Whoever ended a report does not decide about it again when it was opened again, as long as somebody else can."""

import pytest

from bot.casework import desk, second_look
from bot.casework.desk import Hand, NotAllowed, Seen
from bot.casework.lifecycle import Actor
from storage.members import Members
from tests.console.conftest import Kit

DECLINED = {"reason": "because"}


def member(kit: Kit, name: str) -> str:
    kit.invite(f"{name}@desk.example", name=name)
    return next(one.id for one in kit.read(lambda unit: Members(unit.cases).all()) if one.name == name)


def move(kit: Kit, case_id: str, to: str, by: str, actor: Actor = Actor.DESK) -> None:
    console, case = kit.console, kit.row(case_id)

    def work(unit):
        hand = Hand(unit, by, kit.clock(), kit.id, console.push, console.zone, console.timetable, actor=actor)
        desk.move(hand, Seen(case_id, case.status, case.version), to, said=DECLINED)

    kit.write(work)


def test_whoever_declined_it_cannot_decline_it_again_but_another_can(kit: Kit) -> None:
    first, second = member(kit, "Sato"), member(kit, "Mori")
    case_id = kit.case(status="in_review")
    move(kit, case_id, "out_of_scope", first)
    move(kit, case_id, "in_review", "worker", Actor.WORKER)
    assert kit.row(case_id).reopened == 1
    with pytest.raises(NotAllowed, match=second_look.ANOTHER):
        move(kit, case_id, "out_of_scope", first)
    move(kit, case_id, "out_of_scope", second)
    move(kit, case_id, "in_review", "worker", Actor.WORKER)
    assert kit.row(case_id).reopened == 2
    move(kit, case_id, "out_of_scope", first)  # now both have decided: nobody else is left


def test_a_report_that_never_ended_is_anybodys(kit: Kit) -> None:
    first = member(kit, "Sato")
    case_id = kit.case(status="in_review")
    move(kit, case_id, "out_of_scope", first)
    assert kit.row(case_id).reopened == 0
