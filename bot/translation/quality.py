"""How far a machine translation of one sentence may be trusted: ok, check or bad, and why. Pure.

It compares what both texts show on their face; it does not understand them. `ok` says that nothing was found, never
that the translation is right. No text is kept, logged or put into an exception; no text makes it fail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

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


def judge(evidence: Evidence) -> Flag:
    return Flag(Level.OK, (Reason.PIVOT,) if evidence.pivot else ())
