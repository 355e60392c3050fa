"""Slow work that a turn needs, asked for outside the transaction: the writer never waits for a hash or a model.

A turn that needs it raises `Slow`; the receiver computes it in a thread and applies the event again with the answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answers:
    """What was computed for a turn so far: new PINs to their hashes, (hash, PIN) to whether they match."""

    hashes: Mapping[str, str] = field(default_factory=dict)
    matches: Mapping[tuple[str, str], bool] = field(default_factory=dict)


class Slow(Exception):
    """The turn needs a slow computation first. Nothing was changed; `more` computes and gives the fuller answers."""

    def __init__(self, more: Callable[[], Answers]) -> None:
        super().__init__("something slow must be computed first")
        self.more = more
