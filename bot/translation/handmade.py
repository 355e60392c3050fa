"""A real CTranslate2 model whose weights are set by hand: it translates token by token and has learned nothing.

Built in moments, the same bytes each time, with no data of anybody: for the demo, the tests and the benchmark. It is no
translator. Every token has a code of +1 and -1; a source token is embedded as the code of its translation; the decoder
at step t looks at position t of the source (positions have codes too) and the last layer picks the token of that code.
Needs numpy; never imported by a running desk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import transformer_spec

Matrix = np.ndarray[Any, np.dtype[np.float32]]
SHARP = 40.0  # how much nearer its own position is to a step than any other
FAINT = 4 / 127  # beside a weight of 1, what is still kept where weights are rounded to eight bits
SEED = 7


@dataclass(frozen=True, slots=True)
class Shape:
    """`place` of the `width` columns tell the position, the others the word; a head is at least as wide as `place`."""

    layers: int = 1
    width: int = 192
    heads: int = 1
    inner: int = 16
    place: int = 128
    longest: int = 512
    full: bool = False  # weights that change nothing where zeros would do, so that none are stored once for all

    @property
    def head(self) -> int:
        return self.width // self.heads

    @property
    def word(self) -> int:
        return self.width - self.place


SMALL = Shape()
ARGOS = Shape(
    layers=6, width=512, heads=8, inner=2048, place=64, full=True
)  # as large as the packages of the Argos index


def write(
    folder: Path,
    tokens: Sequence[str],
    becomes: Mapping[str, str],
    shape: Shape = SMALL,
    *,
    quantization: str = "int8",
) -> None:
    """Write the model into `folder`. What is not in `becomes` is copied. `tokens` begin with <unk>, <s>, </s>."""
    spec = model(tokens, becomes, shape)
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True)
    spec.save(str(folder))


def model(tokens: Sequence[str], becomes: Mapping[str, str], shape: Shape) -> transformer_spec.TransformerSpec:
    """The model before it is made small: others may add to its weights."""
    number = {token: at for at, token in enumerate(tokens)}
    words, places = codes(len(tokens), shape.word), place_codes(shape)
    spec = transformer_spec.TransformerSpec.from_config((shape.layers, shape.layers), shape.heads, pre_norm=True)
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = False
        side.position_encodings.encodings = np.hstack([zeros(shape.longest, shape.word), places])
        _norm(side.layer_norm, shape)
        for depth, layer in enumerate(side.layer):
            _silent(layer, shape, 2 * depth + (side is spec.decoder))
    spec.encoder.embeddings[0].weight = zeros(len(tokens), shape.width)
    spec.encoder.embeddings[0].weight[:, : shape.word] = words[[number[becomes.get(token, token)] for token in tokens]]
    spec.decoder.embeddings.weight = zeros(len(tokens), shape.width)
    _look_at_own_position(spec.decoder.layer[0].attention, shape, words[number["</s>"]])
    answer = zeros(len(tokens), shape.width)
    answer[:, : shape.word] = words / 2
    linear(spec.decoder.projection, answer)
    spec.config.add_source_eos = True
    spec.register_source_vocabulary(list(tokens))
    spec.register_target_vocabulary(list(tokens))
    return spec


def codes(count: int, width: int) -> Matrix:
    """Rows of as many +1 as -1: any two differ in about half of their columns."""
    chance = np.random.default_rng(SEED)
    balanced = np.tile(np.array([1.0, -1.0], dtype=np.float32), width // 2)
    return chance.permuted(np.tile(balanced, (count, 1)), axis=1)


def place_codes(shape: Shape) -> Matrix:
    """The first `place` positions at right angles to each other (rows of a Hadamard matrix), the rest by chance."""
    square = np.ones((1, 1), dtype=np.float32)
    while len(square) < shape.place:
        square = np.block([[square, square], [square, -square]])
    return np.vstack([square[1:], codes(shape.longest - shape.place + 1, shape.place)])


def zeros(*size: int) -> Matrix:
    return np.zeros(size, dtype=np.float32)


def linear(spec: Any, weight: Matrix, bias: Matrix | None = None) -> None:
    spec.weight = weight.astype(np.float32)
    spec.bias = zeros(len(weight)) if bias is None else bias


def _norm(spec: Any, shape: Shape) -> None:
    spec.gamma, spec.beta = np.ones(shape.width, dtype=np.float32), zeros(shape.width)


def _silent(layer: Any, shape: Shape, number: int) -> None:
    """A layer that hands on what it gets, at the full price."""
    width, blank = shape.width, _blanks(shape, number)
    _norm(layer.self_attention.layer_norm, shape)
    linear(layer.self_attention.linear[0], blank(3 * width, width))
    linear(layer.self_attention.linear[1], blank(width, width))
    _norm(layer.ffn.layer_norm, shape)
    linear(layer.ffn.linear_0, blank(shape.inner, width))
    linear(layer.ffn.linear_1, blank(width, shape.inner))
    if hasattr(layer, "attention"):
        _norm(layer.attention.layer_norm, shape)
        linear(layer.attention.linear[0], blank(width, width))
        linear(layer.attention.linear[1], blank(2 * width, width))
        linear(layer.attention.linear[2], blank(width, width))


def _blanks(shape: Shape, number: int) -> Callable[..., Matrix]:
    """What makes matrices that add nothing: zeros, or chance too small to matter."""
    chance = np.random.default_rng(number)
    return lambda *size: chance.standard_normal(size, dtype=np.float32) * 1e-4 if shape.full else zeros(*size)


def _look_at_own_position(attention: Any, shape: Shape, end: Matrix) -> None:
    """Every head asks for its step's position, behind the last one for the end; together they carry the word there.

    Codes of positions have as many +1 as -1, so a question of ones alone hears only the end: half as loud.
    """
    place = zeros(shape.width, shape.width)
    for head in range(shape.heads):
        for column in range(shape.place):
            place[head * shape.head + column, shape.word + column] = 1.0
    asked = place.any(axis=1)
    word = zeros(shape.width, shape.width)
    np.fill_diagonal(word[: shape.word, : shape.word], 1.0)
    found = place.copy()
    found[asked, : shape.word] = end * FAINT
    gain = SHARP / shape.place * np.sqrt(shape.head * shape.place / shape.width)
    softly = gain * np.sqrt(shape.width / shape.place) / (2 * FAINT * shape.word)
    linear(attention.linear[0], place * gain, np.where(asked, softly, 0).astype(np.float32))
    linear(attention.linear[1], np.vstack([found, word]))
    linear(attention.linear[2], word)
