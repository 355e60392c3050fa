"""A model of many languages set by hand: what it answers depends on the tag it is given, as in M2M-100.

A word of any language is its meaning; the tag's language is added to every position by the encoder; a word of the
answer is a meaning and a language. So a tag that is lost, doubled or wrong shows in the words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.translation import handmade
from bot.translation.handmade import Matrix, Shape, codes, linear, zeros
from bot.translation.pieces import NORMAL, SPACE, SPECIAL, sentencepiece

SHAPE = Shape(width=256, place=128)
TONGUE = 32  # of the columns for the word, those that tell the language
LETTERS = [*map(chr, range(33, 127)), SPACE]


@dataclass(frozen=True)
class Polyglot:
    """`meanings`: language -> word, a row for each meaning. `tags`: language -> token.

    `first`: the tag the encoder goes by stands first in the source; else the answer's first token decides.
    """

    meanings: Sequence[Mapping[str, str]]
    tags: Mapping[str, str]
    first: bool = True


def write(folder: Path, polyglot: Polyglot) -> Path:
    """The folder as an operator converts it: model, tokenizer; the manifest is hers to write."""
    words = [
        (SPACE + word, language, row) for row, one in enumerate(polyglot.meanings) for language, word in one.items()
    ]
    tokens = [*(name for name, _, _ in SPECIAL), *polyglot.tags.values(), *(word for word, _, _ in words), *LETTERS]
    spec = handmade.model(tokens, {}, SHAPE)
    meaning, tongue = codes(len(tokens), SHAPE.word - TONGUE), codes(len(polyglot.tags), TONGUE)
    of = {language: tongue[at] for at, language in enumerate(polyglot.tags)}
    source, answer = zeros(len(tokens), SHAPE.width), zeros(len(tokens), SHAPE.width)
    source[:, : SHAPE.word - TONGUE] = answer[:, : SHAPE.word - TONGUE] = meaning
    start = len(SPECIAL) + len(polyglot.tags)
    for at, (_, language, row) in enumerate(words, start):
        source[at, : SHAPE.word - TONGUE] = answer[at, : SHAPE.word - TONGUE] = meaning[start + row]
        answer[at, SHAPE.word - TONGUE : SHAPE.word] = of[language]
    for at, language in enumerate(polyglot.tags, len(SPECIAL)):
        source[at, SHAPE.word - TONGUE : SHAPE.word] = of[language]
    spec.encoder.embeddings[0].weight = source
    linear(spec.decoder.projection, answer / 2)
    if polyglot.first:
        _hear(spec.encoder.layer[0].self_attention, 0)
    else:
        spec.decoder.embeddings.weight = source * _columns(SHAPE.word - TONGUE, SHAPE.word)
        _hear(spec.decoder.layer[0].self_attention, 1)  # 0 is the start token
    spec.validate()
    spec.optimize(quantization="float32")
    (folder / "model").mkdir(parents=True)
    spec.save(str(folder / "model"))
    pieces = [(word, -1.0, NORMAL) for word, _, _ in words] + [(letter, -10.0, NORMAL) for letter in LETTERS]
    (folder / "sentencepiece.model").write_bytes(sentencepiece(pieces))
    return folder


def _columns(begin: int, end: int) -> Matrix:
    row = zeros(SHAPE.width)
    row[begin:end] = 1.0
    return row


def _hear(attention: Any, position: int) -> None:
    """Every position hears what stands at this one, and keeps of it what tells the language."""
    width, tongue = SHAPE.width, _columns(SHAPE.word - TONGUE, SHAPE.word)
    asked, wanted = zeros(3 * width, width), zeros(3 * width)
    wanted[: SHAPE.place] = handmade.place_codes(SHAPE)[position] * 4  # the question, the same everywhere
    for column in range(SHAPE.place):
        asked[width + column, SHAPE.word + column] = 1.0
    np.fill_diagonal(asked[2 * width :], tongue)
    linear(attention.linear[0], asked, wanted)
    linear(attention.linear[1], np.diag(tongue))
