"""The last look before an issue goes out: is every set of rows that a reader can tell apart large enough? Pure.

This looks at the finished table and knows nothing of how it was made (`bot.casework.publication`): an error there, in
the database or of a hand at work in it stops the issue here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

Row = tuple[object, ...]
"""What is said of one case, column by column, without its number and its text."""
TOGETHER = 3
"""Bare counts are compared in all tables of up to so many columns."""


def breaches(before: Mapping[str, Row], after: Mapping[str, Row], k: int) -> Iterator[str]:
    """What is wrong with going from one issue to the next, by rows' numbers: words for the desk, none if all is well.

    Whatever cells a reader adds and subtracts, in one issue or between two, she gets a union of sets of rows that had
    the same history. So it is enough that each of these is empty or has `k` rows.
    """
    histories = Counter((before.get(number), row) for number, row in after.items())
    if any(number not in after for number in before):
        yield "a row is gone"
    if any(many < k for many in histories.values()):
        yield "a group is smaller than k, or changed for fewer than k"
    if not before:
        return
    was, now = cells(list(before.values())), cells(list(after.values()))
    if any(0 < abs(now[cell] - was[cell]) < k for cell in was.keys() | now.keys()):
        yield "a count changes by fewer than k"


def cells(rows: Sequence[Row]) -> Counter[tuple[tuple[int, object], ...]]:
    """How many rows there are in each cell of each small table."""
    found: Counter[tuple[tuple[int, object], ...]] = Counter()
    for row, many in Counter(rows).items():
        for width in range(TOGETHER + 1):
            for some in combinations(enumerate(row), width):
                found[some] += many
    return found
