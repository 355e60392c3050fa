"""One loaded model: texts of one direction in, outputs out, cut into batches that fill the cores.

The tokens that tell a model which language is meant are put before its text and taken off its answer; a worker who
types one of them changes nothing. No text is kept, logged or put into an exception.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.translation.engine import Direction, Output
from bot.translation.tokens import Tokenizer

MOST_TOKENS = 200  # of a text at once: a model has positions for 256 tokens at the least; longer ones go in pieces
# Loops end here, except where the text itself repeats. A shorter guard would forbid what people write: "1,000,000".
REPEATED = 10
LIKELIHOODS = 32_000_000  # bytes of one step: a number for each word of the vocabulary, for each alternative
LENGTH_PENALTY = 0.2  # what Argos' own models were tuned with


@dataclass(frozen=True, slots=True)
class Search:
    """How translations are looked for. `batch_tokens`: in one batch, padding included, with two alternatives each."""

    beam_size: int = 2
    batch_tokens: int = 1024

    @property
    def most(self) -> int:
        """Tokens of the text in one batch: fewer where more alternatives would take more memory."""
        return max(MOST_TOKENS, 2 * self.batch_tokens // max(2, self.beam_size))


@dataclass(frozen=True, slots=True)
class Marks:
    """Tokens around a text of one direction, and what its answer begins with."""

    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, or a part of a long one, as the model gets it."""

    text: int
    tokens: list[str]
    unknown: int
    repeats: bool


Batch = list[tuple[int, Piece]]
Spread = Callable[[Callable[[Batch], None], Sequence[Batch]], None]


class Model:
    """`vocabulary` are the source tokens it knows; `tags` those that tell a language, never part of a text."""

    def __init__(
        self,
        translator: Any,
        tokenizer: Tokenizer,
        vocabulary: frozenset[str],
        marks: Callable[[Direction], Marks],
        tags: frozenset[str] = frozenset(),
    ) -> None:
        self._translator = translator
        self._tokenizer = tokenizer
        self._vocabulary = vocabulary
        self._marks = marks
        self._tags = tags

    def translate(
        self, texts: Sequence[str], direction: Direction, search: Search, *, lanes: int, spread: Spread
    ) -> list[Output]:
        """`spread` has the batches done, `lanes` of them at a time. Raises RuntimeError or MemoryError of the model."""
        pieces = [piece for at, text in enumerate(texts) for piece in self._pieces(at, text)]
        marks = self._marks(direction)
        found: list[tuple[list[str], float]] = [([], 0.0)] * len(pieces)

        def run(batch: Batch) -> None:
            for (place, _), answer in zip(batch, self._ask([piece for _, piece in batch], marks, search), strict=True):
                found[place] = answer

        rows = max(8, LIKELIHOODS // (4 * search.beam_size * max(1, len(self._vocabulary))))
        spread(run, batches(pieces, search.most, lanes, rows=rows))
        return self._outputs(len(texts), pieces, found)

    def unload(self) -> None:
        """Give its memory back; it cannot be used again."""
        self._translator.unload_model()

    def _pieces(self, at: int, text: str) -> Iterator[Piece]:
        tokens = [token for token in self._tokenizer.encode(text) if token not in self._tags]
        count = -(-len(tokens) // MOST_TOKENS)
        size = -(-len(tokens) // count) if count else 1
        for begin in range(0, len(tokens), size):
            part = tokens[begin : begin + size]
            yield Piece(at, part, sum(token not in self._vocabulary for token in part), repeats(part))

    def _ask(self, pieces: Sequence[Piece], marks: Marks, search: Search) -> list[tuple[list[str], float]]:
        """(tokens of the answer, its mean log probability) of each."""
        longest = max(len(piece.tokens) for piece in pieces)
        results = self._translator.translate_batch(
            [[*marks.before, *piece.tokens, *marks.behind] for piece in pieces],
            target_prefix=[list(marks.answer)] * len(pieces) if marks.answer else None,
            beam_size=search.beam_size,
            length_penalty=LENGTH_PENALTY,
            no_repeat_ngram_size=0 if pieces[0].repeats else REPEATED,
            max_decoding_length=min(MOST_TOKENS + 50, 2 * longest + 16),
            replace_unknowns=True,
            return_scores=True,
        )
        return [self._answer(result.hypotheses[0], result.scores[0], marks) for result in results]

    def _answer(self, tokens: list[str], score: float, marks: Marks) -> tuple[list[str], float]:
        length = len(tokens) + 1  # with the end
        mean = score * length**LENGTH_PENALTY / length
        begin = len(marks.answer) if tuple(tokens[: len(marks.answer)]) == marks.answer else 0
        while begin < len(tokens) and tokens[begin] in self._tags:
            begin += 1
        return tokens[begin:], mean

    def _outputs(self, count: int, pieces: Sequence[Piece], found: Sequence[tuple[list[str], float]]) -> list[Output]:
        tokens: list[list[str]] = [[] for _ in range(count)]
        scores: list[float | None] = [None] * count
        unknown = [0] * count
        for piece, (answer, mean) in zip(pieces, found, strict=True):
            at, before = piece.text, scores[piece.text]
            tokens[at] += answer
            scores[at] = mean if before is None else min(before, mean)
            unknown[at] += piece.unknown
        return [
            Output(self._tokenizer.decode(each), score, lost)
            for each, score, lost in zip(tokens, scores, unknown, strict=True)
        ]


def repeats(tokens: Sequence[str]) -> bool:
    """Do the same tokens stand in it twice, more of them than a translation may repeat?"""
    runs = [tuple(tokens[at : at + REPEATED]) for at in range(len(tokens) - REPEATED + 1)]
    return len(set(runs)) < len(runs)


def batches(pieces: Sequence[Piece], most: int, lanes: int, *, rows: int) -> list[Batch]:
    """Pieces of like length together, `most` tokens with padding and `rows` pieces at most; longest first.

    Those that repeat themselves go apart. As many batches for each lane, so that no core is idle at the end.
    """
    ordered = sorted(enumerate(pieces), key=lambda one: (one[1].repeats, -len(one[1].tokens)))
    total = sum(len(piece.tokens) for piece in pieces)
    rounds = -(-total // (most * lanes)) or 1
    even = min(most, -(-total // (rounds * lanes)))
    made: list[Batch] = []
    for one in ordered:
        first = made[-1][0][1] if made else one[1]
        full = made and (len(first.tokens) * (len(made[-1]) + 1) > even or len(made[-1]) >= rows)
        if not made or full or first.repeats != one[1].repeats:
            made.append([])
        made[-1].append(one)
    return made
