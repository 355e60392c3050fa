"""What goes into the pipeline and comes out of it: one message for one reader, segment by segment. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.translation.engine import Refusal, Route

if TYPE_CHECKING:
    from bot.translation.glossary import Glossary
    from bot.translation.quality import Level, Reason


class Origin(StrEnum):
    """Where a text is from: a model, a member's correction of the same sentence, or the source itself."""

    MACHINE = "machine"
    MEMORY = "memory"
    COPIED = "copied"


@dataclass(frozen=True, slots=True)
class Work:
    """One message to be rendered for readers of `target`.

    `names` are protected as they stand. `memory`: corrections by normalised source segment, used on exact match.
    `urgent`: it is not to wait for others. `back`: also translated back, to be compared (twice the time).
    """

    id: str
    text: str
    source: str
    target: str
    names: tuple[str, ...] = ()
    memory: Mapping[str, str] = field(default_factory=dict)
    glossary: "Glossary | None" = None
    urgent: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True)
class RenderedSegment:
    """One sentence. `lead` is what stands before it in the source (spaces, newlines) and before its rendering too."""

    source: str
    lead: str
    text: str
    level: "Level"
    reasons: "tuple[Reason, ...]"
    origin: Origin
    score: float | None = None
    back: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """The rendering of one work. `refused`: why there is none; its segments are then empty.

    `route` is None where nothing was asked of a model. `tail` is what stands behind the last segment.
    """

    id: str
    segments: tuple[RenderedSegment, ...]
    route: Route | None
    refused: Refusal | None = None
    tail: str = ""

    @property
    def text(self) -> str:
        return "".join(segment.lead + segment.text for segment in self.segments) + self.tail
