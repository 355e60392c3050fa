"""The figures of a quarter, read from all cases as its months' pages read them. Reads only; what may be told of them is
`bot.casework.quarters`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot.casework.counting import Gathered, gathered, month
from bot.casework.figures import Table, added
from bot.casework.quarters import Made, as_medians, as_shares, as_sums, as_table, trend
from storage.engine import Unit
from storage.publication import PublicList

RECEIVED = "received_category"
EARLIER = 3
"""Months before the quarter that the trend begins with."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """`year` and its `n`th quarter, from 1."""

    year: int
    n: int

    @property
    def name(self) -> str:
        return f"{self.year}-{self.n}"

    @property
    def public_name(self) -> str:
        """As the public list calls it."""
        return f"{self.year}Q{self.n}"

    def months(self, earlier: int = 0) -> list[str]:
        """`2026-07`, and as many before it."""
        first = self.year * 12 + 3 * (self.n - 1)
        return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(first - earlier, first + 3)]


@dataclass(frozen=True, slots=True)
class Figures:
    """A quarter whole: how many came month by month, and every table."""

    quarter: Quarter
    trend: Table
    tables: Sequence[Made]

    def table(self, kind: str) -> Table | None:
        return next((one.table for one in self.tables if one.table.kind == kind), None)


def named(name: str) -> Quarter:
    """Raises ValueError for what is no quarter like 2026-3."""
    year, _, n = name.partition("-")
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and n in ("1", "2", "3", "4")):
        raise ValueError(name)
    return Quarter(int(year), int(n))


def figures(unit: Unit, of: Quarter, *, k: int, languages: Sequence[str], zone: tzinfo) -> Figures:
    every = [gathered(unit, month(name, zone), languages=languages) for name in of.months(EARLIER)]
    came = [sum(added(((one.name, one.restricted) for one in kind(rows, RECEIVED).rows), k).values()) for rows in every]
    months = every[EARLIER:]
    kinds = dict.fromkeys(one.kind for rows in months for one in rows)
    listed = on_public_list(unit, of)
    made = [of_kind([kind(rows, name) for rows in months], k, listed if name == RECEIVED else {}) for name in kinds]
    return Figures(of, trend(list(zip(of.months(EARLIER), came, strict=True)), k), made)


def kind(rows: Sequence[Gathered], name: str) -> Gathered:
    """That table of a month; an empty one where the month has none, as a question that nobody answered."""
    return next((one for one in rows if one.kind == name), Gathered(name, "", ()))


def of_kind(months: Sequence[Gathered], k: int, listed: Mapping[str, int]) -> Made:
    first = next((one for one in months if one.how), months[0])
    rows = [one.rows for one in months]
    if first.how == "table":
        return as_table(first.kind, rows, k, first.unit, listed)
    return {"shares": as_shares, "medians": as_medians, "sums": as_sums}[first.how](first.kind, rows, k)


def on_public_list(unit: Unit, of: Quarter) -> Mapping[str, int]:
    """How many cases of each category the list shows for this quarter."""
    return Counter(row.category for row in PublicList(unit.cases).rows() if row.quarter == of.public_name)
