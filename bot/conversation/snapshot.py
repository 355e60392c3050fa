"""A saved conversation: State <-> JSON, with an upgrade for every shipped version of the script.

What cannot be read is `Lost`: the caller keeps the text and calls a person. It is never replaced by a fresh start.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.conversation.script import STEPS, VERSION
from bot.conversation.vocabulary import CHAT, REST, START, State

Saved = dict[str, Any]
Upgrades = Mapping[int, Callable[[Saved], Saved]]

# From each shipped version to the next. Never edit one that has shipped; renaming a step renames its answers too.
UPGRADES: Upgrades = {}

EMPTY: Mapping[str, Any] = vars(State())
KNOWN = frozenset((*STEPS, START, REST, CHAT))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Lost(Exception):
    """A saved conversation we cannot read. Keep the text, tell a person, ask the worker to wait."""


def dump(state: State) -> str:
    """Only what differs from an empty state: most of it does not."""
    saved = {name: value for name, value in vars(state).items() if value != EMPTY[name]}
    return _encode({**saved, "version": state.version})


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
    read = {name: _frozen(value) for name, value in saved.items()}
    if any(type(value) is not type(EMPTY[name]) for name, value in read.items()):
        raise TypeError
    state = State().but(read)
    if not KNOWN.issuperset((state.step, *state.trail)):
        raise KeyError
    return state


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
