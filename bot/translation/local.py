"""Translates with the packages installed on this machine. Upgrades and removals are seen at the next call.

Nothing is fetched, nothing of a text is logged or kept; a package that cannot be used is named in the log.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.translation import heap, routes
from bot.translation.argos import open_argos
from bot.translation.codes import packaged
from bot.translation.engine import Direction, Leg, Output, Refusal, Route, Untranslatable
from bot.translation.lanes import Lanes
from bot.translation.model import Model, Search
from bot.translation.multilingual import open_multilingual
from bot.translation.opened import WEIGHTS, Unreadable
from bot.translation.packages import Kind, Package, Packages
from bot.translation.pool import Pool, TooLarge

logger = logging.getLogger(__name__)

WORKING_MIB = 250  # of the process without models: code, and what a batch needs while it runs
LEAST_MIB = 64


@dataclass(frozen=True, slots=True)
class Capacity:
    """What translation may take. `memory_mib` is for the whole process; `threads` are cores to be filled."""

    threads: int = 1
    memory_mib: int = 600

    @property
    def for_models(self) -> int:
        """Bytes."""
        return max(self.memory_mib - WORKING_MIB, LEAST_MIB) * 2**20


def logged(code: str, version: str, about: str) -> None:
    """`about`: the name of a file or of an error."""
    logger.warning("package %s %s cannot be used: %s", code, version, about)


class LocalTranslator:
    """A Translator. Safe to call from several threads: for what waits and for what is urgent."""

    def __init__(
        self,
        packages: Packages,
        capacity: Capacity,
        search: Search,
        *,
        report: Callable[[str, str, str], None] = logged,
    ) -> None:
        """`report` is told which package cannot be used: its code, its version, the name of a file or an error."""
        self._report = report
        self.pool = Pool(capacity.for_models)
        self._packages = packages
        self._search = search
        self._lanes = Lanes(capacity.threads)
        self._state: tuple[str, ...] = ()
        heap.share()

    def route(self, source: str, target: str) -> Route | None:
        return routes.find(self._installed(), packaged(source), packaged(target))

    def translate(self, texts: Sequence[str], route: Route, *, urgent: bool = False) -> Sequence[Output]:
        outputs: Sequence[Output] = [Output(text) for text in texts]
        for leg in route.legs:
            told = self._leg([output.text for output in outputs], leg, urgent=urgent)
            outputs = [_joined(before, after) for before, after in zip(outputs, told, strict=True)]
        heap.give_back()
        return outputs

    def close(self) -> None:
        self._lanes.close()
        self.pool.clear()

    def _leg(self, texts: Sequence[str], leg: Leg, *, urgent: bool) -> Sequence[Output]:
        package = self._package(leg)
        try:
            with self.pool.lent(_key(package), _size(package), self._loader(package, leg.direction)) as model:
                lanes, spread = self._lanes.open(urgent=urgent)
                return model.translate(texts, leg.direction, self._search, lanes=lanes, spread=spread)
        except TooLarge:
            reason = Refusal.TOO_LARGE
        except MemoryError:
            reason = Refusal.NO_MEMORY
        except (Unreadable, OSError, RuntimeError, ValueError) as error:
            reason = self._trouble(package, error)
        raise Untranslatable(reason, package.code)

    def _loader(self, package: Package, direction: Direction) -> Callable[[], Model]:
        def load() -> Model:
            opened = (
                open_multilingual(package.folder)
                if package.kind is Kind.MULTILINGUAL
                else open_argos(package.folder, direction)
            )
            return opened.load(self._lanes.for_each_model)

        return load

    def _package(self, leg: Leg) -> Package:
        """Raises Untranslatable where it went since the route was found."""
        for package in self._installed():
            if (package.code, package.version) == (leg.package, leg.version):
                return package
        raise Untranslatable(Refusal.NO_PACKAGE, leg.package)

    def _installed(self) -> Sequence[Package]:
        """What is there now; models of what is not there any more are let go."""
        state, installed = self._packages.state(), self._packages.installed()
        if state != self._state:
            self._state = state
            self.pool.retire({_key(package) for package in installed})
        return installed

    def _trouble(self, package: Package, error: Exception) -> Refusal:
        if package not in self._installed():
            return Refusal.NO_PACKAGE
        about = str(error) if isinstance(error, Unreadable) else type(error).__name__
        self._report(package.code, package.version, about)
        return Refusal.BROKEN_PACKAGE


def _key(package: Package) -> tuple[str, int]:
    return package.code, package.generation


def _size(package: Package) -> int:
    """Bytes in memory: those of the weights on the disk."""
    return sum(path.stat().st_size for path in package.folder.glob(f"*/{WEIGHTS}"))


def _joined(before: Output, after: Output) -> Output:
    """Of two legs: as sure as the less sure, and all that either did not know."""
    scores = [score for score in (before.score, after.score) if score is not None]
    return Output(after.text, min(scores, default=None), before.unknown + after.unknown)
