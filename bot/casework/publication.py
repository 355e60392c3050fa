"""The public list: which cases appear, how coarsely they are described, and when what became of them may be told.

Cases appear in groups of at least `k` that share one description (`domain.md` 10). A group never takes anybody in and
never changes its description; it may fall into an ended and an open part once both are as large. So everything that is
ever published, in one issue or by comparing any two, is a union of whole groups: whoever adds and subtracts cells gets
0 or at least `k` cases, never fewer. Who waits for a group is counted nowhere. Nor do bare counts say less from one
issue to the next: a change that would let a cell grow or shrink by fewer than `k` waits for another issue.

Pure: no clock, no chance, no database, standard library only.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

ANY = "*"
Path = tuple[str, ...]
"""One column of a case from fine to coarse: ("TH", "asia"). What is coarser than the last is ANY."""
Steps = Sequence[tuple[int, ...]]
Cell = tuple[object, ...]

COLUMNS = ("region", "sector", "category", "quarter")
STEPS: Steps = (
    (0, 0, 0, 0),  # country, sector, category, quarter
    (1, 0, 0, 0),  # region of the world
    (1, 1, 0, 0),  # group of sectors
    (1, 1, 0, 1),  # year
    (2, 1, 0, 1),
    (2, 2, 0, 1),
    (2, 2, 1, 1),  # any category
    (2, 2, 1, 2),
)
"""How a description is made coarser until enough cases share it: a level for each of COLUMNS."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A case as the list may know it: no words, no company, only columns. `paths` are in the order of COLUMNS."""

    id: str
    paths: tuple[Path, ...]
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Cases published under one description. Their outcomes are told once all of them have ended."""

    labels: tuple[str, ...]
    members: frozenset[str]
    ended: bool = False


def issue(published: Sequence[Group], coded: Iterable[Coded], *, k: int, steps: Steps = STEPS) -> tuple[Group, ...]:
    """The groups of the next issue: those of the last, with what became of them, then the new ones.

    `coded` are all cases that may be published by now, those in `published` among them; one that is missing there is
    taken as not ended. Raises ValueError for a `k` below 2.
    """
    if k < 2:
        raise ValueError("a group of one is a person: k is at least 2")
    cases = {case.id: case for case in coded}
    changes = Changes(k)
    known = [part for group in published for part in changes.made((group,), progressed(group, cases, k))]
    taken = frozenset[str]().union(*(group.members for group in published))
    waiting = [case for id_, case in sorted(cases.items()) if id_ not in taken]
    ended, left = gathered([case for case in waiting if case.ended], k, steps, ended=True)
    # Those who ended but found too few like them do not wait for others to end: what became of them is told later.
    rest = [*left, *(case for case in waiting if not case.ended)]
    going_on, _ = gathered(sorted(rest, key=lambda case: case.id), k, steps, ended=False)
    return (*known, *(new for group in (*ended, *going_on) for new in changes.made((), (group,))))


class Changes:
    """By how much each cell of each table that can be made of the list has changed since the last issue."""

    def __init__(self, k: int) -> None:
        self._k = k
        self._by: Counter[Cell] = Counter()

    def made(self, was: tuple[Group, ...], now: tuple[Group, ...]) -> tuple[Group, ...]:
        """`now`, or `was` where some cell would have changed by fewer than k cases."""
        by: Counter[Cell] = Counter()
        for groups, sign in ((was, -1), (now, 1)):
            for group in groups:
                for cell in cells(group):
                    by[cell] += sign * len(group.members)
        if any(0 < abs(self._by[cell] + change) < self._k for cell, change in by.items() if change):
            return was
        self._by.update(by)
        return now


def cells(group: Group) -> Iterator[Cell]:
    """Every cell of every table that its cases are counted in: each column said or left open."""
    return map(tuple, product(*((value, None) for value in (*group.labels, group.ended))))


def progressed(group: Group, cases: Mapping[str, Coded], k: int) -> tuple[Group, ...]:
    """The group when all have ended, its two parts when each is large enough, else the group as it was."""
    if group.ended:
        return (group,)
    over = frozenset(id_ for id_ in group.members if id_ in cases and cases[id_].ended)
    open_ = group.members - over
    if not open_:
        return (replace(group, ended=True),)
    if len(over) >= k and len(open_) >= k:
        return (replace(group, members=over, ended=True), replace(group, members=open_))
    return (group,)


def gathered(
    cases: Sequence[Coded], k: int, steps: Steps, *, ended: bool
) -> tuple[tuple[Group, ...], tuple[Coded, ...]]:
    """Groups of at least `k`, the finest description first, and those for whom there is none."""
    groups: list[Group] = []
    left = tuple(cases)
    for levels in steps:
        alike: defaultdict[tuple[str, ...], list[Coded]] = defaultdict(list)
        for case in left:
            alike[described(case, levels)].append(case)
        groups.extend(
            Group(labels, frozenset(case.id for case in some), ended)
            for labels, some in sorted(alike.items())
            if len(some) >= k
        )
        left = tuple(case for case in left if len(alike[described(case, levels)]) < k)
    return tuple(groups), left


def described(case: Coded, levels: Sequence[int]) -> tuple[str, ...]:
    """Its columns, each as coarse as its level says."""
    return tuple(path[level] if level < len(path) else ANY for path, level in zip(case.paths, levels, strict=True))


def withheld(counts: Mapping[str, int], *, k: int) -> frozenset[str]:
    """Which cells of a table of counts are not shown: those below `k`, and the next smallest with them until neither a
    cell nor all that is hidden together can be found as few by subtracting what is shown from a known total.

    Cells without a case are shown: that nothing happened identifies nobody.
    """
    filled = sorted((name for name, count in counts.items() if count), key=lambda name: (counts[name], name))
    hidden = [name for name in filled if counts[name] < k]
    others = iter([name for name in filled if counts[name] >= k])
    while hidden and (len(hidden) < 2 or sum(counts[name] for name in hidden) < k):
        another = next(others, None)
        if another is None:
            break
        hidden.append(another)
    return frozenset(hidden)
