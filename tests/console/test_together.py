"""The page on which reports are worked on together: only what this member may see, and no text of anybody."""

import pytest

from bot.casework import collective, desk
from bot.casework.lifecycle import Actor
from storage.cases import Cases
from tests.casework.test_threads import hand
from tests.console.conftest import SENTENCE, Kit, words_of


def together(kit: Kit, case_id: str) -> str:
    answer = kit.get(f"/desk/cases/{case_id}/together")
    assert answer.status_code == 200
    assert SENTENCE not in answer.text
    return words_of(answer)


def wishes(kit: Kit, case_id: str, shared_id: str) -> None:
    kit.write(lambda unit: collective.ask_to_join(hand(kit, unit, Actor.WORKER), desk.find(unit, case_id), shared_id))


def number(kit: Kit, case_id: str) -> str:
    reference = kit.row(case_id).reference
    return f"{reference[:4]}-{reference[4:]}"


@pytest.mark.parametrize(("act", "status", "told"), [("accept", "joined", 1), ("decline", "received", 0)])
def test_a_member_decides_about_whoever_asks(kit: Kit, act: str, status: str, told: int) -> None:
    kit.sign_in()
    shared, hers = kit.case(status="in_review"), kit.case()
    wishes(kit, hers, shared)
    assert number(kit, hers) in together(kit, shared)
    assert kit.post(f"/desk/cases/{shared}/together/{hers}/{act}").status_code == 303
    assert kit.row(hers).status == status
    assert ("In it Nobody yet" not in together(kit, shared)) == bool(told)
    assert kit.post(f"/desk/cases/{shared}/together/{hers}/{act}").status_code in (404, 409)


def test_a_report_is_brought_in_by_its_number_and_taken_out_again(kit: Kit) -> None:
    kit.sign_in()
    shared, hers = kit.case(status="in_review"), kit.case(status="in_review")
    path = f"/desk/cases/{shared}/together"
    assert kit.post(f"{path}/bring", {"reference": number(kit, hers)}).status_code == 303
    assert kit.row(hers).status == "joined"
    assert "a company is told no number" in together(kit, shared).lower()
    assert number(kit, shared) in together(kit, hers)
    assert kit.post(f"{path}/{hers}/part").status_code == 303
    assert kit.row(hers).status == "in_review"


@pytest.mark.parametrize("reference", ["", "0000-0000", "<script>", "9" * 39])
def test_a_number_that_is_none_changes_nothing(kit: Kit, reference: str) -> None:
    kit.sign_in()
    shared = kit.case(status="in_review")
    answer = kit.post(f"/desk/cases/{shared}/together/bring", {"reference": reference})
    assert answer.status_code == 409
    assert "<script>" not in answer.text


def test_what_a_member_must_not_see_is_not_there_for_her(kit: Kit) -> None:
    kit.sign_in()
    shared, hidden = kit.case(status="in_review"), kit.case(status="in_review")
    wishes(kit, hidden, shared)
    kit.write(lambda unit: Cases(unit.cases).flag(hidden, "restricted", "gbv"))
    assert number(kit, hidden) not in together(kit, shared)
    assert kit.post(f"/desk/cases/{shared}/together/{hidden}/accept").status_code == 404
    assert kit.post(f"/desk/cases/{shared}/together/bring", {"reference": number(kit, hidden)}).status_code == 409


def test_a_report_of_another_shared_one_is_not_decided_here(kit: Kit) -> None:
    kit.sign_in()
    one, other, hers = kit.case(status="in_review"), kit.case(status="in_review"), kit.case()
    wishes(kit, hers, one)
    assert kit.post(f"/desk/cases/{other}/together/{hers}/accept").status_code == 404


def test_everybody_in_it_is_told_a_ready_sentence_in_her_own_language(kit: Kit) -> None:
    kit.sign_in()
    shared, hers = kit.case(status="in_review", discreet=False), kit.case(status="in_review", discreet=False)
    kit.write(lambda unit: collective.bring_together(hand(kit, unit), hers, shared))
    assert "Tell everybody in it" in together(kit, shared)
    path = f"/desk/cases/{shared}/together/tell"
    assert kit.post(path, {"phrase": "phrase.when"}).status_code == 422, "a question is of one worker alone"
    assert kit.post(path, {"phrase": "phrase.checking"}).status_code == 303
    wording = kit.console.intake.wording
    for case_id in (shared, hers):
        assert wording.text("phrase.checking", kit.row(case_id).language) in kit.said_to_worker(case_id)[-1]
