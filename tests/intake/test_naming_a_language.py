"""Her language: guessed from her first words and never again, and named by her wherever it is asked."""

import pytest

from bot.conversation.machine import EventKind, State
from bot.conversation.script import SCRIPT
from bot.intake.interpreter import interpret
from bot.intake.wording import Wording
from channels.base import Event

WORDING = Wording.load(strict=True)
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
