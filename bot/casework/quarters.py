"""A quarter's figures beside those of its months and the public list, so that none of them subtracted from another
leaves a few people. Pure.

A quarter is its three months, each counted as its own page counts it. What a reader can work out is a sum of whole
months less whole columns: so every such difference has to be empty or of at least `k`, with every month's total taken
as known. Months of which even the total is held back count only where they are `k` or more together. Where columns
would tell too much they are hidden, the smallest first, until nothing does.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Any

from bot.casework.figures import Cell, Table, added, shares, table
from bot.casework.publication import withheld

Counts = Mapping[str, int]
REST = ""
"""All that is hidden, as one column: its sum is what the shown ones leave of the total."""


@dataclass(frozen=True, slots=True)
class Made:
    """One table of a quarter. `left_out`: months with fewer than `k` that could not be counted with the others."""

    table: Table
    left_out: int = 0


def safe(many: int, k: int) -> bool:
    return many == 0 or abs(many) >= k


def whole(months: Sequence[Counts], k: int) -> list[int]:
    """Places of the months that are counted: those below `k` only if all of them together reach it."""
    small = [n for n, month in enumerate(months) if 0 < sum(month.values()) < k]
    together = sum(sum(months[n].values()) for n in small)
    return [n for n in range(len(months)) if n not in small or safe(together, k)]


def hidden(months: Sequence[Counts], shown: Sequence[frozenset[str]], k: int, listed: Counts) -> frozenset[str]:
    """Which names of a quarter's table are held back. `shown`: the names whose count each month's page shows; `listed`:
    how many of a name the public list has of this quarter. All names where nothing may be told.
    """
    total = Counter[str]()
    for month in months:
        total.update(month)
    every = frozenset(total)
    if total.total() < k:
        return every
    held = set(withheld(total, k=k))
    left = rows_left(months, shown, k)
    for name in ("", *sorted(total, key=lambda one: (total[one], one))):
        held |= {name} & every
        if sound(left, total, frozenset(held), k, listed):
            return frozenset(held)
    return every


def rows_left(months: Sequence[Counts], shown: Sequence[frozenset[str]], k: int) -> list[Counts]:
    """What each month's page hides. Months whose total nobody knows are one row."""
    left = [
        {name: many for name, many in month.items() if many and name not in seen}
        for month, seen in zip(months, shown, strict=True)
    ]
    unknown = Counter[str]()
    for row, month in zip(left, months, strict=True):
        if sum(month.values()) < k:
            unknown.update(row)
    known = [row for row, month in zip(left, months, strict=True) if sum(month.values()) >= k]
    return [row for row in (*known, unknown) if row]


def sound(left: Sequence[Counts], total: Counts, held: frozenset[str], k: int, listed: Counts) -> bool:
    """Nothing below `k` can be worked out of it, and what is hidden together is no few either."""
    if not safe(sum(total[name] for name in held), k) or len([name for name in held if total[name]]) == 1:
        return False
    unlisted = [total[name] - listed.get(name, 0) for name in total if name not in held]
    rest = sum(total[name] - listed.get(name, 0) for name in held)
    if listed and not all(safe(many, k) for many in (*unlisted, rest, sum(unlisted) + rest)):
        return False
    return all(safe(many, k) for many in differences(left, held))


def differences(left: Sequence[Counts], held: frozenset[str]) -> Iterator[int]:
    """Each column by itself, and whole rows less the columns that lie in them alone."""
    columns: dict[str, set[int]] = {}
    sums = Counter[str]()
    for n, row in enumerate(left):
        for name, many in row.items():
            column = REST if name in held else name
            columns.setdefault(column, set()).add(n)
            sums[column] += many
    yield from sums.values()
    for size in range(1, len(left) + 1):
        for rows in combinations(range(len(left)), size):
            inside = [column for column, reach in columns.items() if reach <= set(rows)]
            yield sum(sum(left[n].values()) for n in rows) - sum(sums[column] for column in inside)


def as_table(kind: str, months: Sequence[Sequence[Any]], k: int, unit: str, listed: Counts) -> Made:
    counts = [added(((one.name, one.restricted) for one in rows), k) for rows in months]
    pages = [seen(table(kind, rows, k)) for rows in months]
    kept = whole(counts, k)
    counts, pages = [counts[n] for n in kept], [pages[n] for n in kept]
    held = hidden(counts, pages, k, listed)
    total = sum((Counter(one) for one in counts), Counter[str]())
    ordered = sorted(total.items(), key=lambda one: (-one[1], one[0]))
    cells = (*(Cell(name, many) for name, many in ordered if name not in held), *(Cell(name, None) for name in held))
    told = total.total() if total.total() >= k else None
    return Made(Table(kind, tuple(sorted(cells, key=last_if_held)), told, unit), len(months) - len(kept))


def last_if_held(cell: Cell) -> tuple[bool, int, str]:
    return cell.count is None, -(cell.count or 0), cell.name


def seen(page: Table) -> frozenset[str]:
    return frozenset(cell.name for cell in page.cells if cell.count is not None)


def as_shares(kind: str, months: Sequence[Sequence[Any]], k: int) -> Made:
    """Of each name its hits and the others are a table of two columns; both are told or neither."""
    cells, most = [], 0
    for name in sorted({one.name for rows in months for one in rows}):
        of = [[one for one in rows if one.name == name] for rows in months]
        counts = [halves(rows, k) for rows in of]
        pages = [frozenset(counts[n]) if seen(shares(kind, rows, k)) else frozenset() for n, rows in enumerate(of)]
        kept = whole(counts, k)
        most = max(most, len(months) - len(kept))
        held = hidden([counts[n] for n in kept], [pages[n] for n in kept], k, {})
        hit, other = (sum(counts[n][half] for n in kept) for half in ("hit", "other"))
        cells.append(Cell(name, None) if held or hit + other < k else Cell(name, hit, hit + other))
    return Made(Table(kind, tuple(sorted(cells, key=last_if_held)), unit="share"), most)


def halves(rows: Sequence[Any], k: int) -> Counter[str]:
    return added((("hit" if one.hit else "other", one.restricted) for one in rows), k)


def pooled(
    months: Sequence[Sequence[Any]], k: int, counted: Callable[[Sequence[Any]], list[Any]]
) -> dict[str, list[Any]]:
    """The values of each name over the months that may be counted together; empty where they are fewer than `k`."""
    names = dict.fromkeys(one[0] for rows in months for one in rows)
    found = {}
    for name in names:
        values = [counted([one for one in rows if one[0] == name]) for rows in months]
        kept = whole([{name: len(some)} if some else {} for some in values], k)
        one = [value for n in kept for value in values[n]]
        found[name] = one if len(one) >= k else []
    return found


def as_medians(kind: str, months: Sequence[Sequence[Any]], k: int) -> Made:
    def counted(rows: Sequence[Any]) -> list[Any]:
        apart = [days for _, restricted, days in rows if restricted]
        return [days for _, restricted, days in rows if not restricted] + (apart if len(apart) >= k else [])

    values = pooled(months, k, counted)
    cells = [Cell(name, round(median(some)) if some else None) for name, some in values.items()]
    return Made(Table(kind, tuple(cells), unit="days"))


def as_sums(kind: str, months: Sequence[Sequence[Any]], k: int) -> Made:
    values = pooled(months, k, list)
    cells = [
        Cell(name, sum(part for _, part, _ in some), sum(of for _, _, of in some)) if some else Cell(name, None)
        for name, some in sorted(values.items())
    ]
    return Made(Table(kind, tuple(cells), unit="segments"))


def trend(months: Sequence[tuple[str, int]], k: int) -> Table:
    """How many in each month, as its own page tells it: nothing where they are fewer than `k`."""
    cells: Iterable[Cell] = (Cell(name, many if safe(many, k) else None) for name, many in months)
    return Table("received", tuple(cells))
