"""The words of a text that the desk's word list knows, marked where they stand, and what they suggest. Never a
translation: what the list does not know stays as it is. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

LONGEST = 20_000
"""Letters of a text that are looked through; nobody reads more of it with a word list."""


class Mark(Protocol):
    """A known word at its place (`bot.translation.lexicon`)."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def term(self) -> str: ...
    @property
    def meaning_en(self) -> str: ...
    @property
    def meaning_ja(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def danger(self) -> bool: ...


def marked(text: str, language: str) -> Sequence[Mark]:
    """No word list."""
    return ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text; `mark` is there where the list knows it."""

    text: str
    mark: Mark | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A category or danger, with the words that caused it."""

    what: str
    words: Sequence[str]


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
            if mark.start < at:
                continue
            found.append(Piece(text[at : mark.start]))
            found.append(Piece(text[mark.start : mark.end], mark, self.meaning(mark)))
            at = mark.end
        return [piece for piece in (*found, Piece(text[at:])) if piece.text]

    def meaning(self, mark: Mark) -> str:
        return mark.meaning_ja if self.reader == "ja" else mark.meaning_en

    def known(self, texts: Iterable[str]) -> Sequence[tuple[str, str]]:
        """Each known word once with its meaning, in the order of reading."""
        return list({mark.term: self.meaning(mark) for text in texts for mark in self.marks(text)}.items())

    def suggested(self, texts: Iterable[str]) -> tuple[Sequence[Suggested], Sequence[str]]:
        """Categories, the most often caused first, and the words of danger."""
        categories: dict[str, dict[str, None]] = {}
        danger: dict[str, None] = {}
        for text in texts:
            for mark in self.marks(text):
                if mark.category:
                    categories.setdefault(mark.category, {})[mark.term] = None
                if mark.danger:
                    danger[mark.term] = None
        ranked = sorted(categories.items(), key=lambda pair: -len(pair[1]))
        return [Suggested(category, list(words)) for category, words in ranked], list(danger)
