"""One `Outgoing` as texts and buttons that a channel can carry. Pure; equal arguments give equal layouts.

Choices become native buttons only if every one of them fits; else a numbered list. Never a cut label, never both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from channels import bidi
from channels.base import Capabilities, Choice, Outgoing
from channels.splitting import split
from channels.text import clean, fits, gsm_if_possible, measure, without_marks


@dataclass(frozen=True, slots=True)
class Button:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Messages in order. The buttons belong to the last one and are empty where a list was written into the text."""

    texts: tuple[str, ...]
    buttons: tuple[Button, ...] = ()


def lay_out(message: Outgoing, caps: Capabilities) -> Layout:
    text = clean(message.text).strip()
    before = [block for bubble in message.before if (block := clean(bubble).strip())]
    buttons = buttons_for(message.choices, caps) if text else ()
    lines = [] if buttons else list_lines(message.choices, message.first)
    if message.language in caps.unmarked:
        before, text = [without_marks(block) for block in before], without_marks(text)
        lines = [without_marks(line) for line in lines]
    if caps.text_unit == "sms":
        if message.dir == "rtl":
            before, text = [bidi.for_sms(block) for block in before], bidi.for_sms(text)
        before, text, lines = _joined([*map(gsm_if_possible, before)], gsm_if_possible(text), lines, caps)
    parts = [*(part for block in before for part in split(block, caps)), *split(text, caps, lines=lines)]
    if message.dir == "rtl" and caps.text_unit != "sms":  # after splitting: no part may end inside an isolate
        parts = [bidi.for_chat(part) for part in parts]
    return Layout(tuple(parts), buttons)


def _joined(before: list[str], text: str, lines: list[str], caps: Capabilities) -> tuple[list[str], str, list[str]]:
    """Neighbours as one message where they fit: on SMS each one costs, and two may overtake each other."""
    lines = [gsm_if_possible(line) for line in lines]
    groups: list[str] = []
    for block, tail in [*((block, []) for block in before), (text, lines)]:
        if groups and fits("\n".join(filter(None, [groups[-1], block, *tail])), caps):
            groups[-1] = "\n".join(filter(None, [groups[-1], block]))
        else:
            groups.append(block)
    return groups[:-1], groups[-1], lines


def buttons_for(choices: Sequence[Choice], caps: Capabilities) -> tuple[Button, ...]:
    """Native buttons for all of `choices`, or none at all."""
    if not 0 < len(choices) <= caps.buttons_max:
        return ()
    labels = [_button_label(choice, caps) for choice in choices]
    return tuple(Button(choice.id, label) for choice, label in zip(choices, labels, strict=True)) if all(labels) else ()


def _button_label(choice: Choice, caps: Capabilities) -> str:
    if not 0 < len(choice.id.encode()) <= caps.button_data_max_bytes:
        return ""
    for label in (choice.label, choice.short_label or ""):
        line = one_line(label)
        if line and measure(line, caps.label_unit) <= caps.button_label_max:
            return line
    return ""


def numbered(choices: Sequence[Choice], first: int = 1) -> list[tuple[int, Choice]]:
    """The number each choice is offered under. 9 (skip) and 0 (a person) are never an option's number."""
    return [(place if place < 9 else place + 1, choice) for place, choice in enumerate(choices, first)]


def list_lines(choices: Sequence[Choice], first: int = 1) -> list[str]:
    """`1. label`, a line each: three units, known from paper forms, and clear before a label like "2 to 5". Choices
    that are only their own numbers need no list: the question says what a number means.
    """
    lines = [(str(number), one_line(choice.label)) for number, choice in numbered(choices, first)]
    return [] if all(number == label for number, label in lines) else [f"{number}. {label}" for number, label in lines]


def one_line(label: str) -> str:
    return " ".join(clean(label).split())
