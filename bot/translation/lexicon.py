"""The reading aid: words of this desk's work found in a worker's own text, with what each says. No translation.

It helps a person who does not read the language to see what a text may be about before, or beside, any translation;
what the list does not know stays silent, and nothing is decided by it. Pure once a language's list is read; no text is
kept. Spans are offsets into the very text that was given (intake has put Zawgyi right before that; text still in
Zawgyi gives no marks).
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.intake.locale_table import LOCALES
from bot.translation.beside import Found, joined, negations_noted
from bot.translation.figures import figures
from bot.translation.letters import Folded, fold
from bot.translation.lexicon_file import STEM, BadLexicon, Danger, Kind, Term, read_terms
from bot.translation.word_search import WordSearch, search_for
from channels.text import CLUSTER

logger = logging.getLogger(__name__)

FILE = "lexicon.tsv"
URGENCY = ("CHD", "HAR", "OSH", "UNI", "DIS", "FRL", "HRS", "LIF", "WAG")
"""Which of two categories that as many words speak for comes first: pay is in almost every text, a beating is not."""


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


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's list, ready to search. Without a list only figures are read."""

    terms: Sequence[Term]
    search: WordSearch

    def words(self, folded: str) -> Iterator[Found]:
        for start, end, line in self.search.found(folded):
            term = self.terms[line]
            yield Found(start, end, term, term.kind, term.meaning_en, term.meaning_ja, term.category, term.danger)


@lru_cache(maxsize=64)
def load(language: str, folder: Path = LOCALES) -> Lexicon:
    """Raises BadLexicon and OSError for a file that cannot be read; a language without one has an empty list."""
    known = language.replace("-", "_")
    return compiled(read_terms(folder / known / FILE) if known.isidentifier() else (), language)


@lru_cache(maxsize=64)
def readable(language: str, folder: Path = LOCALES) -> Lexicon:
    """As `load`; a list that cannot be read is an empty one, so that a case can still be opened. The doctor tells."""
    try:
        return load(language, folder)
    except (BadLexicon, OSError) as error:
        what = str(error) if isinstance(error, BadLexicon) else type(error).__name__
        logger.warning("the word list of %s cannot be read: %s", language, what)
        return compiled((), language)


def compiled(terms: Sequence[Term], language: str) -> Lexicon:
    exact: dict[str, int] = {}
    stems: dict[str, int] = {}
    for line, term in enumerate(terms):
        for spelling in term.spellings:
            of = stems if spelling.endswith(STEM) else exact
            of.setdefault(fold(spelling.removesuffix(STEM)).text, line)
    return Lexicon(terms, search_for(exact, stems, language))


def marked(text: str, language: str) -> tuple[Mark, ...]:
    """Known words in the order of the text, never overlapping, never inside a letter. Never raises for any text."""
    folded = fold(text)
    words = list(readable(language).words(folded.text))
    found = negations_noted(folded.text, joined(folded.text, words, figures(folded.text)))
    return tuple(_placed(text, folded, found)) if found else ()


def _placed(text: str, folded: Folded, found: Sequence[Found]) -> Iterator[Mark]:
    """Offsets of the text as it was given; what would cut a letter in two is left out."""
    whole = None if text.isascii() else {0, *(letter.end() for letter in CLUSTER.finditer(text))}
    free = 0
    for one in found:
        start, end = folded.places[one.start], folded.places[one.end]
        if free <= start < end and (whole is None or (start in whole and end in whole)):
            free = end
            yield _mark(text, start, end, one)


def _mark(text: str, start: int, end: int, one: Found) -> Mark:
    term = one.term.name if one.term else text[start:end]
    category, danger = ("CHD", Danger.CHILD) if one.young else (one.category, one.danger)
    return Mark(start, end, term, one.en, one.ja, one.kind, category, danger, one.negated)


def suggested(marks: Iterable[Mark]) -> Suggestion:
    """What the marks of one report point to; a word said twice counts once."""
    categories: dict[str, dict[str, None]] = {}
    dangers: dict[str, dict[str, None]] = {}
    for mark in marks:
        if mark.category:
            categories.setdefault(mark.category, {})[mark.term] = None
        if mark.danger and not (mark.negated and mark.kind == Kind.THING):
            dangers.setdefault(mark.danger, {})[mark.term] = None
    ranked = sorted(categories.items(), key=lambda pair: (-len(pair[1]), _urgency(pair[0])))
    return Suggestion(_hints(ranked), _hints(dangers.items()))


def _urgency(category: str) -> int:
    return URGENCY.index(category) if category in URGENCY else len(URGENCY)


def _hints(found: Iterable[tuple[str, dict[str, None]]]) -> Sequence[Hint]:
    return tuple(Hint(what, tuple(terms)) for what, terms in found)
