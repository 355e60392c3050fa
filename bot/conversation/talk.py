"""Whole conversations as text files, for tests and for `madoguchi simulate`. One line, one thing:

    # a comment                          = step=what.ask story=True    what is remembered now
    ~ country=JP costly=True             how it begins (optional, first)
    > 2                                  she types: a number of the list, or her own words
    * yes        * danger.ask:yes        she presses a button, of this question or of an older one
    ! hide                               a reserved word
    + voice                              she sends a file
    @ notice n1 update.offer             what comes without her: notice, verdict, guessed, away, remind, erased
    < tell:safe.emergency ask:consent.ask    all that must follow, in order; nothing more

Expectations name message ids, never wording, so a translation cannot break a talk. Every turn is dumped and loaded.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bot.conversation import snapshot
from bot.conversation.digits import digits
from bot.conversation.machine import advance, begin, filed, numbered
from bot.conversation.vocabulary import Command, Effect, EffectKind, Event, EventKind, Script, State

FIRST_REFERENCE = 10000000
RESERVED = {"0": Command.PERSON, "9": Command.SKIP}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a talk as it was played. `wrong` says what differs, or is empty."""

    number: int
    text: str
    told: str
    wrong: str


class NotATalk(Exception):
    """A line that is none of the above. The message names the line; the docstring of `talk.py` lists the forms."""


def play(script: Script, text: str) -> Iterator[Line]:
    """Play a talk to its end. Lines that send something are given with what they led to."""
    state, told, number = begin(script), "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        mark, _, rest = line.strip().partition(" ")
        wrong = ""
        if mark in ("", "#"):
            continue
        if mark == "~":
            state = begin(script, **_settings(rest))  # type: ignore[arg-type]
        elif mark == "=":
            wrong = differences(state, rest)
        elif mark == "<":
            wrong = "" if told == " ".join(rest.split()) else f"in {state.step}: {told or 'nothing'}"
            told = ""
        else:
            wrong = f"not expected: {told}" if told else ""
            event = event_of(script, state, mark, rest.strip(), number)
            state, effects = advance(script, snapshot.load(snapshot.dump(state)), event)
            state, told = with_reference(state, effects), as_told(effects)
        yield Line(number, line, told if mark in ">*!+@" else "", wrong)
    if told:
        yield Line(number, "", "", f"not expected: {told}")


def event_of(script: Script, state: State, mark: str, rest: str, number: int) -> Event:
    match mark:
        case ">":
            return typed(script, state, rest)
        case "*":
            step, colon, value = rest.rpartition(":")
            return Event(EventKind.PICKED, value, step=step if colon else state.step)
        case "!":
            return Event(EventKind.COMMAND, rest)
        case "+":
            return Event(EventKind.SENT, rest)
        case "@":
            return from_outside(rest.split(), number)
    raise NotATalk(f"line {number}")


def typed(script: Script, state: State, text: str) -> Event:
    """As the rim reads it: 0 and 9, a number of the list that was shown, else her words."""
    if digits(text) in RESERVED:
        return Event(EventKind.COMMAND, RESERVED[digits(text)])
    for place, choice in numbered(script, state):
        if digits(text) == str(place):
            return Event(EventKind.PICKED, choice.value, step=state.step)
    return Event(EventKind.SAID, text)


def from_outside(words: list[str], number: int) -> Event:
    match words:
        case ["notice", ref, message]:
            return Event(EventKind.NOTICE, message, ref=ref)
        case ["verdict", ref, verdict]:
            return Event(EventKind.VERDICT, verdict, ref=ref)
        case ["guessed", tag]:
            return Event(EventKind.GUESSED, tag)
        case ["away" | "remind" | "erased" as kind]:
            return Event(EventKind(kind))
    raise NotATalk(f"line {number}")


def with_reference(state: State, effects: tuple[Effect, ...]) -> State:
    """What the rim does after SUBMIT, with references counted up."""
    if any(effect.kind is EffectKind.SUBMIT for effect in effects):
        return filed(state, str(FIRST_REFERENCE + len(state.reports)))
    return state


def as_told(effects: tuple[Effect, ...]) -> str:
    """`kind:ref=value`, without the parts that are empty."""
    return " ".join(
        effect.kind + (f":{effect.ref}" if effect.ref else "") + (f"={effect.value}" if effect.value else "")
        for effect in effects
    )


def differences(state: State, expected: str) -> str:
    remembered = {name: _short(value) for name, value in asdict(state).items()}
    pairs = [pair.partition("=") for pair in expected.split()]
    wrong = [name for name, _, value in pairs if remembered.get(name) != value]
    return " ".join(f"{name}={remembered.get(name)}" for name in wrong)


def _short(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join("=".join(item) if isinstance(item, tuple) else str(item) for item in value)
    return str(value)


def _settings(rest: str) -> dict[str, object]:
    pairs = (pair.partition("=") for pair in rest.split())
    return {name: value == "True" if name == "costly" else value for name, _, value in pairs}
