"""The public list cannot be subtracted: whatever cells are added and subtracted, 0 or at least k cases are left."""

import random
from collections.abc import Iterator, Sequence
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.publication import ANY, STEPS, Coded, Group, described, issue, withheld

REGIONS = [("TH", "asia"), ("VN", "asia"), ("JP", "asia"), ("BR", "america"), ("MX", "america")]
SECTORS = [("food", "making"), ("clothes", "making"), ("farms", "growing")]
CATEGORIES = [("WAG",), ("FRL",), ("OSH",)]
QUARTERS = [("2026Q1", "2026"), ("2026Q2", "2026"), ("2027Q1", "2027")]


def drawn(chance: random.Random, count: int, prefix: str) -> list[Coded]:
    columns = (REGIONS, SECTORS, CATEGORIES, QUARTERS)
    return [
        Coded(f"{prefix}{n}", tuple(chance.choice(column) for column in columns), ended=chance.random() < 0.4)
        for n in range(count)
    ]


Cells = dict[tuple[object, ...], set[str]]


def cells(groups: Sequence[Group]) -> Cells:
    """Every table that can be made of the rows, the outcome being told or not among the columns: who is in each cell.

    A row keeps its public number, so a reader can tell which row is which.
    """
    found: Cells = {}
    for group in groups:
        values = (*group.labels, group.ended)
        for cell in finer(values):
            found.setdefault(cell, set()).update(group.members)
    return found


def finer(one: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    """All cells that hold this one."""
    return product(*({value, None} for value in one))


def assert_nobody_is_alone(groups: Sequence[Group], k: int) -> None:
    """No cell, and no cell less one of its parts, holds a few."""
    found = cells(groups)
    for cell, members in found.items():
        assert len(members) >= k, cell
        for larger in finer(cell):
            assert not 0 < len(found[larger] - members) < k, (larger, cell)


def assert_no_small_difference(before: Sequence[Group], after: Sequence[Group], k: int, *, counts: bool) -> None:
    """Rows that came into a cell or left it, and with `counts` the bare numbers too."""
    was, now = cells(before), cells(after)
    for cell in was.keys() | now.keys():
        then, here = was.get(cell, set()), now.get(cell, set())
        assert not 0 < len(here - then) < k, cell
        assert not 0 < len(then - here) < k, cell
        assert not counts or not 0 < abs(len(here) - len(then)) < k, cell


@pytest.mark.parametrize("sets", [500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_random_lists_in_two_issues_each_leave_nobody_alone(sets: int) -> None:
    chance, kept = random.Random(20261122), 0
    for _ in range(sets):
        k = chance.choice([3, 5])
        cases = drawn(chance, chance.randrange(1, 30), "a")
        first = issue((), cases, k=k)
        moved = [Coded(case.id, case.paths, case.ended or chance.random() < 0.5) for case in cases]
        second = issue(first, [*moved, *drawn(chance, chance.randrange(12), "b")], k=k)
        for one in (first, second):
            assert_nobody_is_alone(one, k)
        assert_no_small_difference(first, second, k, counts=True)
        kept += len(second) > 1
    assert kept > sets // 4, "the random lists were too short to say anything"


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6), st.lists(st.integers(0, 25), min_size=1, max_size=8))
def test_nor_do_many_issues_whichever_two_are_compared(seed: int, k: int, sizes: list[int]) -> None:
    chance, cases, issues = random.Random(seed), list[Coded](), [()]  # type: list[tuple[Group, ...]]
    for number, size in enumerate(sizes):
        cases = [Coded(case.id, case.paths, case.ended or chance.random() < 0.3) for case in cases]
        cases += drawn(chance, size, f"{number}-")
        issues.append(issue(issues[-1], cases, k=k))
    for before, after in combinations(range(len(issues)), 2):
        assert_no_small_difference(issues[before], issues[after], k, counts=after == before + 1)


@given(st.integers(0, 2**32), st.integers(2, 6))
def test_groups_hold_every_case_at_most_once_and_say_what_is_true_of_all_in_them(seed: int, k: int) -> None:
    cases = drawn(random.Random(seed), 40, "")
    by_id = {case.id: case for case in cases}
    groups = issue((), cases, k=k)
    members = [id_ for group in groups for id_ in group.members]
    assert len(members) == len(set(members))
    for group in groups:
        for id_ in group.members:
            assert group.labels in {described(by_id[id_], levels) for levels in STEPS}
            assert not group.ended or by_id[id_].ended
    assert len(cases) - len(members) < 2 * k, "the coarsest description takes everybody but a rest too small to show"


def alike(count: int, *, ended: bool = False, country: str = "TH", prefix: str = "c") -> list[Coded]:
    paths = ((country, "asia"), ("food", "making"), ("WAG",), ("2026Q1", "2026"))
    return [Coded(f"{prefix}{n}", paths, ended) for n in range(count)]


def test_as_fine_as_enough_cases_allow() -> None:
    (group,) = issue((), alike(5), k=5)
    assert group.labels == ("TH", "food", "WAG", "2026Q1")
    (mixed,) = issue((), [*alike(3), *alike(2, country="VN", prefix="v")], k=5)
    assert mixed.labels == ("asia", "food", "WAG", "2026Q1")
    assert issue((), alike(4), k=5) == ()


def test_a_late_comer_waits_for_as_many_others() -> None:
    first = issue((), alike(5), k=5)
    assert issue(first, alike(9), k=5) == first
    assert len(issue(first, alike(10), k=5)) == 2


def test_what_became_of_them_is_told_of_all_or_of_two_large_parts() -> None:
    first = issue((), alike(10), k=5)
    four = [*alike(4, ended=True), *alike(10)[4:]]
    assert issue(first, four, k=5) == first
    halves = issue(first, [*alike(5, ended=True), *alike(10)[5:]], k=5)
    assert sorted((len(group.members), group.ended) for group in halves) == [(5, False), (5, True)]
    assert [group.ended for group in issue(first, alike(10, ended=True), k=5)] == [True]


def test_a_published_case_that_is_erased_stays_a_number_in_its_group() -> None:
    first = issue((), alike(5), k=5)
    assert issue(first, [], k=5) == first


@pytest.mark.parametrize("k", [1, 0, -3])
def test_a_group_of_one_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match="at least 2"):
        issue((), alike(3), k=k)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 9, "b": 7}, set()),
        ({"a": 9, "b": 0}, set()),
        ({"a": 9, "b": 3, "c": 20}, {"b", "a"}),  # alone it would be the total less the rest
        ({"a": 2, "b": 3, "c": 20}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 8, "d": 30}, {"a", "b", "c"}),  # together they would be two people
        ({"a": 3}, {"a"}),
        ({}, set()),
    ],
)
def test_small_cells_are_hidden_with_company(counts: dict[str, int], hidden: set[str]) -> None:
    assert withheld(counts, k=5) == hidden


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 12), max_size=8), st.integers(2, 6))
def test_hidden_cells_cannot_be_told_apart_or_summed_to_a_few(counts: dict[str, int], k: int) -> None:
    hidden = withheld(counts, k=k)
    assert {name for name, count in counts.items() if 0 < count < k} <= hidden
    total = sum(counts[name] for name in hidden)
    everything = {name for name, count in counts.items() if count} == hidden
    assert not hidden or everything or (len(hidden) >= 2 and total >= k)


def test_any_is_coarser_than_the_last() -> None:
    case = Coded("c", (("TH",), ("food",), ("WAG",), ("2026Q1",)))
    assert described(case, (0, 1, 5, 0)) == ("TH", ANY, ANY, "2026Q1")
