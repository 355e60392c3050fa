"""Saving what reviewers found out: what it changes in the case, and what it needs before companies hear of it."""

from dataclasses import replace

import pytest

from bot.casework import assessing, desk
from bot.casework.alerting import Alarm
from bot.casework.assessment import TREE, Answer, Assessment, Indicator
from bot.casework.desk import CaseworkError, Hand, Seen
from bot.casework.retention import erase_conversation
from storage.alerts import Alerts
from storage.assessments import GET as ROW
from storage.conversations import Due
from storage.corrections import Corrections
from storage.messages import Messages
from storage.renderings import Renderings
from storage.times import milliseconds
from tests.console.conftest import SENTENCE, Kit

BAD = {"source": SENTENCE, "lead": "", "text": "x", "level": "bad", "reasons": ["number"], "origin": "machine"}


def act(kit: Kit, work, *, on: bool = False, by: str = "m" * 32):
    def at_work(unit):
        hand = Hand(unit, by, kit.clock(), kit.id, kit.console.push, kit.console.zone, kit.console.timetable)
        return work(replace(hand, alarm=Alarm(kit.id, on=on)))

    return kit.write(at_work)


def save(kit: Kit, case_id: str, after: Assessment, seen: int, *, on: bool = False) -> None:
    act(kit, lambda hand: assessing.save(hand, case_id, after, seen=seen), on=on)


def of(kit: Kit, case_id: str) -> tuple[Assessment, int]:
    def work(unit):
        case = kit.row_of(unit, case_id)
        here, kept = assessing.of(unit, case, desk.key_of(unit, case))
        return here, kept.version if kept else 0

    return kit.read(work)


def history(kit: Kit, case_id: str) -> list[tuple[str, str, str]]:
    events = kit.read(lambda unit: desk.open_case(unit, case_id).events)
    return [(one.kind, one.was, one.now) for one in events if one.kind not in ("submitted", "moved")]


def to_companies(kit: Kit, case_id: str) -> str:
    """Why it was refused; empty where it went."""
    case = kit.row(case_id)
    seen = Seen(case.id, case.status, case.version)
    try:
        act(kit, lambda hand: desk.move(hand, seen, "with_companies"))
    except CaseworkError as error:
        return error.reason
    return ""


def test_of_two_who_saved_at_once_the_second_is_told_and_nothing_is_lost(kit: Kit) -> None:
    case_id = kit.case()
    first = Assessment({"right": Answer.YES}, note="mine")
    save(kit, case_id, first, 0)
    with pytest.raises(desk.MovedMeanwhile):
        save(kit, case_id, Assessment(), 0)
    assert of(kit, case_id) == (first, 1)
    save(kit, case_id, replace(first, note="ours"), 1)
    with pytest.raises(desk.MovedMeanwhile):
        save(kit, case_id, Assessment(), 1)
    assert of(kit, case_id)[1] == 2


def test_each_thing_it_changes_stands_in_the_history(kit: Kit) -> None:
    case_id = kit.case(category="UNK", due_at=None)
    tree = {one.id: Answer.YES for one in TREE}
    save(kit, case_id, Assessment(tree, category="CHD", kind="under_age"), 0)
    case = kit.row(case_id)
    assert (case.category, case.parallel, case.minor, case.urgent) == ("CHD", True, True, True)
    assert history(kit, case_id) == [
        ("assessed", "open", "admissible"),
        ("category", "UNK", "CHD"),
        ("parallel", "", "yes"),
        ("minor", "", "yes"),
        ("urgent", "", ""),
    ]
    assert case.due_at == milliseconds(kit.clock()) + 86_400_000, "a person looks within 24 hours"
    save(kit, case_id, Assessment(tree, category="CHD", kind="under_age"), 1)
    assert len(history(kit, case_id)) == 5, "what changes nothing is not told"


def test_several_signs_are_told_at_once_to_those_who_see_the_case(kit: Kit) -> None:
    case_id = kit.case()
    kit.invite("lead@desk.example", "lead", name="Lead")
    save(kit, case_id, Assessment(indicators=frozenset({Indicator.WAGES})), 0, on=True)
    at = milliseconds(kit.clock())
    assert kit.write(lambda unit: Alerts(unit.cases).claim(at=at, until=at + 1, most=9)) == []
    save(kit, case_id, Assessment(indicators=frozenset({Indicator.WAGES, Indicator.DEBT})), 1, on=True)
    ((alert,),) = kit.write(lambda unit: Alerts(unit.cases).claim(at=at, until=at + 1, most=9))
    assert (alert.case_id, alert.occasion) == (case_id, "urgent")
    assert ("signs", "", "escalate") in history(kit, case_id)


def test_a_case_with_a_child_stays_marked_as_danger(kit: Kit) -> None:
    case_id = kit.case()
    act(kit, lambda hand: assessing.urgent(hand, case_id, True))
    act(kit, lambda hand: assessing.urgent(hand, case_id, False))
    assert not kit.row(case_id).urgent
    save(kit, case_id, Assessment(child=True), 0)
    with pytest.raises(CaseworkError, match="minor_urgent"):
        act(kit, lambda hand: assessing.urgent(hand, case_id, False))


def test_nothing_leaves_review_before_it_is_assessed(kit: Kit) -> None:
    case_id = kit.case(status="in_review")
    assert to_companies(kit, case_id) == "not_assessed"
    kit.assess(case_id, looked=False)
    assert to_companies(kit, case_id) == "not_assessed"
    kit.assess(case_id, tree={"link": Answer.NO})
    assert to_companies(kit, case_id) == "not_admissible"
    assert kit.row(case_id).status == "in_review"
    kit.assess(case_id)
    assert to_companies(kit, case_id) == ""


def rendered(kit: Kit, case_id: str, target: str, **changes: object) -> None:
    conversation_id = kit.row(case_id).conversation_id

    def work(unit):
        key = unit.vault.key(conversation_id)
        said = Messages(unit.cases, key).of(conversation_id)[0]
        body = {"segments": [{**BAD, **changes}], "tail": "", "route": []}
        Renderings(unit.cases, key).add(
            kit.id(), conversation_id=conversation_id, message_id=said.id, text_id=said.id, target=target, body=body,
            generation=1, at=1,
        )  # fmt: skip

    kit.write(work)


def confirmed(kit: Kit, case_id: str, target: str) -> None:
    conversation_id = kit.row(case_id).conversation_id

    def work(unit):
        key = unit.vault.key(conversation_id)
        said = Messages(unit.cases, key).of(conversation_id)[0]
        Corrections(unit.cases, key).add(
            kit.id(), conversation_id=conversation_id, message_id=said.id, text_id=said.id, target=target, n=0,
            language="id", segment=SENTENCE, text="x", machine="x", member_id="m" * 32, at=2,
        )  # fmt: skip

    kit.write(work)


def test_a_sentence_that_is_probably_wrong_holds_it_back_until_a_person_confirmed_it(kit: Kit) -> None:
    case_id = kit.case(status="in_review")
    kit.assess(case_id)
    for target in ("en", "ja"):
        rendered(kit, case_id, target)
    assert to_companies(kit, case_id) == "bad_unconfirmed"
    confirmed(kit, case_id, "ja")
    assert to_companies(kit, case_id) == "", "one language of the desk is enough"


def test_a_sentence_to_be_checked_does_not_hold_it_back(kit: Kit) -> None:
    case_id = kit.case(status="in_review")
    kit.assess(case_id)
    rendered(kit, case_id, "en", level="check")
    assert to_companies(kit, case_id) == ""


def test_what_reviewers_wrote_is_sealed_and_goes_with_the_case(kit: Kit) -> None:
    case_id = kit.case()
    save(kit, case_id, Assessment(note="Sakuramochi hides it"), 0)
    conversation_id = kit.row(case_id).conversation_id
    kit.write(lambda unit: erase_conversation(unit, Due(conversation_id, "a" * 32, case_id, "all", None), at=1))
    assert kit.read(lambda unit: unit.cases.one(ROW, of=case_id)) is None
