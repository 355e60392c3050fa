"""Her language: guessed from her first words and never again, and named by her wherever it is asked."""

import pytest

from bot.conversation.machine import EventKind, State, advance, numbered
from bot.conversation.script import SCRIPT, build
from bot.intake.interpreter import interpret
from bot.intake.language import Identifier
from bot.intake.locale_table import LOCALES, load_languages, load_latin
from bot.intake.reserved import load_words
from bot.intake.wording import Wording
from channels.base import Event

WORDING = Wording.load(strict=True)
GREETING = Identifier(
    load_languages(), tuple(WORDING.languages), load_latin(), WORDING.words.names, greetings=WORDING.words.spoken
)
SAID, COMMAND = EventKind.SAID, EventKind.COMMAND


def arrived(text=None, **parts):
    return Event(parts.pop("kind", "message"), "telegram", "bot", "1", text=text, **parts)


def test_the_language_is_guessed_before_the_first_words_and_never_again():
    def guess(text, hint):
        return ("id", "ja")[: 1 + ("lembur" in text)] if "gaji" in text or hint == "id" else ()

    def kinds(event, state):
        return [one.kind for one in interpret(event, SCRIPT, state, WORDING, guess=guess)]

    assert kinds(arrived("gaji saya tidak dibayar"), State()) == [EventKind.GUESSED, SAID]
    assert kinds(arrived(kind="start", language_hint="id"), State()) == [EventKind.GUESSED, COMMAND]
    assert kinds(arrived("hello there"), State()) == [SAID]
    assert interpret(arrived("gaji lembur"), SCRIPT, State(), WORDING, guess=guess)[0].text == "id+ja"
    assert kinds(arrived("gaji saya"), State(language="en")) == [SAID]
    assert kinds(arrived("gaji saya"), State(step="what.ask")) == [SAID]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("start.language", [("start.language", "ja")]),
        ("lang.change", [("lang.change", "ja")]),
        ("lang.detected", [("lang.detected", "no"), ("start.language", "ja")]),
        ("lang.which", [("lang.which", "neither"), ("start.language", "ja")]),
    ],
)
def test_her_language_may_be_named_wherever_it_is_asked(step, said):
    told = interpret(arrived("日本語"), SCRIPT, State(step=step, language="en", guesses=("en", "id")), WORDING)
    assert [(event.step, event.text) for event in told] == said
    assert kinds_of(interpret(arrived("日本語"), SCRIPT, State(step="what.ask"), WORDING)) == [SAID]


def kinds_of(events):
    return [event.kind for event in events]


LISTED = build(languages=[(tag, row.autonym) for tag, row in WORDING.languages.items()])
NAMES = {"ne": "Nepali", "my": "burmese", "th": "THAI", "zh-Hans": "zhongwen", "ko": "korean", "ur": "urdu"}


@pytest.mark.parametrize("tag", WORDING.languages)
@pytest.mark.parametrize("step", ["start.language", "lang.change"])
def test_every_language_is_reached_by_its_number_and_by_its_name(tag, step):
    """The list turns its page by the choice `more`, and is numbered alike on every page."""
    pages = range(len(WORDING.languages))
    shown = (dict(numbered(LISTED, State(step=step, language="en", page=page))) for page in pages)
    page, number = next(
        (page, number) for page, choices in enumerate(shown) for number, one in choices.items() if one.value == tag
    )
    state = State(step=step, language="en", page=page)
    names = [str(number), WORDING.autonym(tag), WORDING.autonym(tag).upper()]
    names += [NAMES[tag]] if tag in NAMES else []
    for text in names:
        (event,) = interpret(arrived(text), LISTED, state, WORDING)
        after, _ = advance(LISTED, state, event)
        assert after.language == tag, text


@pytest.mark.parametrize(
    ("typed", "tag"), [("Nepalii", "ne"), ("vietnamse", "vi"), ("Indonesa", "id"), ("bangl", None), ("More", None)]
)
def test_a_slip_in_the_name_of_a_language_is_forgiven_below_the_list(typed, tag):
    state = State(step="lang.change", language="en")
    (event,) = interpret(arrived(typed), LISTED, state, WORDING)
    assert (event.text if event.text in WORDING.languages else None) == tag
    (elsewhere,) = interpret(arrived(typed), LISTED, State(step="what.ask", language="en"), WORDING)
    assert elsewhere.kind is SAID


def test_no_answer_of_any_language_is_taken_for_a_slip_in_a_languages_name():
    """`More` below the list, and the commands: they must not choose a language."""
    for tag in WORDING.languages:
        state = State(step="start.language", language=tag)
        (event,) = interpret(arrived(WORDING.text("list.more", tag)), LISTED, state, WORDING)
        assert event.text == "more", tag


GREETED = [("xin chao", "vi"), ("kumusta po", "fil"), ("hola", "es"), ("salom", "uz"), ("halo", "id"), ("oi", "pt-BR"),
           ("konnichiwa", "ja"), ("annyeonghaseyo", "ko"), ("sawasdee", "th"), ("mingalaba", "my"), ("你好", "zh-Hans"),
           ("नमस्ते", "ne"), ("vanakkam", "ta"), ("sain uu", "mn"), ("sabaidee", "lo")]  # fmt: skip


@pytest.mark.parametrize(("greeting", "tag"), GREETED)
def test_a_greeting_alone_tells_whose_it_is(greeting, tag):
    assert tag in GREETING.propose(greeting)


def test_a_greeting_of_two_languages_offers_both_and_her_app_decides_the_order():
    assert set(GREETING.propose("namaste")) == {"ne", "hi"}
    assert GREETING.propose("नमस्ते", "hi")[0] == "hi"
    assert GREETING.propose("hello") == ()
    assert GREETING.propose("hello", "vi") == ("vi",)
    assert GREETING.propose("こんにちは") == ("ja",)


@pytest.mark.parametrize("tag", [tag for tag in WORDING.languages if tag not in ("en", "ja-simple")])
def test_the_first_greeting_of_each_language_proposes_it(tag):
    first = load_words(LOCALES, WORDING.languages[tag])["hi"][0]
    assert tag in GREETING.propose(first), first
