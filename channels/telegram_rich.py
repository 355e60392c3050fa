"""The words of a rich message (Bot API 10.1): blocks within blocks, and in them text within text.

https://core.telegram.org/bots/api#richmessage. What is bold, linked or a heading is not kept, nor are pictures within
it: only what was written.
"""

import re
from collections.abc import Mapping
from typing import Any

from channels.text import clean

# What holds words, in the order in which they are read; in the second half every entry is a line of its own.
_WORDS = ("summary", "text", "alternative_text", "expression")
_LINES = ("blocks", "items", "cells", "caption", "credit")
_BREAKS = re.compile(r"\s*\n\s*")


def words_of(rich: Mapping[str, Any]) -> str | None:
    """Without recursion, so that blocks a thousand deep are read as well."""
    found: list[str] = []
    waiting: list[Any] = [rich]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            waiting += reversed([*(one[name] for name in _WORDS if name in one), *_lines(one)])
    return clean(_BREAKS.sub("\n", "".join(found)).strip()) or None


def _lines(block: Mapping[str, Any]) -> list[Any]:
    held = [block[name] for name in _LINES if name in block]
    entries = [entry for value in held for entry in (value if isinstance(value, list) else [value])]
    return [part for entry in entries for part in ("\n", entry, "\n")]
