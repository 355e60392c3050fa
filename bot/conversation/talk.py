"""Whole conversations as text files, for tests and for `madoguchi simulate`. One line, one thing:

    # a comment
    ~ country=JP costly=True             how it begins (optional, first)
    > 2                                  she types: a number of the list, or her own words
    . 1 1 2                              several, one after another; what follows them is not looked at
    * yes    * danger.ask:yes            she presses a button, of this question or of an older one
    * consent.preview@n1:send            and one that names its notice
    ! hide                               a reserved word
    ? pay+fee                            words of hers that may mean one of these choices
    + voice                              she sends a file
    @ notice n1 update.offer             what comes without her: notice, verdict, guessed, away, remind, erased
    < tell:safe.emergency ask:consent.ask    all that must follow, in order; nothing more
    = step=what.ask story=True           what is remembered now

Expectations name message ids, never wording, so a translation cannot break a talk. Every turn is dumped and loaded.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation import snapshot
from bot.conversation.digits import digits
from bot.conversation.machine import advance, begin, filed, numbered
from bot.conversation.vocabulary import Command, Effect, EffectKind, Event, EventKind, Script

FIRST_REFERENCE = 10000000
RESERVED = {"0": Command.PERSON, "9": Command.SKIP}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a talk as it was played. `wrong` says what differs, or is empty."""

    number: int
    text: str
    told: str = ""
    wrong: str = ""


class NotATalk(Exception):
    """A line of none of the forms that the docstring of `talk.py` lists. The message names the line."""


def play(script: Script, text: str) -> Iterator[Line]:
    """Play a talk to its end. Lines that send something are given with what they led to."""
    talk, number = Talk(script), 0
    for number, line in enumerate(text.splitlines(), start=1):
        mark, _, rest = line.strip().partition(" ")
        if mark in ("", "#"):
            continue
        if mark not in MARKS:
            raise NotATalk(f"line {number}")
        unexpected = talk.told if mark not in ("<", "=") else ""
        try:
            wrong = MARKS[mark](talk, rest.strip())
        except (ValueError, TypeError, KeyError) as error:
            raise NotATalk(f"line {number}") from error
        sends = mark in ">*!?+@"
        yield Line(number, line, talk.told if sends else "", f"not expected: {unexpected}" if unexpected else wrong)
    if talk.told:
        yield Line(number, "", "", f"not expected: {talk.told}")


class Talk:
    """A talk being played: the state, and what the last turn told until it is looked at."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.state = begin(script)
        self.told = ""

    def begins(self, rest: str) -> str:
        pairs = [pair.partition("=") for pair in rest.split()]
        settings = {name: value for name, _, value in pairs if name != "costly"}
        self.state = begin(self.script, costly="costly=True" in rest.split(), **settings)
        return ""

    def turn(self, event: Event) -> str:
        """As the rim does it: the state is read, the events applied, a reference given, the state saved."""
        state = snapshot.load(snapshot.dump(self.state))
        self.state, effects = advance(self.script, state, event)
        if any(effect.kind is EffectKind.SUBMIT for effect in effects):
            self.state = filed(self.state, str(FIRST_REFERENCE + len(self.state.reports)))
        self.told = as_told(effects)
        return ""

    def types(self, text: str) -> str:
        """A number of the list that was shown, 0 and 9, else her words."""
        number = digits(text)
        picked = [choice.value for place, choice in numbered(self.script, self.state) if number == str(place)]
        if number in RESERVED:
            return self.turn(Event(EventKind.COMMAND, RESERVED[number]))
        if picked:
            return self.turn(Event(EventKind.PICKED, picked[0], step=self.state.step))
        return self.turn(Event(EventKind.SAID, text))

    def types_on(self, rest: str) -> str:
        for text in rest.split():
            self.types(text)
        self.told = ""
        return ""

    def presses(self, rest: str) -> str:
        source, colon, value = rest.rpartition(":")
        step, _, notice = source.partition("@")
        return self.turn(Event(EventKind.PICKED, value, step=step if colon else self.state.step, ref=notice))

    def commands(self, word: str) -> str:
        return self.turn(Event(EventKind.COMMAND, Command(word)))

    def hints(self, values: str) -> str:
        return self.turn(Event(EventKind.NEAR, values, step=self.state.step))

    def sends(self, kind: str) -> str:
        return self.turn(Event(EventKind.SENT, kind))

    def comes(self, rest: str) -> str:
        kind, *about = rest.split()
        ref, text = (["", *about] if len(about) < 2 else about) if about else ("", "")
        return self.turn(Event(EventKind(kind), text, ref=ref))

    def expects(self, rest: str) -> str:
        told, self.told = self.told, ""
        return "" if told == " ".join(rest.split()) else f"in {self.state.step}: {told or 'looked at already'}"

    def remembers(self, rest: str) -> str:
        state = vars(self.state)
        pairs = [pair.partition("=") for pair in rest.split()]
        return " ".join(f"{name}={shown(state[name])}" for name, _, value in pairs if shown(state[name]) != value)


MARKS = {
    "~": Talk.begins,
    ">": Talk.types,
    ".": Talk.types_on,
    "*": Talk.presses,
    "!": Talk.commands,
    "?": Talk.hints,
    "+": Talk.sends,
    "@": Talk.comes,
    "<": Talk.expects,
    "=": Talk.remembers,
}


def as_told(effects: tuple[Effect, ...]) -> str:
    """`kind:ref=value`, without the parts that are empty; `nothing` for none."""
    parts = (
        effect.kind + (f":{effect.ref}" if effect.ref else "") + (f"={effect.value}" if effect.value else "")
        for effect in effects
    )
    return " ".join(parts) or "nothing"


def shown(value: object) -> str:
    """A field of the state as a talk writes it: pairs with `:`, several with commas."""
    if not isinstance(value, tuple):
        return str(value)
    return ",".join(":".join(item) if isinstance(item, tuple) else str(item) for item in value)
