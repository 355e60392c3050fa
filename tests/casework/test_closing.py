"""Closing by the worker: a member proposes, her word or her silence ends it, and a worry ends nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select

from bot.casework import closing, collective, desk, safety, threads, worry
from bot.casework.desk import MovedMeanwhile, NotAllowed
from bot.casework.lifecycle import Actor
from storage.companies import Companies, Company
from storage.disclosures import Disclosures, Thread
from storage.notices import NOTICE, Notices, Told
from storage.times import milliseconds, moment
from tests.casework.test_limits import notices, read, tick
from tests.casework.test_thread_limits import at, now
from tests.casework.test_threads import hand
from tests.console.conftest import Kit

OF_KIND = select(NOTICE.c.id).where(
    NOTICE.c.conversation_id == bindparam("of"), NOTICE.c.message_id == bindparam("what")
)
HIKARI = Company("b" * 32, "supplier", "Hikari Plastics")


def proposed(kit: Kit, thread: Thread, outcome: str = "remedied", **more: object) -> Thread:
    return kit.write(
        lambda unit: closing.propose(hand(kit, unit), thread.id, version=thread.version, outcome=outcome, **more)
    )


def asked(kit: Kit, outcome: str = "remedied", **case: object) -> Thread:
    """She has been asked whether it is over, in full, in English."""
    return proposed(kit, at(kit, "dialogue", **{"discreet": False, "language": "en", **case}), outcome)


def text(kit: Kit, message_id: str, **values: str) -> str:
    return kit.console.intake.wording.text(message_id, "en", **values)


def kinds(kit: Kit, case_id: str) -> list[tuple[str, str, str]]:
    events = kit.read(lambda unit: desk.open_case(unit, case_id).events)
    return [(one.actor, one.kind, one.now) for one in events]


def second(kit: Kit, first: Thread, *, notified: bool = True) -> Thread:
    """Another company of the same case, as far as dialogue."""

    def work(unit):
        Companies(unit.cases).add(HIKARI)
        one = threads.open_thread(hand(kit, unit), desk.find(unit, first.case_id), HIKARI.id)
        way = (("consent_wait", Actor.DESK), ("accepted", Actor.WORKER), ("notified", Actor.DESK))
        for to, actor in (*way, ("assessing", Actor.COMPANY), ("dialogue", Actor.COMPANY)):
            one = threads.step(hand(kit, unit, actor), one, to, tells=False)
        Disclosures(unit.cases).change(one.id, "notified_at", milliseconds(kit.clock()))
        return threads.find(unit, one.id)

    return kit.write(work)


class TestTheQuestion:
    def test_it_says_what_is_claimed_by_when_and_how_long_she_may_come_back(self, kit: Kit) -> None:
        thread = asked(kit)
        (said,) = kit.said_to_worker(thread.case_id)
        assert "the company put it right" in said
        due = moment(thread.due_at or 0).astimezone(kit.console.zone)
        assert (due - kit.clock()).days == 14
        for day in (due, due + timedelta(days=180)):
            assert kit.console.intake.wording.date(day.date(), "en") in said
        assert ("m" * 32, "closing_asked", "remedied") in kinds(kit, thread.case_id)

    def test_on_sms_she_has_three_weeks(self, kit: Kit) -> None:
        thread = asked(kit, channel="sms")
        assert (moment(thread.due_at or 0) - kit.clock()).days == 21

    def test_the_words_of_a_member_stand_in_it_and_a_machines_are_named(self, kit: Kit) -> None:
        thread = at(kit, "dialogue", discreet=False, language="en")
        proposed(kit, thread, text="They gave the papers back", written="旅券を返した", machine=True)
        assert "They gave the papers back" in kit.said_to_worker(thread.case_id)[-1]
        assert before(kit, thread.case_id) == [text(kit, "translate.note")]
        reasons = [one.reason for one in kit.read(lambda unit: desk.open_case(unit, thread.case_id).events)]
        assert "旅券を返した" in reasons

    @pytest.mark.parametrize("outcome", ["no_reply", "withdrawn", "nonsense", ""])
    def test_only_a_result_can_be_proposed(self, kit: Kit, outcome: str) -> None:
        with pytest.raises(NotAllowed):
            proposed(kit, at(kit, "dialogue"), outcome)

    def test_what_was_looked_at_before_somebody_moved_it_is_not_proposed(self, kit: Kit) -> None:
        thread = at(kit, "dialogue")
        with pytest.raises(MovedMeanwhile):
            proposed(kit, replace(thread, version=thread.version - 1))

    def test_on_a_discreet_phone_it_is_a_message_first(self, kit: Kit) -> None:
        thread = asked(kit, discreet=True)
        assert kit.said_to_worker(thread.case_id) == [text(kit, "update.notice")]
        kit.hear(thread.case_id, "1")
        assert "the company put it right" in kit.said_to_worker(thread.case_id)[-1]
        kit.hear(thread.case_id, "1")
        assert now(kit, thread).status == "closed"


class TestHerWord:
    @pytest.mark.parametrize(("answer", "result"), [("1", "remedied"), ("2", "partly_remedied"), ("yes", "remedied")])
    def test_a_yes_closes_the_case_and_she_reads_the_result(self, kit: Kit, answer: str, result: str) -> None:
        thread = asked(kit)
        kit.hear(thread.case_id, answer)
        assert (now(kit, thread).status, now(kit, thread).outcome) == ("closed", result)
        case = kit.row(thread.case_id)
        assert (case.status, case.outcome) == ("closed", result)
        *_, rights, end = kit.said_to_worker(thread.case_id)
        assert rights == text(kit, "rights.keep")
        assert text(kit, f"outcome.{result}") in end
        assert before(kit, thread.case_id) == []
        assert ("worker", "moved", "closed") in kinds(kit, thread.case_id)

    def test_what_credits_nobody_is_not_turned_into_a_remedy(self, kit: Kit) -> None:
        thread = asked(kit, "no_agreement")
        kit.hear(thread.case_id, "1")
        assert kit.row(thread.case_id).outcome == "no_agreement"

    @pytest.mark.parametrize("answer", ["3", "no", "They gave back only two of the five passports"])
    def test_anything_but_a_yes_keeps_it_open_and_her_words_are_read(self, kit: Kit, answer: str) -> None:
        thread = asked(kit)
        read(kit, thread.case_id)
        kit.hear(thread.case_id, answer)
        if len(answer) < 3:
            assert kit.said_to_worker(thread.case_id)[-1] == text(kit, "closing.missing")
            kit.hear(thread.case_id, "two")
        assert now(kit, thread).status == "dialogue"
        case = kit.row(thread.case_id)
        assert (case.status, case.unread, case.retaliation) == ("with_companies", True, False)
        assert kit.said_to_worker(thread.case_id)[-1] == text(kit, "answer.done")

    def test_worse_calls_the_desk_and_freezes_the_case(self, kit: Kit) -> None:
        thread = asked(kit)
        kit.hear(thread.case_id, "4")
        case = kit.row(thread.case_id)
        assert case.retaliation
        assert case.worried_at == milliseconds(kit.clock())
        assert now(kit, thread).status == "dialogue"
        with pytest.raises(NotAllowed):
            proposed(kit, now(kit, thread))

    def test_nine_leaves_it_open_to_her(self, kit: Kit) -> None:
        thread = asked(kit)
        kit.hear(thread.case_id, "9")
        assert now(kit, thread).status == "closing_proposed"

    def test_an_answer_counts_once(self, kit: Kit) -> None:
        thread = asked(kit)
        kit.hear(thread.case_id, "3")
        told = only(kit, thread, "closing.ask")
        kit.write(lambda unit: closing.said(worker(kit, unit), desk.find(unit, thread.case_id), told, "solved"))
        assert now(kit, thread).status == "dialogue"

    def test_an_answer_to_an_older_proposal_closes_nothing_of_a_newer_one(self, kit: Kit) -> None:
        thread = asked(kit)
        old = only(kit, thread, "closing.ask")
        kit.write(lambda unit: threads.step(hand(kit, unit), threads.find(unit, thread.id), "dialogue", tells=False))
        proposed(kit, now(kit, thread), "no_agreement")
        kit.write(lambda unit: closing.said(worker(kit, unit), desk.find(unit, thread.case_id), old, "solved"))
        assert now(kit, thread).status == "closing_proposed"
        kit.write(lambda unit: closing.said(worker(kit, unit), desk.find(unit, thread.case_id), old, "not"))
        assert now(kit, thread).status == "closing_proposed"


class TestSeveralCompanies:
    def test_the_case_goes_on_until_the_last_of_them_is_over(self, kit: Kit) -> None:
        first = asked(kit)
        other = second(kit, first)
        kit.hear(first.case_id, "1")
        assert now(kit, first).status == "closed"
        assert kit.row(first.case_id).status == "with_companies"
        proposed(kit, other, "no_agreement")
        kit.hear(first.case_id, "1")
        case = kit.row(first.case_id)
        assert (case.status, case.outcome) == ("closed", "partly_remedied")


def test_who_shares_the_report_reads_its_end_and_is_not_asked_any_more(kit: Kit) -> None:
    thread = at(kit, "dialogue", discreet=False, language="en")
    other = kit.case(status="in_review", discreet=False, language="en")
    kit.write(lambda unit: collective.bring_together(hand(kit, unit), other, thread.case_id))
    proposed(kit, thread)
    assert notices(kit, other)[-1] == "closing.ask"
    kit.hear(thread.case_id, "1")
    assert kit.row(other).status == "closed"
    assert text(kit, "outcome.remedied") in kit.said_to_worker(other)[-1]


class TestSilence:
    def test_it_is_recorded_told_and_ends_nothing_for_good(self, kit: Kit) -> None:
        thread = asked(kit)
        tick(kit, days=13.9)
        assert now(kit, thread).status == "closing_proposed"
        tick(kit, days=0.2)
        tick(kit, days=1)  # the clock makes sure that it was no outage
        assert (now(kit, thread).status, now(kit, thread).outcome) == ("closed", "no_reply")
        case = kit.row(thread.case_id)
        assert (case.status, case.outcome) == ("closed", "no_reply")
        assert [one for one in notices(kit, thread.case_id) if one != "update.safety"] == [
            "closing.ask",
            "update.closed",
        ]
        assert ("clock", "moved", "closed") in kinds(kit, thread.case_id)
        assert text(kit, "outcome.no_reply") in kit.said_to_worker(thread.case_id)[-1]
        assert before(kit, thread.case_id) == [text(kit, "rights.keep")]
        told = only(kit, thread, "closing.ask")
        kit.write(lambda unit: closing.said(worker(kit, unit), desk.find(unit, thread.case_id), told, "not"))
        assert kit.row(thread.case_id).status == "in_review"

    def test_a_yes_after_it_changes_nothing(self, kit: Kit) -> None:
        thread = asked(kit)
        tick(kit, days=15)
        tick(kit, days=1)
        told = only(kit, thread, "closing.ask")
        kit.write(lambda unit: closing.said(worker(kit, unit), desk.find(unit, thread.case_id), told, "solved"))
        assert kit.row(thread.case_id).outcome == "no_reply"
        assert ("worker", "closing_said", "solved") in kinds(kit, thread.case_id)

    def test_whoever_waits_for_a_person_is_not_silent(self, kit: Kit) -> None:
        thread = asked(kit)
        kit.write(lambda unit: hand(kit, unit).cases.flag(thread.case_id, "wants_person", True))
        for _ in range(20):
            tick(kit, days=1)
        assert now(kit, thread).status == "closing_proposed"

    def test_whoever_hides_has_half_a_year(self, kit: Kit) -> None:
        thread = asked(kit, hidden=True)
        for _ in range(20):
            tick(kit, days=7)
        assert now(kit, thread).status == "closing_proposed"
        for _ in range(8):
            tick(kit, days=7)
        assert now(kit, thread).status == "closed"


class TestNothingClosesUnderRetaliation:
    def test_what_was_asked_is_taken_back_and_a_yes_ends_nothing(self, kit: Kit) -> None:
        thread = asked(kit)
        old = only(kit, thread, "closing.ask")
        kit.write(lambda unit: worry.flag(hand(kit, unit), desk.find(unit, thread.case_id), reason="she phoned"))
        assert now(kit, thread).status == "dialogue"
        kit.write(lambda unit: closing.said(worker(kit, unit), desk.find(unit, thread.case_id), old, "solved"))
        for _ in range(40):
            tick(kit, days=1)
        assert now(kit, thread).status == "dialogue"
        kit.write(
            lambda unit: safety.looked(hand(kit, unit), thread.case_id, "We spoke to her: she moved to another line")
        )
        assert not kit.row(thread.case_id).retaliation
        proposed(kit, now(kit, thread))
        assert now(kit, thread).status == "closing_proposed"

    @pytest.mark.parametrize("status", ["dormant", "out_of_scope", "kept_private"])
    def test_no_limit_of_hers_ends_a_case_meanwhile(self, kit: Kit, status: str) -> None:
        case_id = kit.case(status=status, due_at=milliseconds(kit.clock() + timedelta(days=1)))
        read(kit, case_id)
        kit.write(lambda unit: worry.flag(hand(kit, unit), desk.find(unit, case_id)))
        for _ in range(5):
            tick(kit, days=1)
        assert kit.row(case_id).status == status

    def test_a_case_whose_companies_are_done_ends_when_somebody_has_looked(self, kit: Kit) -> None:
        thread = at(kit, "dialogue")
        kit.write(lambda unit: worry.flag(hand(kit, unit), desk.find(unit, thread.case_id)))
        kit.write(lambda unit: threads.step(hand(kit, unit, Actor.WORKER), thread, "withdrawn"))
        kit.write(lambda unit: threads.settle(hand(kit, unit, Actor.WORKER), thread.case_id))
        assert kit.row(thread.case_id).status == "with_companies"
        kit.write(lambda unit: safety.looked(hand(kit, unit), thread.case_id, "looked"))
        tick(kit, minutes=1)
        case = kit.row(thread.case_id)
        assert (case.status, case.outcome) == ("closed", "withdrawn")

    def test_the_flag_goes_with_a_reason_only(self, kit: Kit) -> None:
        case_id = kit.case(status="with_companies")
        with pytest.raises(NotAllowed):
            kit.write(lambda unit: safety.looked(hand(kit, unit), case_id, "nothing there"))
        kit.write(lambda unit: worry.flag(hand(kit, unit), desk.find(unit, case_id)))
        with pytest.raises(NotAllowed):
            kit.write(lambda unit: safety.looked(hand(kit, unit), case_id, "  "))

    def test_nobody_who_looks_within_a_day_is_called_again(self, kit: Kit) -> None:
        case_id = kit.case(status="with_companies", due_at=milliseconds(kit.clock() + timedelta(days=30)))
        kit.write(lambda unit: worry.flag(hand(kit, unit), desk.find(unit, case_id)))
        tick(kit, hours=1)
        tick(kit, hours=22)
        assert ("clock", "worry_late", "") not in kinds(kit, case_id)
        tick(kit, hours=2)
        tick(kit, hours=2)
        assert kinds(kit, case_id).count(("clock", "worry_late", "")) == 1


def before(kit: Kit, case_id: str) -> list[str]:
    """What the last message to her said before its last bubble."""
    said = [one for one in kit.read(lambda unit: desk.open_case(unit, case_id).said) if one.author == "bot"]
    return list(said[-1].body.get("before", ()))


def worker(kit: Kit, unit):
    return replace(hand(kit, unit, Actor.WORKER), by="worker")


def only(kit: Kit, thread: Thread, message_id: str) -> Told:
    """The notice of this kind, opened."""
    conversation_id = kit.row(thread.case_id).conversation_id

    def work(unit):
        (row,) = unit.cases.all(OF_KIND, of=conversation_id, what=message_id)
        return Notices(unit.cases, unit.vault.key).get(row[0])

    return kit.read(work)


def test_all_who_share_a_report_are_asked_and_a_no_of_any_of_them_keeps_it_open(kit: Kit) -> None:
    thread = at(kit, "dialogue", discreet=False, language="en")
    joiner = kit.case(status="in_review", discreet=False, language="ja")
    kit.write(lambda unit: collective.bring_together(hand(kit, unit), joiner, thread.case_id))
    proposed(kit, thread, text="They paid all of it.")
    told = kit.said_to_worker(joiner)[-1]
    assert "They paid" not in told
    assert kit.console.intake.wording.text("outcome.remedied", "ja") in told
    kit.hear(joiner, "3")
    assert now(kit, thread).status == "dialogue"
    assert kit.row(joiner).status == "joined"
