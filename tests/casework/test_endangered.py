"""A life in danger: two members, the least that is needed, all of it in the history, and she is told."""

import pytest

from bot.casework import desk, endangered
from bot.casework.desk import NotAllowed
from tests.casework.desk_of_two import OTHER, WRITER, act, case_for, delivered, staffed
from tests.console.conftest import Kit

OFFICE, WORDS = "Fire and rescue, Toyohashi", "Locked in at the plant, gate 2."


@pytest.fixture
def case_id(kit: Kit) -> str:
    staffed(kit)
    return case_for(kit)


def wished(kit: Kit, case_id: str, by: str = WRITER) -> int:
    act(kit, lambda hand: endangered.wish(hand, case_id, OFFICE, WORDS), by)
    found = kit.read(lambda unit: endangered.of(unit, desk.find(unit, case_id)))
    return found.seq  # type: ignore[no-any-return]


def decided(kit: Kit, case_id: str, seen: int, *, agrees: bool = True, by: str = OTHER) -> None:
    act(kit, lambda hand: endangered.decide(hand, case_id, seen=seen, agrees=agrees), by)


def test_two_members_decide_and_she_hears_who_was_told(kit: Kit, case_id: str) -> None:
    seen = wished(kit, case_id)
    assert kit.row(case_id).urgent
    assert kit.said_to_worker(case_id) == []
    decided(kit, case_id, seen)
    delivered(kit)
    (told,) = kit.said_to_worker(case_id)
    assert OFFICE in told
    assert WORDS not in told
    lines = kit.read(lambda unit: desk.open_case(unit, case_id).events)
    assert [(one.actor, one.kind, one.reason) for one in lines if one.kind.startswith("danger")] == [
        (WRITER, "danger_asked", f"{OFFICE}\n{WORDS}"),
        (OTHER, "danger_told", f"{OFFICE}\n{WORDS}"),
    ]


def test_one_member_alone_decides_nothing_and_nothing_counts_twice(kit: Kit, case_id: str) -> None:
    seen = wished(kit, case_id)
    with pytest.raises(NotAllowed, match="danger_same"):
        decided(kit, case_id, seen, by=WRITER)
    with pytest.raises(NotAllowed, match="danger_waits"):
        wished(kit, case_id, OTHER)
    with pytest.raises(NotAllowed, match="moved"):
        decided(kit, case_id, seen + 1)
    decided(kit, case_id, seen, agrees=False)
    with pytest.raises(NotAllowed, match="moved"):
        decided(kit, case_id, seen)
    assert kit.said_to_worker(case_id) == []


@pytest.mark.parametrize(("office", "words"), [("", "x"), ("x", ""), ("x" * 101, "x"), ("x", "x" * 301)])
def test_more_than_the_minimum_and_nothing_at_all_are_refused(kit: Kit, case_id: str, office: str, words: str) -> None:
    with pytest.raises(NotAllowed):
        act(kit, lambda hand: endangered.wish(hand, case_id, office, words))


def test_whoever_is_no_member_of_the_desk_wishes_nothing(kit: Kit, case_id: str) -> None:
    with pytest.raises(NotAllowed, match="role"):
        act(kit, lambda hand: endangered.wish(hand, case_id, OFFICE, WORDS), by="0" * 32)
