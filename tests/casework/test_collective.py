"""Reports that are worked on together: nobody hears anything before a member accepted her, and nobody sees anybody."""

import pytest
from sqlalchemy import bindparam, select

from bot.casework import collective, desk
from bot.casework.desk import MovedMeanwhile, NotAllowed
from bot.casework.lifecycle import Actor
from storage.cases import Cases
from storage.engine import Unit
from storage.joined_cases import WAITING, JoinedCases
from storage.models.cases import METADATA
from tests.casework.test_threads import hand
from tests.console.conftest import Kit

NOTICE = METADATA.tables["notice"]
TOLD = select(NOTICE.c.message_id).where(NOTICE.c.conversation_id == bindparam("of")).order_by(NOTICE.c.created_at)


def told(kit: Kit, case_id: str) -> list[str]:
    def work(unit: Unit) -> list[str]:
        return [row[0] for row in unit.cases.all(TOLD, of=desk.find(unit, case_id).conversation_id)]

    return kit.read(work)


def wishes(kit: Kit, case_id: str, shared_id: str) -> bool:
    return kit.write(
        lambda unit: collective.ask_to_join(hand(kit, unit, Actor.WORKER), desk.find(unit, case_id), shared_id)
    )


def group(kit: Kit, others: int, status: str = "in_review") -> tuple[str, list[str]]:
    """A shared report and others in it."""
    shared = kit.case(status=status, discreet=False)
    joiners = [kit.case(status="in_review", discreet=False) for _ in range(others)]
    for one in joiners:
        kit.write(lambda unit, one=one: collective.bring_together(hand(kit, unit), one, shared))
    return shared, joiners


def test_she_hears_nothing_before_a_member_accepted_her(kit: Kit) -> None:
    shared, hers = kit.case(status="in_review"), kit.case()
    assert wishes(kit, hers, shared)
    kit.write(lambda unit: collective.tell_all(hand(kit, unit), desk.find(unit, shared), "update.sent", {}))
    assert told(kit, hers) == []
    assert kit.row(hers).status == "received"
    kit.write(lambda unit: collective.accept(hand(kit, unit), hers))
    assert told(kit, hers) == ["join.done"]
    assert kit.row(hers).status == "joined"
    assert kit.read(lambda unit: JoinedCases(unit.cases).waiting(most=9)) == []


def test_whoever_is_declined_has_a_report_of_her_own(kit: Kit) -> None:
    shared, hers = kit.case(status="in_review"), kit.case()
    wishes(kit, hers, shared)
    kit.write(lambda unit: collective.decline(hand(kit, unit), hers))
    assert told(kit, hers) == ["join.declined"]
    assert kit.row(hers).status == "received"
    with pytest.raises(NotAllowed):
        kit.write(lambda unit: collective.accept(hand(kit, unit), hers))


@pytest.mark.parametrize("which", ["shared", "hers"])
def test_nothing_crosses_a_restricted_case(kit: Kit, which: str) -> None:
    shared, hers = kit.case(status="in_review"), kit.case()
    restricted = shared if which == "shared" else hers
    kit.write(lambda unit: Cases(unit.cases).flag(restricted, "restricted", "gbv"))
    assert not wishes(kit, hers, shared)
    with pytest.raises(NotAllowed):
        kit.write(lambda unit: collective.bring_together(hand(kit, unit), hers, shared))


@pytest.mark.parametrize("status", ["closed", "joined", "withdrawn", "with_companies"])
def test_what_is_over_or_elsewhere_joins_nothing(kit: Kit, status: str) -> None:
    assert not wishes(kit, kit.case(status=status), kit.case(status="in_review"))


def test_no_chain_of_shared_reports(kit: Kit) -> None:
    shared, (joiner,) = group(kit, 1)
    assert not wishes(kit, kit.case(), joiner)
    assert not wishes(kit, shared, kit.case(status="in_review"))
    assert not wishes(kit, shared, shared)


def test_each_is_told_under_her_own_number_and_only_what_is_of_nobody(kit: Kit) -> None:
    shared, joiners = group(kit, 2)

    def work(unit: Unit, message_id: str) -> int:
        return collective.tell_all(hand(kit, unit), desk.find(unit, shared), message_id, {})

    assert kit.write(lambda unit: work(unit, "update.investigating")) == 2
    for one in joiners:
        reference = kit.row(one).reference
        text = kit.said_to_worker(one)[-1]
        assert f"{reference[:4]}-{reference[4:]}" in text
        assert told(kit, one) == ["join.done", "update.investigating"]
    assert told(kit, shared) == []


@pytest.mark.parametrize(("others", "k", "said"), [(0, 5, None), (3, 5, None), (4, 5, 5), (0, 1, None), (1, 2, 2)])
def test_a_number_below_k_is_never_said(kit: Kit, others: int, k: int, said: int | None) -> None:
    shared, _ = group(kit, others)
    assert kit.read(lambda unit: collective.count(unit, shared, k)) == said


def test_whoever_withdraws_or_parts_is_not_counted(kit: Kit) -> None:
    shared, (one, other) = group(kit, 2)
    kit.write(lambda unit: collective.part(hand(kit, unit), one))
    assert kit.row(one).status == "in_review"
    kit.write(lambda unit: desk.step(hand(kit, unit, Actor.WORKER), desk.find(unit, other), "withdrawn"))
    assert kit.read(lambda unit: collective.together(unit, shared)) == []
    kit.write(lambda unit: collective.bring_together(hand(kit, unit), one, shared))
    assert [case.id for case in kit.read(lambda unit: collective.together(unit, shared))] == [one]


def test_all_end_with_the_shared_report_and_hear_its_result(kit: Kit) -> None:
    shared, joiners = group(kit, 2, "with_companies")

    def work(unit: Unit) -> None:
        case = desk.step(hand(kit, unit, Actor.CLOCK), desk.find(unit, shared), "closed", outcome="remedied")
        collective.close_with(hand(kit, unit), case)

    kit.write(work)
    assert [(kit.row(one).status, kit.row(one).outcome) for one in joiners] == [("closed", "remedied")] * 2
    assert [told(kit, one)[-1] for one in joiners] == ["update.closed"] * 2


def test_two_members_decide_once(kit: Kit) -> None:
    shared, hers = kit.case(status="in_review"), kit.case()
    wishes(kit, hers, shared)
    joining = kit.read(lambda unit: JoinedCases(unit.cases).get(hers))
    kit.write(lambda unit: collective.decline(hand(kit, unit), hers))
    with pytest.raises(MovedMeanwhile):
        kit.write(lambda unit: collective.decided(hand(kit, unit), joining, "joined"))
    assert joining.state == WAITING


def coded(kit: Kit, shared: str) -> str:
    return kit.write(lambda unit: collective.give_code(hand(kit, unit), shared, kit.console.intake.keyring))[0]


def test_with_a_code_and_her_own_report_she_asks_to_join(kit: Kit) -> None:
    shared, hers = kit.case(status="in_review", discreet=False), kit.case(discreet=False)
    code = coded(kit, shared)
    assert code in kit.said_to_worker(shared)[-1]
    kit.hear(hers, code)
    (joining,) = kit.read(lambda unit: JoinedCases(unit.cases).waiting(most=9))
    assert (joining.case_id, joining.shared_id) == (hers, shared)
    assert "join.wait" in told(kit, hers)
    assert kit.row(hers).status == "received"


def test_a_code_of_a_report_that_ended_works_like_none(kit: Kit) -> None:
    shared, hers = kit.case(status="in_review"), kit.case(discreet=False)
    code = coded(kit, shared)
    kit.write(lambda unit: desk.step(hand(kit, unit, Actor.WORKER), desk.find(unit, shared), "withdrawn"))
    kit.hear(hers, code)
    assert kit.read(lambda unit: JoinedCases(unit.cases).waiting(most=9)) == []
    wrong = kit.said_to_worker(hers)[-1]
    kit.hear(hers, "9")
    kit.hear(hers, "1111-2222-3333")
    assert kit.said_to_worker(hers)[-1] == wrong
