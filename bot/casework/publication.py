"""The public list: which cases appear, how coarsely they are described, and when what became of them may be told.

Cases appear in groups of at least `k` that share one description (`domain.md` 10). A group never takes anybody in and
never changes its description; it may fall into an ended and an open part once both are as large. So everything that is
ever published, in one issue or by comparing any two, is a union of whole groups: whoever adds and subtracts cells gets
0 or at least `k` cases, never fewer. Who waits for a group is counted nowhere. Nor do bare counts say less from one
issue to the next: a change that would let a cell grow or shrink by fewer than `k` waits for another issue.

What else is said of a case (who wrote, what she asked for, how it ended) is said of a whole group or not at all: a
column in which its cases differ is ANY for all of them. Restricted cases form groups of their own: whoever knows all
the others and subtracts them is left with none or with at least `k`.

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
FIXED = ("filer", "relation", "remedy")
"""Known from the beginning, said where all of a group agree."""
END = ("ended_quarter", "outcome", "days")
"""Said once the whole group has ended, where all agree."""
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
    """A case as the list may know it: no words, no company, only columns. `paths` are in the order of COLUMNS, `fixed`
    in that of FIXED, `end` in that of END and empty where nothing of it may be said. `apart`: only with its like.
    """

    id: str
    paths: tuple[Path, ...]
    ended: bool = False
    fixed: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Cases published under one description. Their outcomes are told once all of them have ended."""

    labels: tuple[str, ...]
    members: frozenset[str]
    ended: bool = False
    fixed: tuple[str, ...] = ()
    end: tuple[str, ...] = ()


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
    new: list[Group] = []
    for apart in (False, True):
        new.extend(
            begun([case for id_, case in sorted(cases.items()) if id_ not in taken and case.apart is apart], k, steps)
        )
    # Those that tell how they ended come first: what waits is told later all the same.
    ordered = sorted(new, key=lambda group: not group.ended)
    return (*known, *(one for group in ordered for one in changes.made((), (group,))))


def begun(waiting: Sequence[Coded], k: int, steps: Steps) -> Iterator[Group]:
    """New groups of those that are in none."""
    ended, left = gathered([case for case in waiting if case.ended], k, steps, ended=True)
    # Those who ended but found too few like them do not wait for others to end: what became of them is told later.
    rest = [*left, *(case for case in waiting if not case.ended)]
    going_on, _ = gathered(sorted(rest, key=lambda case: case.id), k, steps, ended=False)
    yield from ended
    yield from going_on


class Changes:
    """By how much each cell of each table that can be made of the list has changed since the last issue."""

    def __init__(self, k: int) -> None:
        self._k = k
        self._by: Counter[Cell] = Counter()
        self._only_more: list[Group] = []

    def made(self, was: tuple[Group, ...], now: tuple[Group, ...]) -> tuple[Group, ...]:
        """`now`, or `was` where some cell would have changed by fewer than k cases."""
        if was == now:
            return now
        if not was and not self._by:
            self._only_more.extend(now)  # while nothing leaves a cell each grows by whole groups
            return now
        by = counted(((self._only_more, 1), (was, -1), (now, 1)))
        if any(0 < abs(self._by[cell] + change) < self._k for cell, change in by.items() if change):
            return was
        self._only_more.clear()
        self._by.update(by)
        return now


def counted(changes: Iterable[tuple[Iterable[Group], int]]) -> Counter[Cell]:
    by: Counter[Cell] = Counter()
    for groups, sign in changes:
        for group in groups:
            for cell in cells(group):
                by[cell] += sign * len(group.members)
    return by


def cells(group: Group) -> Iterator[Cell]:
    """Every cell of every table that its cases are counted in: each column said or left open."""
    said = (*group.labels, group.ended, *group.fixed, *(group.end or ("",) * len(END)))
    return product(*((value, None) for value in said))


def progressed(group: Group, cases: Mapping[str, Coded], k: int) -> tuple[Group, ...]:
    """The group when all have ended, its two parts when each is large enough, else the group as it was."""
    if group.ended:
        return (group,)
    over = frozenset(id_ for id_ in group.members if id_ in cases and cases[id_].ended)
    open_ = group.members - over
    end = agreed([cases[id_].end for id_ in sorted(over)])
    if not open_:
        return (replace(group, ended=True, end=end),)
    if len(over) >= k and len(open_) >= k:
        return (replace(group, members=over, ended=True, end=end), replace(group, members=open_))
    return (group,)


def agreed(said: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What all say, column by column; ANY where they differ, or where one of them may say nothing."""
    width = max(map(len, said), default=0)
    filled = [one or (ANY,) * width for one in said]
    return tuple(values[0] if len(set(values)) == 1 else ANY for values in zip(*filled, strict=True))


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
        groups.extend(grouped(labels, some, ended) for labels, some in sorted(alike.items()) if len(some) >= k)
        left = tuple(case for case in left if len(alike[described(case, levels)]) < k)
    return tuple(groups), left


def grouped(labels: tuple[str, ...], some: Sequence[Coded], ended: bool) -> Group:
    end = agreed([case.end for case in some]) if ended else ()
    return Group(labels, frozenset(case.id for case in some), ended, agreed([case.fixed for case in some]), end)


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
