"""Nobody is found by subtracting a quarter's report, its months' pages and the public list from one another.

The check knows nothing of how a table is made: it writes down every number that was published as an equation over the
cells, and asks by elimination which sums of cells those equations fix.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.figures import Cell, Counted, added, shares, table
from bot.casework.quarterly import Quarter, named
from bot.casework.quarters import as_medians, as_shares, as_sums, as_table, trend, whole

K = 5
NAMES = "abc"
MONTH = st.fixed_dictionaries({name: st.integers(0, 14) for name in NAMES})
MONTHS = st.lists(MONTH, min_size=3, max_size=3)
LISTED = st.fixed_dictionaries({name: st.integers(0, 4) for name in NAMES})
FEW, MANY = settings(max_examples=25, deadline=None), settings(max_examples=1500, deadline=None)
Equation = tuple[tuple[int, ...], int]


def reduced(rows: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """Gauss: rows that span the same, each with a leading one of its own."""
    left, done = [list(row) for row in rows], []
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        for some in (left, done):
            some[:] = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in some]
        done.append(pivot)
    return done


def spans(basis: list[list[Fraction]], vector: Sequence[int]) -> bool:
    rest = [Fraction(value) for value in vector]
    for row in basis:
        lead = next(n for n, value in enumerate(row) if value)
        rest = [a - rest[lead] * b for a, b in zip(rest, row, strict=True)]
    return not any(rest)


def nobody_is_found(cells: Sequence[int], equations: Sequence[Equation]) -> None:
    """Every set of cells whose sum the equations fix has nobody in it, or k."""
    basis = reduced([[Fraction(value) for value in row] for row, _ in equations])
    for chosen in product((0, 1), repeat=len(cells)):
        many = sum(value for value, takes in zip(cells, chosen, strict=True) if takes)
        if 0 < many < K:
            assert not spans(basis, chosen), (chosen, many)


def rows_of(month: Mapping[str, int]) -> list[Counted]:
    return [Counted(name) for name, many in month.items() for _ in range(many)]


def published(months: Sequence[Mapping[str, int]], listed: Mapping[str, int]) -> tuple[list[int], list[Equation]]:
    """The cells: of each month and name, and of each name those that the list has; and all that is known of them."""
    places = [(n, name) for n in range(3) for name in NAMES]
    cells = [months[n][name] for n, name in places]
    equations: list[Equation] = []

    def known(value: int, of: object) -> None:
        equations.append((tuple(int(of(*place)) for place in places), value))  # type: ignore[operator]

    totals = [sum(month.values()) for month in months]
    for n, month in enumerate(months):
        for cell in table("t", rows_of(month), K).cells:
            if cell.count is not None:
                known(cell.count, lambda m, c, n=n, name=cell.name: (m, c) == (n, name))
        if totals[n] >= K or totals[n] == 0:
            known(totals[n], lambda m, c, n=n: m == n)
        known(0, lambda m, c, n=n: m == n and months[n][c] == 0)
    made = as_table("t", [rows_of(month) for month in months], K, "cases", listed)
    kept = whole([added(((one.name, False) for one in rows_of(month)), K) for month in months], K)
    for cell in made.table.cells:
        if cell.count is not None:
            known(cell.count, lambda m, c, name=cell.name: m in kept and c == name)
    if made.table.total is not None:
        known(made.table.total, lambda m, c: m in kept)
    return cells, equations


def looked_at(months: Sequence[Mapping[str, int]], listed: Mapping[str, int]) -> None:
    held = {name: min(many, sum(month[name] for month in months)) for name, many in listed.items()}
    on_list = {name: many if many == 0 else max(many, K) for name, many in held.items()}
    on_list = {name: many for name, many in on_list.items() if many <= sum(month[name] for month in months)}
    cells, equations = published(months, on_list)
    nobody_is_found(cells, equations)
    made = as_table("t", [rows_of(month) for month in months], K, "cases", on_list)
    for cell in made.table.cells:
        if cell.count is not None and any(on_list.values()):
            unlisted = cell.count - on_list.get(cell.name, 0)
            assert unlisted == 0 or abs(unlisted) >= K


@FEW
@given(MONTHS, LISTED)
def test_nobody_is_found_between_a_quarter_its_months_and_the_list(
    months: list[dict[str, int]], listed: dict[str, int]
) -> None:
    looked_at(months, listed)


@pytest.mark.slow
@MANY
@given(MONTHS, LISTED)
def test_nobody_is_found_in_many_quarters(months: list[dict[str, int]], listed: dict[str, int]) -> None:
    looked_at(months, listed)


def test_the_check_would_find_somebody() -> None:
    with pytest.raises(AssertionError):
        nobody_is_found([7, 2], [((1, 0), 7), ((1, 1), 9)])


@FEW
@given(
    st.lists(
        st.lists(st.builds(Counted, st.just("a"), st.booleans(), st.booleans()), max_size=14), min_size=3, max_size=3
    )
)
def test_a_share_of_a_quarter_leaves_no_few_of_a_month(months: list[list[Counted]]) -> None:
    told = [cell for cell in as_shares("s", months, K).table.cells if cell.count is not None]
    pages = [[cell for cell in shares("s", rows, K).cells if cell.count is not None] for rows in months]
    for cell in told:
        assert cell.of is not None
        for n in (cell.count, cell.of - cell.count):
            assert n == 0 or n >= K
        if all(pages[n] for n in range(3) if months[n]):
            continue
        left = cell.of - sum(one[0].of or 0 for one in pages if one)
        assert left == 0 or left >= K


def test_a_desk_with_few_a_month_has_figures_of_a_quarter() -> None:
    months = [rows_of({"a": 3, "b": 1}), rows_of({"a": 2}), rows_of({"a": 4})]
    assert as_table("t", months, K, "cases", {}).table.cells == (Cell("a", None), Cell("b", None))
    alone = [rows_of({"a": 3}), rows_of({"a": 2}), rows_of({"a": 4})]
    assert as_table("t", alone, K, "cases", {}).table.cells == (Cell("a", 9),)
    assert as_table("t", [*alone[:2], rows_of({"a": 40})], K, "cases", {}).table.total == 45
    one_small = as_table("t", [rows_of({"a": 9}), rows_of({"a": 8}), rows_of({"a": 3})], K, "cases", {})
    assert (one_small.table.total, one_small.left_out) == (17, 1), "20 less both months would be three people"
    assert as_medians("d", [[("x", False, 2.0)] * 3, [("x", False, 4.0)] * 3, []], K).table.cells == (Cell("x", 3),)
    assert as_medians("d", [[("x", False, 2.0)] * 6, [("x", False, 90.0)], []], K).table.cells == (Cell("x", 2),)
    assert as_sums("f", [[("my", 1, 4)] * 5, [], []], K).table.cells == (Cell("my", 5, 20),)
    assert trend([("2026-07", 4), ("2026-08", 0), ("2026-09", 5)], K).cells[0].count is None


def test_the_public_list_takes_a_number_away_that_would_leave_few() -> None:
    months = [rows_of({"a": 8, "b": 20, "c": 20})] * 3
    free = as_table("t", months, K, "cases", {}).table
    assert {cell.name for cell in free.cells if cell.count} == {"a", "b", "c"}
    beside = as_table("t", months, K, "cases", {"a": 22}).table
    assert "a" not in {cell.name for cell in beside.cells if cell.count}, "24 less 22 listed are two people"


def test_a_quarter_is_named_and_has_its_months() -> None:
    assert Quarter(2026, 1).months(3) == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
    assert named("2026-3") == Quarter(2026, 3)
    for wrong in ("2026-5", "2026", "26-1", "2026-03", "²026-1", "2026-1x"):
        with pytest.raises(ValueError, match=r"."):
            named(wrong)
    assert Counter(Quarter(2026, 4).months()) == Counter(["2026-10", "2026-11", "2026-12"])
