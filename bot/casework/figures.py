"""Counts of a month that nobody can be found in: tables with small cells held back, shares, medians. Pure.

Months are the only periods, so that no period is another less a few days. A restricted case is counted in a cell only
with at least `k` of its like: a member who knows all the others learns nothing by subtracting them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from bot.casework.publication import withheld


@dataclass(frozen=True, slots=True)
class Counted:
    """One case in one cell. `hit` is what a share is taken of."""

    name: str
    restricted: bool = False
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` is None where it is held back; `of` is the whole that it is a share of, if it is one."""

    name: str
    count: int | None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`total` is None where fewer than `k` are counted in all. `unit`: cases, share, days, segments, reports."""

    kind: str
    cells: tuple[Cell, ...]
    total: int | None = None
    unit: str = "cases"


def added(some: Iterable[tuple[str, bool]], k: int) -> Counter[str]:
    """By name; the restricted ones where there are at least `k` of every name that has any, else none of them.

    All or none: if one table of a month counted some of them and another table others, the difference of the totals
    would be the few that only one left out.
    """
    rows = list(some)
    counts = Counter(name for name, restricted in rows if not restricted)
    apart = Counter(name for name, restricted in rows if restricted)
    if all(many >= k for many in apart.values()):
        counts.update(apart)
    return counts


def table(kind: str, some: Iterable[Counted], k: int, *, unit: str = "cases") -> Table:
    """How many of each name, the largest first; those held back come last and tell nothing of their order."""
    counts = added(((one.name, one.restricted) for one in some), k)
    total = sum(counts.values())
    hidden = withheld(counts, k=k) if total >= k else frozenset(counts)
    shown = [
        Cell(name, many)
        for name, many in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        if name not in hidden
    ]
    return Table(kind, (*shown, *(Cell(name, None) for name in sorted(hidden))), total if total >= k else None, unit)


def shares(kind: str, some: Iterable[Counted], k: int) -> Table:
    """Of each name how many are a hit. Held back where they, or the others, are a few."""
    rows = list(some)
    cells = []
    for name in sorted({one.name for one in rows}):
        halves = added((("hit" if one.hit else "other", one.restricted) for one in rows if one.name == name), k)
        hit, other = halves["hit"], halves["other"]
        few = 0 < hit < k or 0 < other < k or hit + other == 0
        cells.append(Cell(name, None) if few else Cell(name, hit, hit + other))
    return Table(kind, tuple(cells), unit="share")


def medians(kind: str, some: Iterable[tuple[str, bool, float]], k: int) -> Table:
    """Whole days, by name, of at least `k` values."""
    rows = list(some)
    cells = []
    for name in dict.fromkeys(name for name, _, _ in rows):
        values = [days for one, restricted, days in rows if one == name and not restricted]
        apart = [days for one, restricted, days in rows if one == name and restricted]
        values += apart if len(apart) >= k else []
        if values:
            cells.append(Cell(name, round(median(values)) if len(values) >= k else None))
    return Table(kind, tuple(cells), unit="days")


def sums(kind: str, some: Iterable[tuple[str, int, int]], k: int) -> Table:
    """By name how many of how many sentences, added up over at least `k` cases."""
    of: dict[str, list[tuple[int, int]]] = {}
    for name, part, whole in some:
        of.setdefault(name, []).append((part, whole))
    cells = [
        Cell(name, sum(one for one, _ in rows), sum(whole for _, whole in rows)) if len(rows) >= k else Cell(name, None)
        for name, rows in sorted(of.items())
    ]
    return Table(kind, tuple(cells), unit="segments")
