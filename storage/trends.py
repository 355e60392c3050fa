"""Of which sets of cases the leads were alarmed, by company and category. Nothing here commits."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

TREND = METADATA.tables["trend"]
COLUMNS = ("company_id", "category", "cases", "at")
THIS = (TREND.c.company_id == bindparam("of"), TREND.c.category == bindparam("about"))
GET = select(TREND.c.cases).where(*THIS)
SINCE = select(*[TREND.c[name] for name in COLUMNS]).where(TREND.c.at >= bindparam("since")).order_by(TREND.c.at.desc())
DROP, ADD = delete(TREND).where(*THIS), insert_or_ignore(TREND)


@dataclass(frozen=True, slots=True)
class Alarmed:
    """`at` is ms since 1970."""

    company_id: str
    category: str
    cases: frozenset[str]
    at: int


class Trends:
    """Rows of `trend`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cases(self, company_id: str, category: str) -> frozenset[str]:
        """Those that were alarmed of last; none where nobody was."""
        row = self._connection.one(GET, of=company_id, about=category)
        return frozenset(json.loads(row[0])) if row else frozenset()

    def since(self, at: int) -> Sequence[Alarmed]:
        """The newest first."""
        return [
            Alarmed(row[0], row[1], frozenset(json.loads(row[2])), row[3])
            for row in self._connection.all(SINCE, since=at)
        ]

    def set(self, company_id: str, category: str, cases: Iterable[str], *, at: int) -> None:
        self._connection.put(DROP, of=company_id, about=category)
        said = json.dumps(sorted(cases))
        self._connection.put(ADD, company_id=company_id, category=category, cases=said, at=at)
