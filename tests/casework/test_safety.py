"""Safety checks after a company was told, the worry that they find, and the three marks after the end."""

from datetime import timedelta

import pytest

from bot.casework import collective, desk, retention, safety, survey, threads
from bot.casework.lifecycle import Actor
from bot.conversation.machine import Effect, EffectKind, State
from bot.intake.renderer import Facts, Told, render
from channels.base import Choice
from channels.layout import lay_out, list_lines
from channels.line import CAPS as LINE
from channels.sms import CAPS as SMS
from channels.telegram import CAPS as TELEGRAM
from channels.text import sms_parts
from storage import surveys
from storage.disclosures import Disclosures
from storage.recipients import Recipients
from storage.times import DAY_MS, day_of, milliseconds
from tests.casework.test_closing import asked, kinds, second, text
from tests.casework.test_limits import notices, read, tick
from tests.casework.test_thread_limits import at, now
from tests.casework.test_threads import hand
from tests.console.conftest import Kit

PLAIN = {"discreet": False, "language": "en"}


def checks(kit: Kit, case_id: str) -> int:
    return notices(kit, case_id).count("update.safety")


def days(kit: Kit, many: int) -> None:
    for _ in range(many):
        tick(kit, days=1)


class TestTheChecks:
    def test_three_of_them_and_no_more_without_her_yes(self, kit: Kit) -> None:
        thread = at(kit, "dialogue", **PLAIN)
        seen = []
        for day in range(1, 200):
            tick(kit, days=1)
            seen.extend([day] * (checks(kit, thread.case_id) - len(seen)))
        assert seen == [14, 45, 90]
        assert "safety.later" not in notices(kit, thread.case_id)

    def test_after_the_third_she_may_ask_for_two_more(self, kit: Kit) -> None:
        thread = at(kit, "dialogue", **PLAIN)
        told = notices(kit, thread.case_id)
        kit.write(lambda unit: Disclosures(unit.cases).change(thread.id, "checks", 2))
        kit.write(lambda unit: safety.ask(hand(kit, unit, Actor.CLOCK), now_in(unit, thread.id), 2))
        kit.hear(thread.case_id, "1")
        assert notices(kit, thread.case_id) == [*told, "update.safety", "safety.later"]
        kit.hear(thread.case_id, "1")
        assert kit.row(thread.case_id).safety_later
        days(kit, 179)
        before = checks(kit, thread.case_id)
        days(kit, 2)
        assert checks(kit, thread.case_id) == before + 1

    def test_two_companies_told_within_days_are_one_check(self, kit: Kit) -> None:
        first = at(kit, "dialogue", **PLAIN)
        days(kit, 5)
        other = second(kit, first)
        days(kit, 9)
        assert checks(kit, first.case_id) == 1
        days(kit, 6)
        assert checks(kit, first.case_id) == 1
        assert (now(kit, first).checks, now(kit, other).checks) == (1, 1)

    def test_they_go_on_after_the_end_and_her_contact_stays_for_them(self, kit: Kit) -> None:
        thread = asked(kit)
        kit.hear(thread.case_id, "1")
        alias = kit.read(lambda unit: desk.open_case(unit, thread.case_id).recipient).alias
        day = milliseconds(kit.clock())
        before = day + 95 * DAY_MS
        assert not kit.read(lambda unit: retention.all_over(unit, alias, before=before, at=day + 95 * DAY_MS))
        assert kit.read(lambda unit: retention.all_over(unit, alias, before=before, at=day + 101 * DAY_MS))
        kit.write(lambda unit: hand(kit, unit).cases.flag(thread.case_id, "safety_later", True))
        assert not kit.read(lambda unit: retention.all_over(unit, alias, before=before, at=day + 101 * DAY_MS))
        days(kit, 15)
        assert checks(kit, thread.case_id) == 1

    def test_whoever_took_her_report_back_hears_no_more(self, kit: Kit) -> None:
        thread = at(kit, "dialogue", **PLAIN)
        kit.write(lambda unit: desk.step(hand(kit, unit, Actor.WORKER), desk.find(unit, thread.case_id), "withdrawn"))
        days(kit, 16)
        assert checks(kit, thread.case_id) == 0

    def test_everybody_who_shares_the_report_is_asked_and_any_of_them_freezes_it(self, kit: Kit) -> None:
        thread = at(kit, "dialogue", **PLAIN)
        other = kit.case(status="in_review", **PLAIN)
        kit.write(lambda unit: collective.bring_together(hand(kit, unit), other, thread.case_id))
        kit.write(lambda unit: safety.ask(hand(kit, unit, Actor.CLOCK), now_in(unit, thread.id), 0))
        assert (checks(kit, thread.case_id), checks(kit, other)) == (1, 1)
        kit.hear(other, "2")
        assert kit.row(other).retaliation
        assert kit.row(thread.case_id).retaliation


class TestHerAnswer:
    def sent(self, kit: Kit) -> str:
        thread = at(kit, "dialogue", **PLAIN)
        kit.write(lambda unit: safety.ask(hand(kit, unit, Actor.CLOCK), now_in(unit, thread.id), 0))
        return thread.case_id

    def test_no_is_thanked_for(self, kit: Kit) -> None:
        case_id = self.sent(kit)
        kit.hear(case_id, "1")
        assert kit.said_to_worker(case_id)[-1] == text(kit, "answer.done")
        assert not kit.row(case_id).retaliation
        assert ("worker", "safety_said", "no") in kinds(kit, case_id)

    @pytest.mark.parametrize("answer", ["2", "3"])
    def test_yes_and_not_sure_freeze_it_and_she_is_asked_what_happened(self, kit: Kit, answer: str) -> None:
        case_id = self.sent(kit)
        read(kit, case_id)
        kit.hear(case_id, answer)
        assert kit.said_to_worker(case_id)[-1] == text(kit, "safety.noted")
        assert kit.row(case_id).retaliation
        read(kit, case_id)
        kit.hear(case_id, "he took my shifts")
        assert kit.said_to_worker(case_id)[-1] == text(kit, "answer.done")
        assert kit.row(case_id).unread

    def test_words_of_her_own_are_read_by_a_person_before_anything_closes(self, kit: Kit) -> None:
        case_id = self.sent(kit)
        kit.hear(case_id, "My boss cut all my night shifts after that")
        assert kit.row(case_id).retaliation

    def test_what_she_explains_belongs_to_the_report_she_was_asked_about(self, kit: Kit) -> None:
        case_id = self.sent(kit)
        kit.hear(case_id, "2")
        kit.hear(case_id, "he took my shifts")
        opened = kit.read(lambda unit: desk.open_case(unit, case_id))
        assert [one.body["text"] for one in opened.said if one.author == "worker"][-1] == "he took my shifts"

    def test_with_a_pin_nothing_is_said_before_it(self, kit: Kit) -> None:
        thread = at(kit, "dialogue", discreet=True, language="en")
        kit.write(lambda unit: safety.ask(hand(kit, unit, Actor.CLOCK), now_in(unit, thread.id), 0))
        assert kit.said_to_worker(thread.case_id) == [text(kit, "update.notice")]
        kit.hear(thread.case_id, "2")  # no answer to a question that she has not read
        assert not kit.row(thread.case_id).retaliation

    def test_later_checks_are_offered_when_the_trouble_is_over(self, kit: Kit) -> None:
        case_id = self.sent(kit)
        kit.hear(case_id, "2")
        (thread,) = kit.read(lambda unit: threads.of_case(unit, case_id))
        kit.write(lambda unit: Disclosures(unit.cases).change(thread.id, "checks", 3))
        kit.write(lambda unit: safety.looked(hand(kit, unit), case_id, "He apologised in front of all"))
        assert notices(kit, case_id)[-1] == "safety.later"


class TestTheSurvey:
    def ended(self, kit: Kit, outcome: str = "1") -> str:
        thread = asked(kit)
        kit.hear(thread.case_id, outcome)
        read(kit, thread.case_id)
        kit.hear(thread.case_id, "9")  # the news of the end is read, and not answered
        days(kit, 4)
        return thread.case_id

    def counted(self, kit: Kit) -> dict[str, dict[int, int]]:
        day = day_of(milliseconds(kit.clock()))
        return kit.read(lambda unit: surveys.counts(unit.cases, first=day - 10, end=day + 1))

    def test_three_questions_one_after_the_other_each_a_number(self, kit: Kit) -> None:
        case_id = self.ended(kit)
        assert kit.said_to_worker(case_id)[-1] == text(kit, "survey.easy")
        kit.hear(case_id, "5")
        assert kit.said_to_worker(case_id)[-1] == text(kit, "survey.safe")
        kit.hear(case_id, "9")
        assert kit.said_to_worker(case_id)[-1] == text(kit, "survey.result")
        kit.hear(case_id, "2")
        assert text(kit, "survey.thanks") in kit.said_to_worker(case_id)[-2:]
        assert self.counted(kit) == {"survey.easy": {5: 1}, "survey.safe": {9: 1}, "survey.result": {2: 1}}
        assert kit.row(case_id).status == "closed"
        days(kit, 30)
        assert notices(kit, case_id).count("survey.easy") == 1

    def test_a_burmese_digit_is_a_mark_and_a_word_too_long_ends_it(self, kit: Kit) -> None:
        case_id = self.ended(kit)
        kit.hear(case_id, "၄")
        kit.hear(case_id, "It was easy, but nobody called me back for weeks")
        assert kit.said_to_worker(case_id)[-1] == text(kit, "answer.done")
        assert self.counted(kit) == {"survey.easy": {4: 1}}
        assert kit.row(case_id).status == "closed"

    def test_no_list_is_written_below_the_question(self, kit: Kit) -> None:
        marks = [Choice(f"survey.easy@x:{mark}", mark) for mark in "12345"]
        assert list_lines(marks) == []
        assert list_lines([Choice("a", "Yes"), Choice("b", "2")]) == ["1. Yes", "2. 2"]

    def test_whoever_was_silent_is_not_asked(self, kit: Kit) -> None:
        thread = asked(kit)
        days(kit, 25)
        assert kit.row(thread.case_id).outcome == "no_reply"
        assert "survey.easy" not in notices(kit, thread.case_id)

    def test_the_first_answer_counts_and_no_report_of_hers_is_asked_twice(self, kit: Kit) -> None:
        case_id = self.ended(kit)
        kit.hear(case_id, "5")
        kit.write(lambda unit: survey.rated(hand(kit, unit), desk.find(unit, case_id), "survey.easy", "1"))
        kit.write(lambda unit: survey.ask(hand(kit, unit), desk.find(unit, case_id)))
        assert self.counted(kit)["survey.easy"] == {5: 1}
        assert notices(kit, case_id).count("survey.easy") == 1


def now_in(unit, thread_id: str):
    return threads.find(unit, thread_id)


def test_the_days_are_those_that_were_promised() -> None:
    assert safety.DAYS == (14, 45, 90, 180, 365)
    assert safety.DAYS[: safety.AGREED] == (14, 45, 90)
    assert timedelta(days=safety.SAME_DAYS) < timedelta(days=14)


def test_a_contact_that_is_gone_is_not_looked_for(kit: Kit) -> None:
    thread = at(kit, "dialogue", **PLAIN)
    alias = kit.read(lambda unit: desk.open_case(unit, thread.case_id).recipient).alias
    kit.write(lambda unit: Recipients(unit.cases).forget(alias))
    kit.write(lambda unit: unit.vault.forget_contact(alias, 20000))
    days(kit, 16)
    assert ("clock", "unreachable", "") in kinds(kit, thread.case_id)


@pytest.mark.parametrize("language", ["en", "my", "ja"])
@pytest.mark.parametrize("step", ["closing.ask", "update.safety", *survey.QUESTIONS])
def test_every_channel_carries_the_question_and_its_answers(kit: Kit, language: str, step: str) -> None:
    """SMS with a list, or with none where the question says what numbers mean; LINE and Telegram with all buttons."""
    intake = kit.console.intake
    notice = intake.script.steps[step].notice
    state = State(step=step, language=language, shown=("n", step) if notice else ("", ""), reports=("12345674",))
    told = Told(step, {"outcome": "remedied", "date": "2026-12-07", "until": "2027-06-05"})
    asks = Effect(EffectKind.SHOW, "n") if notice else Effect(EffectKind.ASK, step)
    facts = Facts(notices={"n": told})
    message = render([asks], script=intake.script, state=state, language=language, wording=intake.wording, facts=facts)
    assert message is not None
    sms = lay_out(message, SMS)
    assert sms.buttons == ()
    assert sum(sms_parts(one) for one in sms.texts) <= 3
    marks = step in survey.QUESTIONS
    assert ("\n1. " in sms.texts[-1]) is not marks
    for caps in (LINE, TELEGRAM):
        assert len(lay_out(message, caps).buttons) == (5 if marks else len(intake.script.steps[step].choices))
