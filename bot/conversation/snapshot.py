"""A saved conversation: State <-> JSON, with an upgrade for every shipped version of the script.

What cannot be read is `Lost`: the caller keeps the text and calls a person. It is never replaced by a fresh start.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from bot.conversation.script import STEPS, VERSION
from bot.conversation.vocabulary import CHAT, REST, START, State

Saved = dict[str, Any]
Upgrades = Mapping[int, Callable[[Saved], Saved]]

# From each shipped version to the next. Never edit one that has shipped; renaming a step renames its answers too.
UPGRADES: Upgrades = {}

FIELDS = tuple(field.name for field in fields(State))
EMPTY = State()
KINDS: Mapping[str, type] = {name: type(getattr(EMPTY, name)) for name in FIELDS}
KNOWN = frozenset((*STEPS, START, REST, CHAT))


class Lost(Exception):
    """A saved conversation we cannot read. Keep the text, tell a person, ask the worker to wait."""


def dump(state: State) -> str:
    """Only what differs from an empty state: most of it does not."""
    saved = {name: getattr(state, name) for name in FIELDS if getattr(state, name) != getattr(EMPTY, name)}
    return json.dumps({**saved, "version": state.version}, ensure_ascii=False, separators=(",", ":"))


def load(text: str, *, current: int = VERSION, upgrades: Upgrades = UPGRADES) -> State:
    """Raises Lost, with no word of what was saved."""
    try:
        saved = json.loads(text)
        while saved["version"] != current:
            saved = {**upgrades[saved["version"]](saved), "version": saved["version"] + 1}
        return _state(saved)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Lost(type(error).__name__) from None


def _state(saved: Saved) -> State:
    state = State(**{name: _frozen(value) for name, value in saved.items()})
    if any(type(getattr(state, name)) is not kind for name, kind in KINDS.items()):
        raise TypeError
    if not KNOWN.issuperset((state.step, *state.trail)):
        raise KeyError
    return state


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
