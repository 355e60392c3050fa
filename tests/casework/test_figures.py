"""No figure of a month lets a few people be found: neither in a cell, nor by subtracting cells from a total."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.figures import Cell, Counted, medians, shares, table

K = 5
SOME = st.lists(st.builds(Counted, st.sampled_from("abcde"), st.booleans(), st.booleans()), max_size=60)
SMALL, LARGE = settings(max_examples=60, deadline=None), settings(max_examples=3_000, deadline=None)


def looked_at(some: list[Counted]) -> None:
    made = table("t", some, K)
    shown = {cell.name: cell.count for cell in made.cells if cell.count is not None}
    assert all(many >= K for many in shown.values())
    hidden = [cell.name for cell in made.cells if cell.count is None]
    if made.total is None:
        assert not shown, "a total that is not told could be added up"
    elif hidden:
        assert made.total - sum(shown.values()) >= K
        assert len(hidden) >= 2 or not shown
    # A member knows every case that is not restricted, and subtracts them.
    mine = Counter(one.name for one in some if not one.restricted)
    for name, many in shown.items():
        assert many - mine[name] == 0 or many - mine[name] >= K
    hits = Counter(one.name for one in some if one.hit and not one.restricted)
    for cell in shares("s", some, K).cells:
        if cell.count is not None and cell.of is not None:
            assert cell.count == 0 or cell.count >= K
            assert cell.of == cell.count or cell.of - cell.count >= K
            assert cell.count == hits[cell.name] or cell.count - hits[cell.name] >= K


CASE = st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("pq"), st.booleans())


@SMALL
@given(st.lists(CASE, max_size=60))
def test_no_two_tables_of_a_month_differ_by_a_few_restricted_cases(cases: list[tuple[str, str, str, bool]]) -> None:
    """Whoever knows all other cases subtracts them from each total, and one total from another."""
    told = [table("t", (Counted(case[n], case[3]) for case in cases), K).total for n in range(3)]
    known = sum(not case[3] for case in cases)
    extra = [total - known for total in told if total is not None]
    assert all(many == 0 or many >= K for many in (*extra, *(abs(a - b) for a in extra for b in extra)))


@SMALL
@given(SOME)
def test_nobody_is_found_in_a_table_or_a_share(some: list[Counted]) -> None:
    looked_at(some)


@pytest.mark.slow
@LARGE
@given(SOME)
def test_nobody_is_found_in_thousands_of_tables(some: list[Counted]) -> None:
    looked_at(some)


def test_a_table_says_the_largest_first_and_hides_the_next_smallest_with_a_small_one() -> None:
    some = [Counted(name) for name, many in {"a": 9, "b": 3, "c": 20}.items() for _ in range(many)]
    made = table("t", some, K)
    assert made.cells == (Cell("c", 20), Cell("a", None), Cell("b", None))
    assert made.total == 32
    assert table("t", some[:4], K).total is None


def test_a_median_is_of_at_least_k_values_and_in_whole_days() -> None:
    some = [("in_review", False, days) for days in (1.0, 2.4, 3.0, 4.0, 90.0)] + [("dormant", False, 1.0)]
    assert medians("days", some, K).cells == (Cell("in_review", 3), Cell("dormant", None))
    few_restricted = [*some, *[("in_review", True, 500.0)] * 4]
    assert medians("days", few_restricted, K).cells[0] == Cell("in_review", 3)
