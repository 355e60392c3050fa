"""The reading aid: words of this desk's work found in a worker's own text, with what each says. No translation.

It helps a person who does not read the language to see what a text may be about before, or beside, any translation;
what the list does not know stays silent, and nothing is decided by it. Pure once a language's list is read; no text is
kept. Spans are offsets into the very text that was given (intake has put Zawgyi right before that; text still in
Zawgyi gives no marks).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A known word at `text[start:end]`.

    `term` is the word as the list has it, `kind` one of `Kind`, `category` a code or empty, `danger` one of `Danger`
    or empty. `negated`: the text says "not" close by, so read the sentence before believing the word.
    """

    start: int
    end: int
    term: str
    meaning_en: str
    meaning_ja: str
    kind: str
    category: str = ""
    danger: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """A category or kind of danger, and the terms of the text that made us think of it."""

    what: str
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a text may be about, the likeliest first; empty where nothing points anywhere."""

    categories: Sequence[Hint] = ()
    dangers: Sequence[Hint] = ()


def marked(text: str, language: str) -> tuple[Mark, ...]:
    """Known words in the order of the text, never overlapping, never inside a letter. Never raises for any text."""
    return ()


def suggested(marks: Iterable[Mark]) -> Suggestion:
    """What the marks of one report point to."""
    return Suggestion()
