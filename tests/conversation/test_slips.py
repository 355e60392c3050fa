"""The laws are tried: each slip is planted, and the law that should see it must fail.

A slip that no law sees: `0` read as the last choice of a list. The tables of `test_readers.py` are for such.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.conversation import answers, arrivals, choices, machine, walk
from bot.conversation.deeds import DEEDS
from bot.conversation.script import STEPS
from bot.conversation.turn import Turn
from bot.conversation.vocabulary import ANY, Command, EffectKind, EventKind
from tests.conversation import test_laws as laws
from tests.conversation import test_laws_of_safety as safety
from tests.conversation.walks import HEADS, WORD, Drawn, events, head_moves

Plant = Callable[[pytest.MonkeyPatch], None]
SLIPS: dict[str, tuple[Plant, Callable[..., None], str]] = {}


def slip(law: Callable[..., None], head: str = "") -> Callable[[Plant], None]:
    """`head`: where walks begin that come to the planted place soon."""

    def keep(plant: Plant) -> None:
        SLIPS[plant.__name__] = (plant, law, head)

    return keep


def unguarded(turn: Turn, value: str = "") -> None:
    turn.change(submitted=True)
    turn.do(EffectKind.SUBMIT)


@slip(safety.test_a_report_is_submitted_at_most_once_and_never_without_her_consent, "asked for consent")
def a_no_to_consent_leads_on(patch):
    patch.setitem(STEPS, "consent.ask", replace(STEPS["consent.ask"], go={ANY: "review.ask"}, does={}))
    patch.setitem(DEEDS, "submit", unguarded)


@slip(safety.test_a_report_is_submitted_at_most_once_and_never_without_her_consent, "urgent")
def the_review_is_asked_in_danger_too(patch):
    patch.setitem(STEPS, "review.ask", replace(STEPS["review.ask"], only=None))
    patch.setitem(DEEDS, "submit", unguarded)


@slip(laws.test_a_button_of_a_question_that_is_no_longer_open_answers_nothing)
def an_old_button_counts(patch):
    patch.setattr(answers, "live", lambda turn, step, event: event.text in {choice.value for choice in step.choices})


@slip(safety.test_what_a_company_gets_is_agreed_to_only_by_the_answer_to_what_was_just_asked, "asked by the desk")
def a_preview_is_answered_under_a_side_trip(patch):
    def live(turn, step, event):
        return step.name in (turn.state.step, *turn.state.trail) and event.text in {c.value for c in step.choices}

    patch.setattr(answers, "live", live)


@slip(laws.test_only_offered_values_and_short_typed_answers_are_stored)
def a_typed_answer_is_kept_whole(patch):
    patch.setattr(answers, "LONGEST_ANSWER", 10_000)
    patch.setattr(answers, "typed", lambda words: words * 30)


@slip(safety.test_neither_story_nor_name_nor_pin_is_ever_in_a_saved_state, "in review")
def the_names_of_people_are_kept_as_an_answer(patch):
    patch.setitem(STEPS, "name.ask", replace(STEPS["name.ask"], keep=True))


@slip(safety.test_her_words_leave_only_as_a_name_a_pin_or_a_reference)
def an_answer_to_a_notice_carries_her_words(patch):
    patch.setitem(DEEDS, "answer", lambda turn, value: turn.do(EffectKind.ANSWER, "n", WORD))


@slip(safety.test_danger_is_with_the_desk_at_once_when_she_has_agreed)
def danger_waits_for_the_review(patch):
    patch.setitem(DEEDS, "danger", lambda turn, value: turn.change(danger=True))


@slip(safety.test_hide_works_from_anywhere_and_nothing_is_said_until_she_writes_again)
def a_notice_comes_through_hide(patch):
    patch.setitem(machine.OTHERS, EventKind.NOTICE, lambda turn, event: arrivals.announce(turn))


@slip(safety.test_after_hide_nothing_of_hers_is_shown_before_she_says_it_is_safe_or_gives_her_pin)
def after_hide_she_is_where_she_was(patch):
    patch.setattr(machine, "after_hiding", lambda turn, event: machine.HERS[event.kind](turn, event))


@slip(laws.test_no_list_is_longer_than_eight_and_every_choice_can_be_turned_to)
def a_list_of_ten_is_shown_whole(patch):
    patch.setattr(choices, "LONGEST", 10)


@slip(laws.test_no_list_is_longer_than_eight_and_every_choice_can_be_turned_to)
def the_last_page_is_never_reached(patch):
    patch.setattr(choices, "pages", lambda count: max(1, count // 7))
    patch.setattr(answers, "pages", lambda count: max(1, count // 7))


@slip(safety.test_before_the_pin_is_given_nothing_is_shown_or_told_that_reveals_a_report)
def the_lock_lets_through(patch):
    patch.setattr(walk, "lock", lambda turn, target: walk.stand(turn, STEPS.get(target, STEPS["menu.main"])))


@slip(laws.test_an_unfinished_report_can_always_be_gone_on_with, "with a PIN and a draft")
def the_lock_forgets_what_it_interrupted(patch):
    def lock(turn, target):
        turn.change(wanted=target)
        walk.stand(turn, STEPS["pin.ask" if turn.state.pin else "lock.ask"])

    patch.setattr(walk, "lock", lock)


@slip(safety.test_no_notice_is_lost_and_a_question_waits_until_it_is_answered, "asked by the desk")
def a_question_is_lost_under_the_next_notice(patch):
    patch.setattr(walk, "unshow", lambda turn: turn.change(shown=("", "")))


@slip(safety.test_a_notice_is_announced_and_shown_unasked_only_to_someone_who_chose_so)
def discretion_is_forgotten(patch):
    def announce(turn):
        turn.change(trail=walk.interrupted(turn))
        walk.show_waiting(turn)

    patch.setattr(arrivals, "announce", announce)


@slip(laws.test_every_message_and_file_of_hers_is_filed_once)
def what_cannot_be_read_is_dropped(patch):
    patch.setattr(answers, "stray", lambda turn, step: None)


@slip(laws.test_whatever_she_sends_is_answered, "submitted")
def nothing_is_said_at_the_end(patch):
    patch.setattr(walk, "home", lambda turn: turn.change(step="rest"))


@slip(safety.test_a_conversation_that_is_over_holds_nothing, "asked for consent")
def a_refusal_keeps_the_story(patch):
    patch.setitem(DEEDS, "forget_draft", lambda turn, value: turn.do(EffectKind.FORGET, value="draft"))


@slip(safety.test_deleting_all_is_two_steps_from_anywhere_and_leaves_nothing)
def deleting_keeps_the_references(patch):
    def forget(turn, value):
        turn.do(EffectKind.FORGET, value=value)
        turn.fresh(reports=turn.state.reports)

    patch.setitem(DEEDS, "forget", forget)


@slip(laws.test_every_step_taken_is_an_edge_of_the_drawn_script)
def a_deed_leads_somewhere_that_is_not_drawn(patch):
    patch.setitem(DEEDS, "discreet", lambda turn, value: walk.arrive(turn, "where.team"))
    patch.setitem(STEPS, "contact.discreet", replace(STEPS["contact.discreet"], go={ANY: "<stay>"}))


@slip(laws.test_everything_that_is_told_has_a_message_id)
def a_message_is_told_that_no_list_names(patch):
    patch.setitem(DEEDS, "discreet", lambda turn, value: turn.tell("well.done"))


@slip(laws.test_any_event_in_any_state_leaves_it_known_and_saved_alike)
def a_reserved_word_nobody_thought_of_raises(patch):
    patch.setattr(machine, "command", None)
    patch.setitem(machine.HERS, EventKind.COMMAND, lambda turn, event: machine.COMMANDS[Command(event.text)](turn))


@slip(laws.test_any_event_in_any_state_leaves_it_known_and_saved_alike)
def a_side_trip_comes_back_to_itself(patch):
    patch.setattr(walk, "cut", lambda trail, name: trail)


def from_head(head: str) -> st.SearchStrategy[tuple[str, list[Drawn]]]:
    return st.tuples(st.just(head) if head else st.sampled_from(sorted(HEADS)), st.lists(events, max_size=12))


@pytest.mark.parametrize("name", SLIPS)
def test_the_law_sees(name, monkeypatch):
    plant, law, head = SLIPS[name]
    extra = {"name": st.sampled_from(sorted(STEPS)), "command": st.sampled_from([*Command])}
    inner = law.hypothesis.inner_test
    wanted = [extra[argument] for argument in inner.__code__.co_varnames[1 : inner.__code__.co_argcount]]
    tried = settings(max_examples=400, deadline=None, database=None, derandomize=True, phases=[Phase.generate])(
        given(from_head(head), *wanted)(inner)
    )
    plant(monkeypatch)
    head_moves.cache_clear()
    try:
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the slip leads to, the law must not pass
            tried()
    finally:
        head_moves.cache_clear()


def test_every_law_was_tried():
    tried = {law for _, law, _ in SLIPS.values()}
    all_laws = {law for name, law in (vars(laws) | vars(safety)).items() if name.startswith("test_")}
    assert {law.__name__ for law in all_laws - tried} == {"test_equal_events_give_equal_turns"}
