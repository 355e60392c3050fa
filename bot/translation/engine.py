"""What every translator is asked and answers: directions, routes, outputs. No model, no file, no text is kept here.

Languages are BCP 47 tags of `locales/languages.toml`. A translator neither logs nor fetches and raises no word it read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Refusal(StrEnum):
    """Why a text was not translated. All but the last stay until packages or settings change."""

    NO_PACKAGE = "no_package"
    BROKEN_PACKAGE = "broken_package"
    TOO_LARGE = "too_large"  # the model alone is larger than the memory it may take
    NO_MEMORY = "no_memory"

    @property
    def passing(self) -> bool:
        """Worth another try later, as it is."""
        return self is Refusal.NO_MEMORY


class Untranslatable(Exception):
    """A route that exists could not be gone. Names the package and the reason, never a text."""

    def __init__(self, reason: Refusal, package: str) -> None:
        super().__init__(f"{package}: {reason.value}")
        self.reason = reason
        self.package = package


@dataclass(frozen=True, slots=True)
class Direction:
    """From one language into another."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Leg:
    """One package on the way, as recorded beside what it translated. `engine`: argos, multilingual or glossary."""

    package: str
    version: str
    engine: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Route:
    """One leg, or two by way of English."""

    legs: tuple[Leg, ...]

    @property
    def pivot(self) -> bool:
        return len(self.legs) > 1

    def __str__(self) -> str:
        """`translate-id_en 1.9 + translate-en_ja 1.1`: what is stored and shown."""
        return " + ".join(f"{leg.package} {leg.version}" for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Output:
    """One translated segment.

    `score`: mean log probability per token (0 is certain, below -1 is doubtful), the lower of the legs; None where the
    model gives none. `unknown`: pieces of the source, or of the text between the legs, that a model has no token for.
    """

    text: str
    score: float | None = None
    unknown: int = 0


class Translator(Protocol):
    """Whatever translates segments: installed packages, or a scripted one in a test. Called from several threads."""

    def route(self, source: str, target: str) -> Route | None:
        """The packages that lead from `source` to `target` now; None where none do."""

    def translate(self, texts: Sequence[str], route: Route, *, urgent: bool = False) -> Sequence[Output]:
        """One output for each segment, in their order, every leg batched over all. Raises Untranslatable.

        An urgent call does not wait for the batches of others: it has a thread of its own beside them.
        """
