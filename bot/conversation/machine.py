"""One turn of a conversation: (script, state, event) -> (state, effects). No clock, no I/O, no wording.

`advance` is total: whatever comes, in whatever state, it gives a known state and never an exception. What she sees is
the ASK, TELL, SHOW and STATUS effects in order; the last ASK or SHOW carries the choices that `offered` lists.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.conversation import answers, arrivals
from bot.conversation.choices import numbered, offered
from bot.conversation.commands import COMMANDS
from bot.conversation.hiding import after_hiding, catch_up
from bot.conversation.turn import Turn
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
    "numbered",
    "offered",
    "question",
]


def begin(script: Script, *, language: str = "", country: str = "", costly: bool = False) -> State:
    """A conversation in which nothing has been said. `costly`: writing to this channel may cost her money."""
    return State(version=script.version, language=language, country=country, costly=costly)


def filed(state: State, reference: str) -> State:
    """The state after SUBMIT: the rim has given the report its reference."""
    return replace(state, reports=(*state.reports, reference))


def question(script: Script, state: State) -> str:
    """The message id of the question that stands, or empty if none does."""
    step = script.steps.get(state.step)
    return step.ask if step and not state.hidden else ""


def advance(script: Script, state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    turn = Turn(script, state)
    if event.kind not in HERS:
        OTHERS[event.kind](turn, event)
    elif state.hidden and turn.step is not None:
        turn.change(hidden=False)
        after_hiding(turn, event)
    elif state.hidden:
        turn.change(hidden=False)
        HERS[event.kind](turn, event)
        catch_up(turn)
    else:
        HERS[event.kind](turn, event)
    return turn.state, tuple(turn.effects)


def command(turn: Turn, event: Event) -> None:
    COMMANDS.get(event.text, answers.stale)(turn)


HERS: Mapping[EventKind, Callable[[Turn, Event], None]] = {
    EventKind.SAID: answers.said,
    EventKind.PICKED: answers.picked,
    EventKind.NEAR: answers.near,
    EventKind.SENT: answers.sent,
    EventKind.LATE: answers.late,
    EventKind.COMMAND: command,
}
OTHERS: Mapping[EventKind, Callable[[Turn, Event], None]] = {
    EventKind.GUESSED: arrivals.guessed,
    EventKind.AWAY: arrivals.away,
    EventKind.NOTICE: arrivals.notice,
    EventKind.VERDICT: arrivals.verdict,
    EventKind.REMIND: arrivals.remind,
    EventKind.ERASED: arrivals.erased,
}
