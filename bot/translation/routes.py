"""Which packages lead from one language into another: one leg, or two by way of English. Pure."""

from collections.abc import Iterator, Sequence

from bot.translation.engine import Direction, Leg, Route
from bot.translation.packages import Kind, Package

PIVOT = "en"


def find(packages: Sequence[Package], source: str, target: str) -> Route | None:
    """The best route, or None. `source` and `target` are languages as packages name them.

    A real model goes before the demonstration's word list, one leg before two, a model made for this direction before
    one of many languages, and the first by code before the others.
    """
    ways = [*_direct(packages, source, target), *_by_way_of(packages, source, target)]
    return min(ways, key=_rank, default=None)


def _direct(packages: Sequence[Package], source: str, target: str) -> Iterator[Route]:
    wanted = Direction(source, target)
    for package in packages:
        if source != target and wanted in package.directions:
            yield Route((Leg(package.code, package.version, package.kind.value, wanted),))


def _by_way_of(packages: Sequence[Package], source: str, target: str) -> Iterator[Route]:
    if PIVOT not in (source, target) and source != target:
        for first in _direct(packages, source, PIVOT):
            for second in _direct(packages, PIVOT, target):
                yield Route(first.legs + second.legs)


def _rank(route: Route) -> tuple[bool, int, int, tuple[str, ...]]:
    engines = [leg.engine for leg in route.legs]
    return (
        Kind.GLOSSARY in engines,
        len(route.legs),
        engines.count(Kind.MULTILINGUAL),
        tuple(leg.package for leg in route.legs),
    )
