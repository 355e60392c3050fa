"""A company gets what she agreed to and a second member approved, letter by letter, and nothing else."""

from dataclasses import replace

import pytest
from sqlalchemy import bindparam, update

from bot.casework import desk, disclosure, drafting
from bot.casework.desk import MovedMeanwhile, NotAllowed
from bot.casework.summary import Body
from storage.disclosures import Disclosures
from storage.models.cases import METADATA
from storage.notices import unanswered
from storage.vault import KeyDestroyed
from tests.casework.desk_of_two import (
    ENGLISH,
    HIKARI,
    LEAD,
    OTHER,
    SAKURA,
    TEXTS,
    WHOLE,
    WRITER,
    act,
    approved,
    asked,
    begun,
    case_for,
    delivered,
    in_danger,
    looked,
    looked_in,
    previewed,
    says,
    sees,
    shares,
    shown_to_her,
    staffed,
    standing,
    translated,
    written,
)
from tests.casework.test_limits import tick
from tests.console.conftest import Kit


@pytest.fixture
def case_id(kit: Kit) -> str:
    staffed(kit)
    return case_for(kit)


@pytest.fixture
def thread_id(kit: Kit, case_id: str) -> str:
    return begun(kit, case_id)


def state(kit: Kit, case_id: str, thread_id: str) -> tuple[str, str, str]:
    """(case, thread, version)."""
    found = standing(kit, case_id, thread_id)
    return found.case.status, found.thread.status, found.version.state if found.version else ""


def history(kit: Kit, case_id: str) -> list[str]:
    return [one.kind for one in kit.read(lambda unit: desk.open_case(unit, case_id).events)]


def test_what_she_reads_is_the_summary_and_what_stays_back_and_nothing_is_sent(
    kit: Kit, case_id: str, thread_id: str
) -> None:
    shown_to_her(kit, case_id, thread_id)
    assert state(kit, case_id, thread_id) == ("with_companies", "consent_wait", "shown")
    (told,) = kit.said_to_worker(case_id)
    assert "Sakura Foods" in told
    assert ENGLISH in told
    assert "your name, your number or account, your team" in told
    assert "the exact place" not in told
    assert shares(kit, thread_id) == []


def test_send_then_a_second_member_and_the_company_has_exactly_that(kit: Kit, case_id: str, thread_id: str) -> None:
    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, "4")
    assert state(kit, case_id, thread_id) == ("with_companies", "accepted", "agreed")
    assert shares(kit, thread_id) == []
    approved(kit, case_id, thread_id)
    delivered(kit)
    assert state(kit, case_id, thread_id) == ("with_companies", "notified", "sent")
    assert sees(kit, thread_id) == {"texts": TEXTS, "source": "en", "photos": []}
    thread = standing(kit, case_id, thread_id).thread
    assert (thread.contact_id, thread.notified_at) == ("c" * 32, thread.moved_at)
    told = kit.said_to_worker(case_id)[-1]
    assert "We told the company" in told
    assert "Sakura" not in told
    with pytest.raises(NotAllowed, match="not_agreed"):
        approved(kit, case_id, thread_id, LEAD)


@pytest.mark.parametrize("answer", ["1", "2", "3", "yes"])
def test_no_other_number_or_word_sends_it(kit: Kit, case_id: str, thread_id: str, answer: str) -> None:
    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, answer)
    assert state(kit, case_id, thread_id)[2] != "agreed"
    with pytest.raises(NotAllowed):
        approved(kit, case_id, thread_id)


def test_change_brings_it_back_with_her_words_and_she_is_asked_anew(kit: Kit, case_id: str, thread_id: str) -> None:
    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, "5")
    assert state(kit, case_id, thread_id) == ("with_companies", "in_review", "changed")
    says(kit, case_id, "Do not say that it was in spring.")
    said = kit.read(lambda unit: desk.open_case(unit, case_id).said)
    assert "Do not say that it was in spring." in [one.body["text"] for one in said if one.author == "worker"]
    other = {**TEXTS, "en": "A worker reports that the site keeps a passport."}
    shown_to_her(kit, case_id, thread_id, replace(WHOLE, texts=other))
    says(kit, case_id, "4")
    approved(kit, case_id, thread_id)
    assert sees(kit, thread_id)["texts"] == other  # type: ignore[index]
    assert standing(kit, case_id, thread_id).version.n == 2  # type: ignore[union-attr]


def test_no_keeps_it_private_and_the_case_with_it_unless_another_company_is_asked(kit: Kit, case_id: str) -> None:
    first = begun(kit, case_id)
    shown_to_her(kit, case_id, first)
    says(kit, case_id, "6")
    assert state(kit, case_id, first) == ("kept_private", "kept_private", "refused")
    joint = case_for(kit, SAKURA, HIKARI)
    one, other = begun(kit, joint), begun(kit, joint, HIKARI)
    shown_to_her(kit, joint, one)
    says(kit, joint, "6")
    assert state(kit, joint, one) == ("with_companies", "kept_private", "refused")
    shown_to_her(kit, joint, other)
    says(kit, joint, "4")
    approved(kit, joint, other)
    assert shares(kit, one) == []


def test_skipping_is_no_answer(kit: Kit, case_id: str, thread_id: str) -> None:
    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, "9")
    assert state(kit, case_id, thread_id) == ("with_companies", "consent_wait", "shown")


def test_an_answer_before_the_vendor_took_every_part_shows_it_again(kit: Kit, case_id: str, thread_id: str) -> None:
    written(kit, case_id, thread_id)
    translated(kit, case_id, thread_id)
    asked(kit, case_id, thread_id)
    kit.hear(case_id, "4")
    assert state(kit, case_id, thread_id) == ("with_companies", "consent_wait", "shown")
    delivered(kit)
    assert ENGLISH in kit.said_to_worker(case_id)[-1]
    says(kit, case_id, "4")
    assert state(kit, case_id, thread_id)[2] == "agreed"
    assert "consent_again" in history(kit, case_id)


def test_an_answer_to_a_version_that_was_taken_back_does_nothing(kit: Kit, case_id: str, thread_id: str) -> None:
    shown_to_her(kit, case_id, thread_id)
    act(kit, lambda hand: disclosure.take_back(hand, looked_in(hand, case_id, thread_id)))
    asking = (kit.row(case_id).conversation_id, ("consent.preview",))
    assert kit.read(lambda unit: unanswered(unit.cases, *asking)) is None
    says(kit, case_id, "4")
    assert state(kit, case_id, thread_id) == ("with_companies", "in_review", "replaced")


def test_the_writer_does_not_approve_her_own(kit: Kit, case_id: str, thread_id: str) -> None:
    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, "4")
    with pytest.raises(NotAllowed, match="own_summary"):
        approved(kit, case_id, thread_id, WRITER)
    assert shares(kit, thread_id) == []


@pytest.mark.parametrize("why", ["few", "danger"])
def test_where_she_may_be_recognised_a_lead_approves(kit: Kit, case_id: str, thread_id: str, why: str) -> None:
    if why == "danger":
        in_danger(kit, case_id)
    shown_to_her(kit, case_id, thread_id, replace(WHOLE, people=4 if why == "few" else 40))
    says(kit, case_id, "4")
    with pytest.raises(NotAllowed, match="lead_approves"):
        approved(kit, case_id, thread_id)
    approved(kit, case_id, thread_id, LEAD)
    assert len(shares(kit, thread_id)) == 1


def test_whoever_the_guard_holds_back_does_not_approve(kit: Kit, case_id: str, thread_id: str) -> None:
    from tests.casework.test_parties import say

    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, "4")
    say(kit, case_id, "Ito")
    with pytest.raises(NotAllowed, match="approver_conflict"):
        approved(kit, case_id, thread_id, OTHER)


def test_a_contact_the_case_names_is_passed_over_and_where_nobody_is_left_the_panel_gets_it(
    kit: Kit, case_id: str, thread_id: str
) -> None:
    from tests.casework.test_parties import say

    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, "4")
    say(kit, case_id, "Tanaka Ichiro")
    approved(kit, case_id, thread_id)
    assert standing(kit, case_id, thread_id).thread.contact_id == "d" * 32
    assert "routing_blocked" in history(kit, case_id)


def test_withdrawn_is_withdrawn_for_ever(kit: Kit, case_id: str, thread_id: str) -> None:
    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, "4")
    approved(kit, case_id, thread_id)
    (share,) = shares(kit, thread_id)
    act(kit, lambda hand: disclosure.withdraw(hand, case_id, thread_id))
    delivered(kit)
    assert state(kit, case_id, thread_id)[1:] == ("withdrawn", "withdrawn")
    (after,) = shares(kit, thread_id)
    assert after.withdrawn_at is not None
    with pytest.raises(KeyDestroyed):
        kit.read(lambda unit: unit.vault.key(share.id))
    assert "we ask the company not to use it" in kit.said_to_worker(case_id)[-2]
    assert kit.row(case_id).status == "in_review", "her report is not taken back, and somebody looks at it by a day"
    assert kit.row(case_id).due_at is not None
    with pytest.raises(NotAllowed):
        act(kit, lambda hand: disclosure.withdraw(hand, case_id, thread_id))
    for try_again in (approved, asked):
        with pytest.raises((NotAllowed, AssertionError)):
            try_again(kit, case_id, thread_id)


def test_two_who_write_at_once_do_not_overwrite_each_other(kit: Kit, case_id: str, thread_id: str) -> None:
    before = looked(kit, case_id, thread_id)
    act(kit, lambda hand: drafting.write(hand, before, WHOLE))
    with pytest.raises(MovedMeanwhile):
        act(kit, lambda hand: drafting.write(hand, before, Body({"en": "x", "ja": "y"})), OTHER)
    assert standing(kit, case_id, thread_id).body.texts == TEXTS


def test_what_was_changed_after_a_member_looked_is_not_shown_to_her(kit: Kit, case_id: str, thread_id: str) -> None:
    written(kit, case_id, thread_id)
    translated(kit, case_id, thread_id)
    seen, shown = looked(kit, case_id, thread_id), previewed(kit, case_id, thread_id).hex
    written(kit, case_id, thread_id, replace(WHOLE, people=3))
    wording = kit.console.intake.wording
    with pytest.raises(MovedMeanwhile):
        act(kit, lambda hand: disclosure.ask(hand, seen, shown=shown, confirmed=frozenset(), wording=wording))


def test_a_case_that_is_erased_leaves_no_key_of_its_threads(kit: Kit, case_id: str, thread_id: str) -> None:
    from bot.casework.retention import erase_conversation
    from storage.conversations import Due

    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, "4")
    approved(kit, case_id, thread_id)
    (share,) = shares(kit, thread_id)
    case = kit.row(case_id)
    due = Due(case.conversation_id, "x", case.id, "all", None)
    kit.write(lambda unit: erase_conversation(unit, due, at=1))
    for key in (share.id, thread_id):
        with pytest.raises(KeyDestroyed):
            kit.read(lambda unit, key=key: unit.vault.key(key))
    assert shares(kit, thread_id) == []
    assert kit.read(lambda unit: Disclosures(unit.cases).of_company(SAKURA)) == []


def test_where_another_company_is_done_the_case_ends_with_it_by_the_clock(kit: Kit) -> None:
    staffed(kit)
    case_id = case_for(kit, SAKURA, HIKARI)
    thread_id = begun(kit, case_id)
    shown_to_her(kit, case_id, thread_id)
    says(kit, case_id, "4")
    approved(kit, case_id, thread_id)
    other = begun(kit, case_id, HIKARI)
    rows = METADATA.tables["disclosure"]
    closed = update(rows).where(rows.c.id == bindparam("of")).values(status="closed", outcome="remedied")
    act(kit, lambda hand: hand.unit.cases.run(closed, of=other))
    act(kit, lambda hand: disclosure.withdraw(hand, case_id, thread_id))
    assert kit.row(case_id).status == "with_companies", "no member closes a case"
    tick(kit, minutes=1)
    case = kit.row(case_id)
    assert (case.status, case.outcome) == ("closed", "remedied")
