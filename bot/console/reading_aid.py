"""The words of a text that the desk's word list knows, marked where they stand, and what they suggest. Never a
translation: what the list does not know stays as it is. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.translation.lexicon import Mark, Suggestion, marked, suggested

LONGEST = 20_000
"""Letters of a text that are looked through; nobody reads more of it with a word list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text; `mark` is there where the list knows it."""

    text: str
    mark: Mark | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list knows of several texts: each word once with its meaning, and what they suggest."""

    known: Sequence[tuple[str, str]]
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class Aid:
    """For texts in `language`, explained in `reader`. `find` is the word list's own function."""

    language: str
    reader: str
    find: Callable[[str, str], Sequence[Mark]] = marked

    def marks(self, text: str) -> Sequence[Mark]:
        return self.find(text[:LONGEST], self.language)

    def pieces(self, text: str) -> Sequence[Piece]:
        """The whole text in order, nothing added, nothing lost."""
        found: list[Piece] = []
        at = 0
        for mark in self.marks(text):
            found.append(Piece(text[at : mark.start]))
            found.append(Piece(text[mark.start : mark.end], mark, self.meaning(mark)))
            at = mark.end
        return [piece for piece in (*found, Piece(text[at:])) if piece.text]

    def meaning(self, mark: Mark) -> str:
        return mark.meaning_ja if self.reader == "ja" else mark.meaning_en

    def listed(self, texts: Iterable[str]) -> Listed:
        marks = [mark for text in texts for mark in self.marks(text)]
        return Listed(list({mark.term: self.meaning(mark) for mark in marks}.items()), suggested(marks))
