"""For each worker's language and each of the desk's: which packages lead there and back, and what would help. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.translation.engine import Direction, Route
from bot.translation.packages import Kind, Package
from bot.translation.routes import PIVOT, find


class Way(StrEnum):
    """How a text gets from one language into another."""

    SAME = "same"  # it is that language
    DIRECT = "direct"
    PIVOT = "pivot"  # by way of English
    MULTILINGUAL = "multilingual"
    WORDS = "words"  # the demonstration's word list: no translation
    NONE = "none"

    @property
    def translates(self) -> bool:
        return self not in (Way.WORDS, Way.NONE)


@dataclass(frozen=True, slots=True)
class Passage:
    """One direction that the desk needs."""

    source: str
    target: str
    way: Way
    route: Route | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One worker's language: `there` to each of the desk's languages, `back` from each.

    `missing`: packages of the index that would help. `elsewhere`: the index has none; one of many languages is needed.
    """

    language: str
    there: tuple[Passage, ...]
    back: tuple[Passage, ...]
    missing: tuple[str, ...]
    elsewhere: bool

    @property
    def idle(self) -> bool:
        """Nothing is translated, neither there nor back."""
        return not any(passage.route is not None for passage in (*self.there, *self.back))

    @property
    def complete(self) -> bool:
        return all(passage.way.translates for passage in (*self.there, *self.back))


def passage(packages: Sequence[Package], source: str, target: str) -> Passage:
    """`source` and `target` as packages name them."""
    if source == target:
        return Passage(source, target, Way.SAME, None)
    route = find(packages, source, target)
    return Passage(source, target, _way(route), route)


def _way(route: Route | None) -> Way:
    if route is None:
        return Way.NONE
    engines = [leg.engine for leg in route.legs]
    if Kind.GLOSSARY in engines:
        return Way.WORDS
    if route.pivot:
        return Way.PIVOT
    return Way.MULTILINGUAL if Kind.MULTILINGUAL in engines else Way.DIRECT


def coverage(
    packages: Sequence[Package],
    workers: Iterable[str],
    desk: Sequence[str],
    offered: Iterable[tuple[str, Direction]],
) -> Sequence[Coverage]:
    """One for each of `workers`. `offered`: code and direction of every package of the index."""
    codes = {direction: code for code, direction in offered}
    return [_of(packages, language, desk, codes) for language in workers]


def _of(packages: Sequence[Package], language: str, desk: Sequence[str], codes: dict[Direction, str]) -> Coverage:
    there = tuple(passage(packages, language, own) for own in desk)
    back = tuple(passage(packages, own, language) for own in desk)
    lacking = [one for one in (*there, *back) if not one.way.translates]
    missing: dict[str, None] = {}
    elsewhere = False
    for one in lacking:
        found = _help(packages, one, codes)
        elsewhere = elsewhere or not found
        missing.update(dict.fromkeys(found))
    return Coverage(language, there, back, tuple(missing), elsewhere)


def _help(packages: Sequence[Package], lacking: Passage, codes: dict[Direction, str]) -> Sequence[str]:
    """Packages of the index that close a gap: one of its own, else what is not here of the two by way of English."""
    direct = Direction(lacking.source, lacking.target)
    if direct in codes:
        return [codes[direct]]
    legs = [Direction(lacking.source, PIVOT), Direction(PIVOT, lacking.target)]
    if PIVOT in (lacking.source, lacking.target):
        return []
    here = {direction for package in packages if package.kind is not Kind.GLOSSARY for direction in package.directions}
    wanted = [leg for leg in legs if leg not in here]
    return [codes[leg] for leg in wanted] if all(leg in codes for leg in wanted) else []
