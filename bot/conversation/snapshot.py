"""A saved conversation: State <-> JSON, with an upgrade for every shipped version of the script.

What cannot be read is `Lost`: the caller keeps the text and calls a person. It is never replaced by a fresh start.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

from bot.conversation.vocabulary import State

VERSION = 1
Saved = dict[str, Any]

# One entry a shipped version: from it to the next. Never edit one that has shipped; renaming a step renames its answers.
UPGRADES: Mapping[int, Callable[[Saved], Saved]] = {}


class Lost(Exception):
    """A saved conversation we cannot read. Keep the text, tell a person, ask the worker to wait."""


def dump(state: State) -> str:
    return json.dumps(asdict(state), ensure_ascii=False, separators=(",", ":"))


def load(text: str, *, current: int = VERSION, upgrades: Mapping[int, Callable[[Saved], Saved]] = UPGRADES) -> State:
    """Raises Lost, with no word of what was saved."""
    try:
        saved = json.loads(text)
        while saved["version"] != current:
            saved = {**upgrades[saved["version"]](saved), "version": saved["version"] + 1}
        return State(**{field.name: _frozen(saved[field.name]) for field in fields(State)})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Lost(type(error).__name__) from None


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
