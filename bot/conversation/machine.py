"""One turn of a conversation: (script, state, event) -> (state, effects). No clock, no I/O, no wording."""

from dataclasses import replace

from bot.conversation.vocabulary import (
    CHAT,
    MORE,
    REST,
    START,
    Answers,
    Choice,
    Command,
    Effect,
    EffectKind,
    Event,
    EventKind,
    Filing,
    Script,
    State,
    Step,
)

__all__ = [
    "CHAT",
    "MORE",
    "REST",
    "START",
    "Answers",
    "Choice",
    "Command",
    "Effect",
    "EffectKind",
    "Event",
    "EventKind",
    "Filing",
    "Script",
    "State",
    "Step",
    "advance",
    "begin",
    "filed",
    "offered",
    "question",
]


def begin(script: Script, *, language: str = "", country: str = "", costly: bool = False) -> State:
    """A conversation in which nothing has been said."""
    return State(version=script.version, language=language, country=country, costly=costly)


def filed(state: State, reference: str) -> State:
    """The state after SUBMIT: the rim has given the report its reference."""
    return replace(state, reports=(*state.reports, reference))


def question(script: Script, state: State) -> str:
    """The message id of the question that stands, or empty if none does."""
    step = script.steps.get(state.step)
    return step.ask if step and not state.hidden else ""


def offered(script: Script, state: State) -> tuple[Choice, ...]:
    """The choices shown right now: at most 8; a longer list turns its page by the choice `more`."""
    return ()


def advance(script: Script, state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """Total: any event in any state gives a known state, and never an exception."""
    return state, ()
