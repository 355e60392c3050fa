"""What holds for her safety in every conversation: consent, danger, silence, the PIN, discretion, forgetting.

`test_slips.py` plants a slip for each law, and sees it fail.
"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.digits import digits
from bot.conversation.machine import (
    CHAT,
    REST,
    START,
    Command,
    EffectKind,
    Event,
    EventKind,
    State,
    advance,
    offered,
    question,
)
from bot.conversation.snapshot import dump
from tests.conversation.walks import NAME_LIKE, PIN, SCRIPT, SEEN, STORY, WORD, Move, law, walk, walks

PLACES = {START, REST, CHAT}
REVEALING = {"add.done", "submit.done", "submit.next", "answer.done", "delete.done", "anon.none", "anon.small"}


def beginnings(made: list[Move]) -> list[list[Move]]:
    """The walk cut into reports: each part ends with the move that began another or forgot this one."""
    parts: list[list[Move]] = [[]]
    for move in made:
        parts[-1].append(move)
        if move.did(EffectKind.NEW_REPORT) or move.did(EffectKind.FORGET) or move.event.kind is EventKind.ERASED:
            parts.append([])
    return parts


@law
@given(walks)
def test_a_report_is_submitted_at_most_once_and_never_without_her_consent(drawn):
    for part in beginnings(walk(drawn)):
        agreed = [m for m in part if m.event.text == "yes" and m.event.step == "consent.ask" and was_asked(m)]
        sent = [m for m in part if m.did(EffectKind.SUBMIT)]
        assert sum(len(m.did(EffectKind.SUBMIT)) for m in sent) <= 1
        assert not sent or part.index(agreed[0]) <= part.index(sent[0])


def was_asked(move: Move) -> bool:
    before = move.before
    return not before.hidden and move.event.step in (before.step, *(() if before.locked else before.trail))


@law
@given(walks)
def test_hide_works_from_anywhere_and_nothing_is_said_until_she_writes_again(drawn):
    for move in walk(drawn):
        hidden, effects = advance(SCRIPT, move.after, Event(EventKind.COMMAND, Command.HIDE))
        assert hidden.hidden
        assert [effect.ref for effect in effects if effect.kind in SEEN] == ["hide.done"]
        assert not offered(SCRIPT, hidden)
        assert not question(SCRIPT, hidden)
        for kind, text in ((EventKind.NOTICE, "update.sent"), (EventKind.REMIND, ""), (EventKind.VERDICT, "ok")):
            after, effects = advance(SCRIPT, hidden, Event(kind, text, ref="pin" if text == "ok" else "n0"))
            assert effects == ()
            assert after.hidden
        assert replace(hidden, hidden=False, locked=move.after.locked, wanted=move.after.wanted) == replace(
            move.after, hidden=False
        )


@law
@given(walks, st.sampled_from([*Command]))
def test_after_hide_nothing_of_hers_is_shown_before_she_says_it_is_safe_or_gives_her_pin(drawn, command):
    for move in walk(drawn):
        hidden, _ = advance(SCRIPT, move.after, Event(EventKind.COMMAND, Command.HIDE))
        if hidden.step in PLACES or command in (Command.HIDE, Command.DELETE):
            continue
        for event in (Event(EventKind.SAID, WORD), Event(EventKind.COMMAND, command)):
            _, effects = advance(SCRIPT, hidden, event)
            asked = [effect.ref for effect in effects if effect.kind is EffectKind.ASK]
            assert all(SCRIPT.steps[name].open for name in asked)
            assert not {effect.kind for effect in effects} & {EffectKind.SHOW, EffectKind.STATUS}


@law
@given(walks)
def test_deleting_all_is_two_steps_from_anywhere_and_leaves_nothing(drawn):
    for move in walk(drawn):
        asking, effects = advance(SCRIPT, move.after, Event(EventKind.COMMAND, Command.DELETE))
        guarded = asking.step in ("pin.ask", "lock.ask")
        assert guarded == asking.locked
        assert guarded == (move.after.pin or move.after.locked)
        if guarded:
            asking, _ = advance(SCRIPT, replace(asking, locked=False, pin=False), Event(EventKind.COMMAND, "delete"))
        assert asking.step == "delete.ask"
        erased, effects = advance(SCRIPT, asking, Event(EventKind.PICKED, "all", step="delete.ask"))
        assert [effect.value for effect in effects if effect.kind is EffectKind.FORGET] == ["all"]
        assert erased == State(language=asking.language, country=asking.country, costly=asking.costly)


@law
@given(walks)
def test_a_conversation_that_is_over_holds_nothing(drawn):
    for move in walk(drawn):
        if move.after.step == START:
            kept = move.after
            assert kept == State(
                language=kept.language, country=kept.country, costly=kept.costly, hidden=kept.hidden,
                waiting=kept.waiting, guesses=kept.guesses,
            )  # fmt: skip
        if move.did(EffectKind.FORGET):
            assert move.after.answers == ()
            assert not any((move.after.story, move.after.consented, move.after.submitted))


@law
@given(walks)
def test_danger_is_with_the_desk_at_once_when_she_has_agreed(drawn):
    for move in walk(drawn):
        if move.after.danger and move.after.consented:
            assert move.after.submitted
        if move.after.submitted and not move.before.submitted and move.after.danger:
            assert [effect.value for effect in move.did(EffectKind.SUBMIT)] == ["urgent"]
            told = [effect.ref for effect in move.did(EffectKind.TELL)]
            assert told[:1] in (["safe.emergency"], ["safe.anywhere"], ["submit.done"])
        if move.event == Event(EventKind.PICKED, "yes", step="danger.ask") and was_asked(move):
            assert move.after.submitted


@law
@given(walks)
def test_neither_story_nor_name_nor_pin_is_ever_in_a_saved_state(drawn):
    for move in walk(drawn):
        typed = [name for name, _ in move.after.answers if SCRIPT.steps[name].text]
        assert set(typed) <= {"where.company", "where.site"}
        bare = replace(move.after, answers=tuple(pair for pair in move.after.answers if pair[0] not in typed))
        saved = dump(bare)
        assert not any(secret in saved for secret in (STORY, WORD, NAME_LIKE, PIN, "၁၂၃၄", "1234"))


@law
@given(walks)
def test_her_words_leave_only_as_a_name_a_pin_or_a_reference(drawn):
    may = {EffectKind.NAME, EffectKind.PIN, EffectKind.CHECK_PIN, EffectKind.LOOK_UP, EffectKind.CODE}
    for move in walk(drawn):
        for effect in move.effects:
            said = " ".join((effect.ref, effect.value, *(value for _, value in effect.params)))
            if effect.kind not in may:
                assert not any(word in said for word in (STORY, WORD, NAME_LIKE, PIN, "၁၂၃၄", "1234"))
            if effect.kind in may:
                assert [e.ref for e in move.did(EffectKind.FILE)] == ["secret"]


@law
@given(walks)
def test_before_the_pin_is_given_nothing_is_shown_or_told_that_reveals_a_report(drawn):
    for move in walk(drawn):
        if move.before.locked and move.after.locked:
            assert not move.did(EffectKind.SHOW) + move.did(EffectKind.STATUS)
            assert all(SCRIPT.steps[effect.ref].open for effect in move.did(EffectKind.ASK))
            assert not {effect.ref for effect in move.did(EffectKind.TELL)} & REVEALING
        if move.before.locked and not move.after.locked:
            own = [digits(move.event.text) == digits(reference) for reference in move.before.reports]
            given_pin = move.event.kind is EventKind.VERDICT and move.event.text == "ok"
            gone = move.event.kind is EventKind.ERASED or move.did(EffectKind.NEW_REPORT)
            assert given_pin or any(own) or gone


@law
@given(walks)
def test_a_notice_is_announced_and_shown_unasked_only_to_someone_who_chose_so(drawn):
    for move in walk(drawn):
        if move.event.kind in (EventKind.NOTICE, EventKind.REMIND) and (
            move.before.discreet or move.before.pin or move.before.locked
        ):
            said = [(effect.kind, effect.ref) for effect in move.effects]
            assert said in ([], [(EffectKind.ASK, "update.notice")])
            assert said or move.before.hidden or move.event.kind is EventKind.REMIND


@law
@given(walks)
def test_no_notice_is_lost_and_a_question_waits_until_it_is_answered(drawn):
    for part in beginnings(walk(drawn)):
        sent, done = dict[str, str](), set[str]()
        for move in (
            part[:-1] if part and part[-1].did(EffectKind.FORGET) + part[-1].did(EffectKind.NEW_REPORT) else part
        ):
            if move.event.kind is EventKind.ERASED:
                break
            if move.event.kind is EventKind.NOTICE:
                sent[move.event.ref] = move.event.text
            asks = {ref for ref, message in sent.items() if message in SCRIPT.steps}
            done |= {effect.ref for effect in move.did(EffectKind.ANSWER)}
            done |= {effect.ref for effect in move.did(EffectKind.SHOW)} - asks
            held = {notice for notice, _ in (*move.after.waiting, move.after.shown)}
            assert set(sent) - done <= held
            assert not done & held


@law
@given(walks)
def test_what_a_company_gets_is_agreed_to_only_by_the_answer_to_what_was_just_asked(drawn):
    last = ""
    for move in walk(drawn):
        last = next((effect.ref for effect in reversed(move.effects) if effect.kind in SEEN), last)
        _, effects = advance(SCRIPT, move.after, Event(EventKind.PICKED, "send", step="consent.preview"))
        if any(effect.kind is EffectKind.ANSWER for effect in effects):
            assert move.after.step == "consent.preview"
            assert move.after.shown == (last, "consent.preview")
            assert not move.after.locked
