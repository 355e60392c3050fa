"""One row of `cases` as everybody else meets it: without a word of what was said."""

from collections.abc import Sequence
from dataclasses import dataclass

PLAIN = (
    *("id", "reference", "conversation_id", "status", "urgent", "wants_person", "unread", "unreachable", "retaliation"),
    *("category", "language", "channel", "created_at", "moved_at", "due_at", "late", "outcome", "version"),
    *("restricted", "parallel", "minor", "hold_until", "worried_at", "safety_later", "reopened", "owner_id"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case without a word of what was said. Times are milliseconds since 1970 UTC."""

    id: str
    reference: str
    conversation_id: str
    status: str
    urgent: bool
    wants_person: bool
    unread: bool
    unreachable: str
    retaliation: bool
    category: str
    language: str
    channel: str
    created_at: int
    moved_at: int
    due_at: int | None
    late: bool
    outcome: str
    version: int
    restricted: str = ""
    parallel: bool = False
    minor: bool = False
    hold_until: int | None = None
    worried_at: int | None = None
    safety_later: bool = False
    reopened: int = 0
    owner_id: str = ""

    def held(self, at: int) -> bool:
        """A legal hold keeps its words at this moment (ms)."""
        return self.hold_until is not None and self.hold_until > at


def case_from(row: Sequence[object]) -> Case:
    values = dict(zip(PLAIN, row, strict=True))
    for name in ("urgent", "wants_person", "unread", "retaliation", "late", "parallel", "minor"):
        values[name] = bool(values[name])
    return Case(**values)  # type: ignore[arg-type]
