"""What is known of all cases at once, column by column and without a word: for what is published and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from storage.engine import Connection
from storage.models.cases import METADATA

CASES, THREAD, PARTY, COMPANY, CONVERSATION = (
    METADATA.tables[name] for name in ("cases", "disclosure", "case_party", "company", "conversation")
)
PLAIN = (
    *("id", "conversation_id", "status", "outcome", "category", "language", "channel", "restricted", "unreachable"),
    *("retaliation", "late", "created_at", "moved_at"),
)
ALL = select(*[CASES.c[name] for name in PLAIN]).order_by(CASES.c.created_at, CASES.c.id)
NOTIFIED = (
    select(THREAD.c.case_id, func.min(THREAD.c.notified_at), func.max(THREAD.c.outcome), func.min(THREAD.c.outcome))
    .where(THREAD.c.notified_at.is_not(None))
    .group_by(THREAD.c.case_id)
)
PARTIES = (
    select(PARTY.c.case_id, PARTY.c.role, COMPANY.c.id, COMPANY.c.kind, COMPANY.c.country, COMPANY.c.sector)
    .join(COMPANY, COMPANY.c.id == PARTY.c.company_id)
    .order_by(PARTY.c.case_id, PARTY.c.at, COMPANY.c.id)
)


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """One case. Times are ms since 1970 UTC."""

    id: str
    conversation_id: str
    status: str
    outcome: str
    category: str
    language: str
    channel: str
    restricted: str
    unreachable: str
    retaliation: bool
    late: bool
    created_at: int
    moved_at: int


@dataclass(frozen=True, slots=True)
class PartyColumns:
    """A company of a case, as the register describes it."""

    role: str
    company_id: str
    kind: str
    country: str
    sector: str


@dataclass(frozen=True, slots=True)
class Notified:
    """When the first company was told (ms), and the outcome of all its threads; empty where they differ."""

    at: int
    outcome: str


class Columns:
    """Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cases(self) -> Sequence[CaseColumns]:
        """All there are, the oldest first."""
        return [CaseColumns(*row[:9], bool(row[9]), bool(row[10]), *row[11:]) for row in self._connection.all(ALL)]

    def notified(self) -> Mapping[str, Notified]:
        """By case, of those of which some company was told."""
        rows = self._connection.all(NOTIFIED)
        return {row[0]: Notified(int(row[1]), row[2] if row[2] == row[3] else "") for row in rows}

    def parties(self) -> Mapping[str, Sequence[PartyColumns]]:
        """By case, in the order in which members confirmed them."""
        found: dict[str, list[PartyColumns]] = {}
        for case_id, *rest in self._connection.all(PARTIES):
            found.setdefault(case_id, []).append(PartyColumns(*rest))
        return found
