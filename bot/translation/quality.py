"""How far a machine translation of one sentence may be trusted: ok, check or bad, and why. Pure.

It compares what both texts show on their face; it does not understand them. `ok` says that nothing was found, never
that the translation is right. No text is kept, logged or put into an exception; no text makes it fail.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.translation import lengths, likeness, negation, numerals, proper, segments, tongue

if TYPE_CHECKING:
    from bot.translation.glossary import Glossary


class Level(StrEnum):
    OK = "ok"
    CHECK = "check"
    BAD = "bad"


class Reason(StrEnum):
    """Why a person should look. `PIVOT` alone raises no level: it tells by which way the text came."""

    NUMBERS = "numbers"
    DATES = "dates"
    NEGATION = "negation"
    PLACEHOLDER = "placeholder"
    NAME = "name"
    LENGTH = "length"
    REPEATED = "repeated"
    COPIED = "copied"
    UNKNOWN = "unknown"
    SENTENCE_MISSING = "sentence_missing"
    PIVOT = "pivot"
    ROUND_TRIP = "round_trip"
    LOW_SCORE = "low_score"
    LANGUAGE = "language"
    GLOSSARY = "glossary"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence and its translation, placeholders already restored.

    `missing`: a placeholder did not come back exactly once. `score`: mean log probability per token, None where there
    is none. `unknown`: pieces the model has no token for. `back`: translated back, None where it was not. `identify`
    names the language of a text as BCP 47, or None where it is not sure.
    """

    source: str
    text: str
    source_language: str
    target_language: str
    names: tuple[str, ...] = ()
    missing: bool = False
    score: float | None = None
    unknown: int = 0
    pivot: bool = False
    back: str | None = None
    glossary: "Glossary | None" = None
    identify: Callable[[str], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    level: Level = Level.OK
    reasons: tuple[Reason, ...] = ()


DOUBTFUL_SCORE = -1.2
"""Mean log probability per token below which a model is not sure of what it says."""
BACK_ALIKE = 0.35
"""Shared letter pairs of a text and what came back, below which the way went wrong."""
SHORTEST, LONGEST = 0.45, 2.2
"""Times the length that the pair of languages makes likely."""
FEWER = 0.85
"""Of the likely length, where a sentence is gone."""
TELLING = 24
"""Letters of English; the length of a shorter text says nothing."""

WRONG = frozenset({
    Reason.NUMBERS, Reason.DATES, Reason.NEGATION, Reason.NAME, Reason.PLACEHOLDER, Reason.REPEATED, Reason.COPIED,
    Reason.SENTENCE_MISSING, Reason.LANGUAGE, Reason.EMPTY,
})  # fmt: skip


def judge(evidence: Evidence) -> Flag:
    """Every reason there is, the gravest level of them."""
    if not evidence.text.strip():
        return Flag(Level.BAD, (Reason.EMPTY,)) if evidence.source.strip() else Flag()
    reasons = tuple(dict.fromkeys(reason for reason, found in _found(evidence) if found))
    grave = [reason for reason in reasons if reason is not Reason.PIVOT]
    level = Level.BAD if WRONG & set(reasons) else Level.CHECK if grave else Level.OK
    return Flag(level, reasons)


def _found(it: Evidence) -> Iterator[tuple[Reason, bool]]:
    pair = (it.source, it.text, it.source_language, it.target_language)
    same = it.source_language.partition("-")[0] == it.target_language.partition("-")[0]
    numbers = numerals.compare(*pair)
    yield Reason.NUMBERS, numbers.numbers
    yield Reason.DATES, numbers.dates
    yield Reason.NEGATION, negation.differs(*pair)
    yield Reason.PLACEHOLDER, it.missing
    yield Reason.NAME, proper.garbled(it.source, it.text, it.names, it.source_language)
    yield Reason.REPEATED, likeness.repeats(it.text) and not likeness.repeats(it.source)
    yield Reason.COPIED, not same and likeness.copied(it.source, it.text)
    yield Reason.LANGUAGE, tongue.wrong(it.text, it.target_language, it.identify)
    yield from _lengths(it)
    yield Reason.UNKNOWN, it.unknown > 0
    yield Reason.LOW_SCORE, it.score is not None and it.score < DOUBTFUL_SCORE
    yield Reason.ROUND_TRIP, it.back is not None and likeness.alike(it.source, it.back) < BACK_ALIKE
    yield Reason.GLOSSARY, it.glossary is not None and bool(it.glossary.missing(it.source, it.text))
    yield Reason.PIVOT, it.pivot


def _lengths(it: Evidence) -> Iterator[tuple[Reason, bool]]:
    likely = lengths.likely(it.source, it.source_language, it.target_language)
    ratio = lengths.letters(it.text) / likely if likely else 1.0
    telling = lengths.likely(it.source, it.source_language, "en") >= TELLING
    yield Reason.LENGTH, telling and not SHORTEST <= ratio <= LONGEST
    before = len(segments.split(it.source, it.source_language).segments)
    after = len(segments.split(it.text, it.target_language).segments)
    yield Reason.SENTENCE_MISSING, after < before and ratio < FEWER
