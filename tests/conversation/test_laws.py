"""What holds of the machine in every conversation, whatever comes, in whatever order.

`test_slips.py` plants a slip for each law, and sees it fail.
"""

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.check import ENTRIES, edges, message_ids
from bot.conversation.machine import (
    CHAT,
    MORE,
    REST,
    START,
    EffectKind,
    Event,
    EventKind,
    advance,
    offered,
)
from bot.conversation.snapshot import dump, load
from bot.conversation.vocabulary import CHOSEN
from tests.conversation.walks import SCRIPT, SEEN, Move, events, law, walk, walks

PLACES = {START, REST, CHAT}
ALL_IDS = frozenset(message_ids(SCRIPT))


@law
@given(walks)
def test_any_event_in_any_state_leaves_it_known_and_saved_alike(drawn):
    for move in walk(drawn):
        assert {move.after.step, *move.after.trail} <= SCRIPT.steps.keys() | PLACES
        assert load(dump(move.after)) == move.after
        assert move.after.step not in move.after.trail
        assert len(set(move.after.trail)) == len(move.after.trail)


@law
@given(walks)
def test_whatever_she_sends_is_answered(drawn):
    asked = {EffectKind.CHECK_PIN, EffectKind.LOOK_UP, EffectKind.CODE}  # the rim answers these in the same turn
    for move in walk(drawn):
        if move.hers:
            assert {effect.kind for effect in move.effects} & (SEEN | asked), move


@law
@given(walks)
def test_every_message_and_file_of_hers_is_filed_once(drawn):
    for move in walk(drawn):
        if move.event.kind in (EventKind.SAID, EventKind.SENT):
            assert len(move.did(EffectKind.FILE)) == 1, move


@law
@given(walks)
def test_only_offered_values_and_short_typed_answers_are_stored(drawn):
    for move in walk(drawn):
        for name, value in move.after.answers:
            step = SCRIPT.steps[name]
            assert step.keep
            assert value in {choice.value for choice in step.choices} if step.choices else 0 < len(value) <= 120


@law
@given(walks)
def test_no_list_is_longer_than_eight_and_every_choice_can_be_turned_to(drawn):
    for move in walk(drawn):
        shown, pages = set[str](), []
        state = move.after
        while (page := offered(SCRIPT, state)) not in pages:
            assert len(page) <= 8
            pages.append(page)
            shown |= {choice.value for choice in page}
            state, _ = advance(SCRIPT, state, Event(EventKind.PICKED, MORE, step=state.step))
            if MORE not in {choice.value for choice in page}:
                break
        step = SCRIPT.steps.get(move.after.step)
        if step is not None and not move.after.hidden:
            assert {choice.value for choice in step.choices} <= shown
            assert step.source != "languages" or len(shown - {MORE}) == 20


@law
@given(walks, st.sampled_from(sorted(SCRIPT.steps)))
def test_a_button_of_a_question_that_is_no_longer_open_answers_nothing(drawn, name):
    for move in walk(drawn):
        state, step = move.after, SCRIPT.steps[name]
        open_still = state.trail if not state.locked and not step.notice else ()
        if name in (state.step, *open_still):
            continue
        for choice in step.choices or SCRIPT.languages[:1]:
            after, effects = advance(SCRIPT, state, Event(EventKind.PICKED, choice.value, step=name))
            assert {effect.kind for effect in effects} <= SEEN
            assert (after.answers, after.consented, after.submitted, after.language, after.pin) == (
                state.answers, state.consented, state.submitted, state.language, state.pin,
            )  # fmt: skip


@law
@given(walks)
def test_an_unfinished_report_can_always_be_gone_on_with(drawn):
    for move in walk(drawn):
        state = move.after
        if state.consented and not state.submitted:
            open_questions = [name for name in (*state.trail, state.step) if name in SCRIPT.steps]
            assert not SCRIPT.steps[open_questions[0]].side


EDGES = {(start, to) for start, _, to in edges(SCRIPT) if start in SCRIPT.steps}
PASSING = {(step.name, step.otherwise or step.go["*"]) for step in SCRIPT.steps.values() if step.only}


@law
@given(walks)
def test_every_step_taken_is_an_edge_of_the_drawn_script(drawn):
    for move in walk(drawn):
        after = move.after.step
        if after != move.before.step and after not in PLACES:
            assert after in reachable(move), move


def reachable(move: Move) -> set[str]:
    """One edge from what is open, or an entry, then past questions whose condition does not hold."""
    before = move.before
    open_questions = {before.step, *before.trail}
    ahead = {to for start, to in EDGES if start in open_questions} | set(before.trail) | {before.wanted}
    if CHOSEN in ahead:
        ahead.add(move.event.text)
    ahead |= set(ENTRIES.values())
    while more := {to for start, to in PASSING if start in ahead} - ahead:
        ahead |= more
    return ahead


@law
@given(walks)
def test_everything_that_is_told_has_a_message_id(drawn):
    for move in walk(drawn):
        assert {effect.ref for effect in move.did(EffectKind.TELL)} <= ALL_IDS
        assert {SCRIPT.steps[effect.ref].ask for effect in move.did(EffectKind.ASK)} <= ALL_IDS
        assert {choice.label for choice in offered(SCRIPT, move.after) if not choice.literal} <= ALL_IDS


@law
@given(walks, events)
def test_equal_events_give_equal_turns(drawn, one):
    head, tail = drawn
    assert walk((head, [*tail, one])) == walk((head, [*tail, one]))
