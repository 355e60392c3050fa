"""Answers in her own words: taken where only one choice can be meant, asked back where a few may be, else kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.machine import Event, EventKind, State
from bot.conversation.script import SCRIPT
from bot.intake.interpreter import interpret
from bot.intake.nearness import ONE_SLIP, TWO_SLIPS, perhaps, plain, slip_of, surely
from bot.intake.reserved import fold
from bot.intake.wording import Wording
from channels.base import Event as Arrived

WORDING = Wording.load(strict=True)
CATEGORIES = {1: "pay", 2: "hours and rest", 3: "safety or injury", 4: "violence or insults", 5: "id or phone taken"}
labels = st.dictionaries(st.integers(1, 8), st.text(max_size=20).map(fold), max_size=8)


def heard(text, step, language="en"):
    (event,) = interpret(
        Arrived("message", "telegram", "bot", "1", text=text), SCRIPT, State(step=step, language=language), WORDING
    )
    return event


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        *(("violence", "violence", True), ("violence", "violense", True), ("violence", "vilence", True)),
        *(("violence", "violencee", True), ("violence", "voilence", True), ("violence", "voilense", False)),
        *(("violence", "violen", False), ("", "a", False), ("ab", "ba", False), ("not now", "not no", True)),
        *(("violence or insults", "violense or insuts", True), ("violence or insults", "voilens or insuts", False)),
    ],
)
def test_slips_are_forgiven_by_length(one, other, same):
    assert slip_of(one, other) is slip_of(other, one) is same


def test_no_short_label_is_ever_taken_for_a_near_word():
    """`No` and `Not`, or two Thai letters, are a slip apart and mean opposite things."""
    assert ONE_SLIP >= 6
    assert TWO_SLIPS >= 2 * ONE_SLIP
    assert heard("Yes1", "danger.ask") == Event(EventKind.SAID, "Yes1")


@pytest.mark.parametrize(
    ("word", "place"),
    [("khong", 1), ("không", 1), ("Khong".lower(), 1), ("co", 2), ("cỏ", 2), ("toi khong biet", 3), ("biet", None)],
)
def test_marks_that_her_keypad_lacks_do_not_count(word, place):
    assert surely(word, {1: "không", 2: "có", 3: "tôi không biết"}) == place


def test_spaces_between_japanese_words_do_not_count():
    assert surely("はい、かくします", {1: "はい、 かくします", 2: "いいえ"}) == 1
    assert surely("はいかくします", {1: "はいと いう", 2: "いいえ"}) is None


def test_of_two_labels_that_differ_by_a_mark_only_none_is_taken():
    assert surely("ban", {1: "bán", 2: "bạn"}) is None
    assert surely("bán", {1: "bán", 2: "khác"}) == 1


def test_other_scripts_keep_their_marks_for_there_they_are_the_vowels():
    assert plain("कि की कु") == "कि की कु"
    assert plain("ไม่ใช่") == "ไม่ใช่"
    assert surely("ใช", {1: "ใช่", 2: "ไม่ใช่"}) is None


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("phone", (5,)),
        ("injury", (3,)),
        ("hours", (2,)),
        ("or", ()),
        ("pays", ()),
        ("safety or", (3,)),
        ("my phone", ()),
    ],
)
def test_a_word_of_a_label_is_asked_back_and_not_taken(word, near):
    assert surely(word, CATEGORIES) is None
    assert perhaps(word, CATEGORIES) == near


@pytest.mark.parametrize("text", ["it is not safe", "not safe", "unsafe", "safe? no"])
def test_a_word_that_turns_the_meaning_round_never_picks_the_opposite(text):
    assert heard(text, "safe.check").kind is not EventKind.PICKED


def test_a_few_that_may_be_meant_are_named_in_the_order_of_likeness():
    assert heard("phone", "category.ask") == Event(EventKind.NEAR, "ids", step="category.ask")
    assert heard("Violence", "category.ask") == Event(EventKind.NEAR, "har", step="category.ask")
    assert heard("This feel", "when.ask") == Event(EventKind.NEAR, "week", step="when.ask")
    assert heard("safety", "category.ask") == Event(EventKind.NEAR, "osh", step="category.ask")


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("two", "en", "hrs"),
        ("Second", "en", "hrs"),
        ("the first", "en", "wag"),
        ("two", "ja", "hrs"),
        ("nine", "en", None),
    ],
)
def test_a_number_may_be_said_in_a_word(text, language, value):
    event = heard(text, "category.ask", language)
    assert (event.text if event.kind is EventKind.PICKED else None) == value


@pytest.mark.parametrize("text", ["two", "phone", "pay", "Yes it is"])
def test_where_a_story_is_told_no_word_is_an_answer(text):
    assert heard(text, "what.ask") == Event(EventKind.SAID, text)


def test_nothing_of_hers_goes_to_a_company_by_a_word_that_is_merely_near():
    for text in ("send", "send i", "sent it", "it", "dont send"):
        assert heard(text, "consent.preview").kind in (EventKind.SAID, EventKind.COMMAND), text
    assert heard("Send it", "consent.preview").kind is EventKind.PICKED


@given(st.text(max_size=30).map(fold), labels)
def test_whatever_she_types_at_most_one_is_taken_and_three_are_asked_about(word, shown):
    taken, near = surely(word, shown), perhaps(word, shown)
    assert taken is None or taken in shown
    assert len(near) <= 3
    assert set(near) <= set(shown)
    assert len(set(near)) == len(near)


@given(labels, st.data())
def test_a_label_typed_as_it_stands_is_never_taken_for_another(shown, data):
    if shown:
        place = data.draw(st.sampled_from(sorted(shown)))
        taken = surely(shown[place], shown)
        assert taken is None or plain(shown[taken]) == plain(shown[place])


@pytest.mark.parametrize(
    ("text", "near", "value"),
    [("yes", "ids", "ids"), ("No", "ids", "neither"), ("no", "ids+osh", "neither"), ("yes", "ids+osh", None)],
)
def test_when_asked_back_whether_she_means_one_choice_yes_and_no_are_answers(text, near, value):
    state = State(step="near.ask", trail=("category.ask",), near=tuple(near.split("+")), language="en")
    (event,) = interpret(Arrived("message", "telegram", "bot", "1", text=text), SCRIPT, state, WORDING)
    assert (event.text if event.kind is EventKind.PICKED else None) == value


def test_neither_of_two_languages_may_be_said_as_no():
    state = State(step="lang.which", guesses=("id", "en"), language="id")
    (event,) = interpret(Arrived("message", "telegram", "bot", "1", text="bukan"), SCRIPT, state, WORDING)
    assert (event.kind, event.text) == (EventKind.PICKED, "neither")
