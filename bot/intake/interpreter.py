"""What she sent, in the machine's words: buttons, reserved words of all languages, numbers in any digits, labels.

Pure. Reads language on the way in, as the renderer writes it on the way out; whatever is not clearly one of the
offered answers stays her own words. Nothing here decides what an answer leads to.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from bot.conversation.machine import START, Choice, Command, Event, EventKind, Script, State, Step, numbered
from bot.intake.nearness import alike, perhaps, slip_of, surely
from bot.intake.numbers import number
from bot.intake.reserved import NO, YES, fold
from bot.intake.wording import Wording
from bot.intake.zawgyi import legible
from bot.media.kinds import claimed
from channels import base

PERSON, SKIP = 0, 9
LONGEST_WORD = 64
"""No label and no reserved word is longer: more than that is always her own words."""
_GREETS = {"start": Command.HI, "optin": Command.HI, "unblocked": Command.HI, "help": Command.PERSON}
_LINE = re.compile(r"(\d{1,2}) ?[-.):、。]? ?(.+)")
_TELLING = ("voice", "image", "video", "audio", "document")

YES_AND_NO: Mapping[str, Mapping[str, str]] = {
    "lang.which": {NO: "neither"},
    "err.near": {NO: "neither"},
    "safe.check": {NO: "later"},
    "what.more": {YES: "add", NO: "on"},
    "extra.ask": {YES: "on", NO: "stop"},
    "human.ask": {YES: "call", NO: "write"},
    "closing.ask": {YES: "solved", NO: "not"},
}
"""Questions that are worded to be answered by yes or no, though their choices say it in other words. `consent.preview`
is none of them: her story leaves only by a choice that names what it does."""

ASKS_LANGUAGE: Mapping[str, tuple[str, str]] = {
    "lang.which": ("neither", "start.language"),
    "lang.detected": ("no", "start.language"),
    "start.language": ("", "start.language"),
    "lang.change": ("", "lang.change"),
}
"""Questions about her language -> how a proposal is declined, and which question then takes any language."""

NAMES_ASKED = frozenset({"where.company", "where.site", "people.names", "name.ask"})
"""Answered with a name, which may be a command's word in a language that is not hers: Nilai is a town, Tao a person."""
EVERYWHERE = frozenset({Command.HIDE, Command.DELETE})
"""Understood in all languages even there: whoever is afraid writes in the language that comes first."""
LISTS_OF_LANGUAGES = frozenset({"start.language", "lang.change"})

Guess = Callable[[str, str | None], tuple[str, ...]]
"""(text, the app's language) -> the BCP 47 tags to propose: none, one to confirm, or two to choose between."""


def interpret(
    event: base.Event,
    script: Script,
    state: State,
    wording: Wording,
    *,
    guess: Guess | None = None,
    late: bool = False,
) -> tuple[Event, ...]:
    """What the machine is told, in order; nothing for an event that says nothing.

    `late`: she sent it before what led to the question that stands now.
    """
    if late and event.kind == "message" and state.step and not state.hidden:
        return (_late(event, script, state, wording),)
    named = _named(event, script, state, wording)
    if named:
        return named
    heard = _heard(event, script, state, wording)
    if heard is None:
        return ()
    if guess is not None and state.step == START and not state.language:
        tags = guess(legible(event.text or ""), event.language_hint)
        return (Event(EventKind.GUESSED, "+".join(tags)), heard) if tags else (heard,)
    return (heard,)


def _heard(event: base.Event, script: Script, state: State, wording: Wording) -> Event | None:
    if event.kind in _GREETS:
        return Event(EventKind.COMMAND, _GREETS[event.kind])
    if event.kind == "action" and event.action is not None:
        return _pressed(event.action, script, state, wording)
    if event.kind != "message":
        return None
    sent = _sent(event)
    return Event(EventKind.SENT, sent) if sent else written(legible(event.text or ""), script, state, wording)


def _late(event: base.Event, script: Script, state: State, wording: Wording) -> Event:
    """A command is one whenever it comes, but what skips or chooses was meant for an older question."""
    if sent := _sent(event):
        return Event(EventKind.LATE, ref=sent)
    text = legible(event.text or "")
    if number(text) == PERSON:
        return Event(EventKind.COMMAND, Command.PERSON)
    found = None
    if len(text) <= LONGEST_WORD:
        found = slash(text, wording) or _commanded(text, script.steps.get(state.step), state, wording)
    return Event(EventKind.LATE, text) if found in (None, Command.SKIP) else Event(EventKind.COMMAND, found)


def _named(event: base.Event, script: Script, state: State, wording: Wording) -> tuple[Event, ...]:
    """She answers the question about her language with its name, which need not be on the page she sees."""
    if state.step not in ASKS_LANGUAGE or event.kind != "message" or len(event.text or "") > LONGEST_WORD:
        return ()
    tag = _language_named(fold(event.text or ""), state, wording)
    if tag not in {choice.value for choice in script.languages}:
        return ()
    declined, asked_next = ASKS_LANGUAGE[state.step]
    picked = Event(EventKind.PICKED, tag or "", step=asked_next)
    return (Event(EventKind.PICKED, declined, step=state.step), picked) if declined else (picked,)


def _language_named(word: str, state: State, wording: Wording) -> str | None:
    """What a language is called; below the list of languages a slip is forgiven, if no other language is near."""
    names = wording.words.names
    if word in names or state.step not in LISTS_OF_LANGUAGES or wording.words.command(word):
        return names.get(word)
    near = {tag for name, tag in names.items() if slip_of(word, name)}
    return near.pop() if len(near) == 1 else None


def _sent(event: base.Event) -> str:
    """The one word for what is not text. Of several files what tells the most decides; a sticker tells nothing."""
    kinds = [claimed(ref) for ref in event.attachments]
    if kinds:
        return next((kind for kind in _TELLING if kind in kinds), kinds[0])
    if event.location is not None:
        return "location"
    return "" if (event.text or "").strip() else "other"


def _pressed(action: base.ActionAnswer, script: Script, state: State, wording: Wording) -> Event:
    """A button names its step, and its notice, so the machine can tell an old one. Without a name its label is left."""
    source, colon, value = action.option.partition(":")
    if not colon and action.label:
        return written(action.label, script, state, wording)
    step, _, notice = source.partition("@")
    return Event(EventKind.PICKED, value, step=step, ref=notice)


def written(text: str, script: Script, state: State, wording: Wording) -> Event:
    """Text, typed or read from a label."""
    if len(text) <= LONGEST_WORD:
        choices = dict(numbered(script, state))
        answer = _numbered(text, choices, state) or _worded(text, choices, script, state, wording)
        if answer is not None:
            return answer
    return Event(EventKind.SAID, text)


def _numbered(text: str, choices: Mapping[int, Choice], state: State) -> Event | None:
    sent = number(text)
    if sent in (PERSON, SKIP):
        return Event(EventKind.COMMAND, Command.PERSON if sent == PERSON else Command.SKIP)
    return _picked(choices[sent], state) if sent is not None and sent in choices else None


def _worded(text: str, choices: Mapping[int, Choice], script: Script, state: State, wording: Wording) -> Event | None:
    """A label comes before a command: what she was just shown is what she means."""
    word, step = fold(text), script.steps.get(state.step)
    labels = {place: label_word(wording.label(choice, state.language)) for place, choice in choices.items()}
    place = _labelled(word, labels)
    if place is not None:
        return _picked(choices[place], state)
    command = slash(text, wording) or _commanded(text, step, state, wording)
    if command is not None:
        return Event(EventKind.COMMAND, command)
    answer = _answer(text, step, state, wording)
    place = next((place for place, choice in choices.items() if choice.value == answer), None)
    same = alike(word, labels) if place is None else []
    if len(same) == 1:
        return _picked(choices[same[0]], state)
    if place is None and not (step and step.text):  # in a story a word that is nearly a label is still the story
        place = wording.words.number(text, state.language, choices) or surely(word, labels)
        near = () if place or (step and step.notice) else perhaps(word, labels)
        if near:
            return Event(EventKind.NEAR, "+".join(choices[at].value for at in near), step=state.step)
    return _picked(choices[place], state) if place is not None else None


def _commanded(text: str, step: Step | None, state: State, wording: Wording) -> Command | None:
    command = wording.words.command(text)
    names = step is not None and step.name in NAMES_ASKED and command not in EVERYWHERE
    return None if names and wording.words.is_foreign(text, state.language) else command


def _answer(text: str, step: Step | None, state: State, wording: Wording) -> str:
    """The value that a yes or a no is, where the question takes one."""
    said = wording.words.answer(text, state.language) or ""
    if said == YES and step is not None and step.source == "near" and len(state.near) == 1:
        return state.near[0]
    return YES_AND_NO.get(step.ask, {}).get(said, said) if step else ""


@lru_cache(maxsize=4096)
def label_word(label: str) -> str:
    """Labels are few and ours: their folded form is kept. Her words never are."""
    return fold(label)


def _labelled(word: str, labels: Mapping[int, str]) -> int | None:
    """The choice whose label was typed, alone or as the whole line of a numbered list."""
    same = [place for place, label in labels.items() if word == label]
    if len(same) == 1:
        return same[0]
    line = _LINE.fullmatch(word)
    place = number(line[1]) if line else None
    return place if line and place is not None and labels.get(place) == line[2] else None


def slash(text: str, wording: Wording) -> Command | None:
    """`/start`, `/menu`, `/status@our_bot`: the way Telegram shows commands."""
    word = text.strip()
    if not word.startswith("/"):
        return None
    name = word[1:].partition(" ")[0].partition("@")[0].lower()
    return {"start": Command.HI, "help": Command.PERSON}.get(name) or wording.words.command(name)


def _picked(choice: Choice, state: State) -> Event:
    return Event(EventKind.PICKED, choice.value, step=state.step)
