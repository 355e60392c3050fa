"""A package whose description and tokenizer are read, and how its model is loaded into memory."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2

from bot.translation.engine import Direction
from bot.translation.model import Marks, Model
from bot.translation.tokens import Tokenizer

WEIGHTS = "model.bin"
VOCABULARIES = ("source_vocabulary", "shared_vocabulary")
FEWEST_KNOWN = 0.2  # of its tokenizer's pieces that a model knows; below, the two do not belong together


class Unreadable(Exception):
    """A file of the package is missing or broken; names the file, nothing of what is in it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """`marks`: the tokens around a text, by direction. `tags`: those that tell a language, never part of a text."""

    model: Path
    tokenizer: Tokenizer
    marks: Callable[[Direction], Marks]
    tags: frozenset[str] = frozenset()

    def load(self, threads: int) -> Model:
        """Into memory, for `threads` batches at once. Raises Unreadable, MemoryError."""
        vocabulary = self._vocabulary()
        pieces = self.tokenizer.pieces()
        if sum(piece in vocabulary for piece in pieces) < FEWEST_KNOWN * len(pieces):
            raise Unreadable(VOCABULARIES[0])
        try:
            translator: Any = ctranslate2.Translator(
                str(self.model), device="cpu", compute_type=_compute_type(), inter_threads=threads, intra_threads=1
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise Unreadable(WEIGHTS) from error
        return Model(translator, self.tokenizer, vocabulary, self.marks, self.tags)

    def _vocabulary(self) -> frozenset[str]:
        """The source tokens that the model has a row for. Raises Unreadable."""
        for name in VOCABULARIES:
            for path in (self.model / f"{name}.json", self.model / f"{name}.txt"):
                if path.exists():
                    return _tokens(path)
        raise Unreadable(VOCABULARIES[0])


def _tokens(path: Path) -> frozenset[str]:
    try:
        text = path.read_text("utf-8")
        tokens = json.loads(text) if path.suffix == ".json" else text.split("\n")
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(path.name) from error
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        raise Unreadable(path.name)
    return frozenset(tokens)


def _compute_type() -> str:
    """Eight bits wherever the processor has them: a quarter of the memory, three times the speed of 32."""
    return "int8" if "int8" in ctranslate2.get_supported_compute_types("cpu") else "default"
