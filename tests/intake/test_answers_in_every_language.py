"""Her own words in every language that is offered: commands, yes and no, numbers in words and digits, labels as typed.

A table over all of `locales/*/words.toml`: whatever a translator adds there is understood, or this fails.
"""

import unicodedata

import pytest

from bot.conversation.machine import REST, START, Choice, Command, Event, EventKind, State, numbered
from bot.conversation.script import build
from bot.intake.interpreter import NAMES_ASKED, YES_AND_NO, interpret
from bot.intake.locale_table import LOCALES
from bot.intake.nearness import perhaps
from bot.intake.reserved import NO, YES, fold, load_numbers, load_words
from bot.intake.wording import Wording
from channels.base import Event as Arrived
from channels.text import without_marks

WORDING = Wording.load()
TAGS = tuple(WORDING.languages)
SCRIPT = build(
    languages=[(tag, row.autonym) for tag, row in WORDING.languages.items()],
    countries=(("JP", "Japan"), ("VN", "Viet Nam")),
)
OPEN, YES_NO = ("what.ask", "where.company", "contact.pin", "pin.ask"), ("safe.check", "consent.ask", "danger.ask")
ZEROS = {
    **{"ne": "०", "hi": "०", "bn": "০", "my": "၀", "th": "๐", "km": "០", "lo": "໐", "ur": "۰", "ta": "௦", "si": "෦"},
    **dict.fromkeys(("ja", "ja-simple", "zh-Hans", "zh-Hant", "ko"), "０"),
}
"""The zero of her own digits; where a language is not here, Latin digits are its own."""


def heard(text, step, language, **state):
    event = Arrived("message", "telegram", "bot", "1", text=text)
    return interpret(event, SCRIPT, State(step=step, language=language, story=True, **state), WORDING)


def words_of(tag, meaning):
    return load_words(LOCALES, WORDING.languages[tag]).get(meaning, ())


def digits_of(tag, number):
    return "".join(chr(ord(ZEROS.get(tag, "0")) + int(digit)) for digit in number)


def labels(tag):
    """(step, its state, choice, label) of every fixed choice of the script."""
    for name, step in SCRIPT.steps.items():
        state = {"shown": ("n1", name)} if step.notice else {}
        for _, choice in numbered(SCRIPT, State(step=name, language=tag, **state)) if step.choices else ():
            yield name, state, choice, WORDING.label(choice, tag)


def test_the_digits_are_all_of_one_script():
    assert all(unicodedata.digit(zero) == 0 for zero in ZEROS.values())


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("command", Command)
def test_each_word_for_a_command_is_that_command_in_every_place(tag, command):
    """Where its very label is offered the label is picked, which leads to the same."""
    wrong = [
        (word, step)
        for word in words_of(tag, command)
        for step in (START, REST, *YES_NO, *OPEN, "category.ask", "human.ask", "update.notice", "lang.detected")
        if heard(word, step, tag) != (Event(EventKind.COMMAND, command),)
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("language", ["en", "vi", "ur"])
def test_hide_and_delete_are_understood_in_every_language_whatever_hers_is(tag, language):
    for command in (Command.HIDE, Command.DELETE):
        for word in words_of(tag, command):
            for step in ("safe.check", "name.ask", *OPEN):
                assert heard(word, step, language) == (Event(EventKind.COMMAND, command),), (word, step)


@pytest.mark.parametrize(("name", "language"), [("Nilai", "vi"), ("Tao", "en"), ("Moli", "id"), ("Salam", "ne")])
def test_a_name_that_is_a_command_in_another_language_is_a_name_where_one_is_asked(name, language):
    for step in NAMES_ASKED:
        assert heard(name, step, language) == (Event(EventKind.SAID, name),), step
    assert heard(name, "danger.ask", language)[0].kind is EventKind.COMMAND


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("meaning", [YES, NO])
def test_yes_and_no_answer_every_question_that_takes_them(tag, meaning):
    wrong = []
    for name, step in SCRIPT.steps.items():
        value = YES_AND_NO.get(name, {}).get(meaning, meaning)
        if value not in [choice.value for choice in step.choices]:
            continue
        state = {"shown": ("n1", name)} if step.notice else {}
        for word in words_of(tag, meaning):
            (event,) = heard(word, name, tag, **state)
            if (event.kind, event.text, event.step) != (EventKind.PICKED, value, name):
                wrong.append((word, name, event))
    assert wrong == []


@pytest.mark.parametrize("tag", TAGS)
def test_a_number_may_be_said_in_a_word_or_in_her_own_digits(tag):
    places = dict(numbered(SCRIPT, State(step="category.ask", language=tag)))
    said = load_numbers(LOCALES, WORDING.languages[tag])
    assert set(said.values()) == set(range(1, 9))
    forms = [(word, place) for word, place in said.items()]
    for place in places:
        own = digits_of(tag, str(place))
        forms += [(form, place) for form in (own, f"{own}.", f"({own})", f" {own} ", f"{own}।", f"{own}、")]
    wrong = [(form, place) for form, place in forms if heard(form, "category.ask", tag)[0].text != places[place].value]
    assert wrong == []


@pytest.mark.parametrize("tag", TAGS)
def test_a_label_may_be_typed_with_its_number_in_capitals_or_without_its_marks(tag):
    """On SMS a language may be written without marks: what she reads there is what she types."""
    wrong = []
    for name, state, choice, label in labels(tag):
        decomposed = unicodedata.normalize("NFD", label)
        for typed in (label, label.upper(), f"{label}.", f" {label}\n", decomposed, without_marks(label)):
            (event,) = heard(typed, name, tag, **state)
            if (event.kind, event.text) != (EventKind.PICKED, choice.value) and not _same_thing(event, choice):
                wrong.append((typed, name, event))
    assert wrong == []


def _same_thing(event: Event, choice: Choice) -> bool:
    """A label that is a command too: to be put through to a person, or to change the language."""
    return event.kind is EventKind.COMMAND and event.text == choice.value and choice.value in ("person", "language")


@pytest.mark.parametrize("tag", TAGS)
def test_a_letter_left_out_of_a_label_never_picks_another_choice(tag):
    """But for a letter that is a word: without its `not` an answer says the opposite, and nobody can know."""
    yes = {fold(word) for word in words_of(tag, YES)}
    for name, state, choice, label in labels(tag):
        for at in range(len(label)):
            typed = label[:at] + label[at + 1 :]
            (event,) = heard(typed, name, tag, **state)
            taken = event.kind is EventKind.PICKED and event.text != choice.value
            assert not taken or fold(typed) in yes or _is_label(typed, name, state, tag), (typed, label, event)


def _is_label(typed: str, name: str, state: dict[str, object], tag: str) -> bool:
    shown = [label for step, _, _, label in labels(tag) if step == name]
    return fold(typed) in map(fold, shown)


@pytest.mark.parametrize(
    ("word", "shown", "near"),
    [
        ("护照", {1: "工资", 2: "护照或手机被拿走", 3: "宿舍"}, (2,)),
        ("けが", {1: "お金", 2: "危険・けが", 3: "暴力"}, (2,)),
        ("여권", {1: "월급", 2: "여권을 뺏김", 3: "기숙사"}, (2,)),
        ("เงิน", {1: "เงินเดือน", 2: "เวลาทำงาน"}, (1,)),
        ("လစာ", {1: "လစာငွေ", 2: "အလုပ်ချိန်"}, ()),
        ("人", {1: "一个人", 2: "两个人"}, ()),
        ("安全", {1: "安全です", 2: "安全ではない"}, (1, 2)),
    ],
)
def test_where_no_spaces_part_words_a_part_of_a_label_is_asked_back(word, shown, near):
    assert perhaps(word, shown) == near
