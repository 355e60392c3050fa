"""How the desk stands with its languages: what is installed, what it translates, what is missing. Fetches nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.config import Config
from bot.intake.locale_table import load_languages
from bot.intake.wording import Wording
from bot.translation import index, pins
from bot.translation.codes import packaged
from bot.translation.coverage import Coverage, coverage
from bot.translation.index import Offer
from bot.translation.packages import Package
from bot.translation.receipts import Trust
from bot.translation.shelf import Shelf
from bot.translation.verifying import problems, trust_of


@dataclass(frozen=True, slots=True)
class Overview:
    """`offers`: the index when it was last fetched, None where it never was; then it is as it was known on `day`.

    `damaged`: codes of packages with a file missing or of another size; they count as absent. `broken`: folders that
    do not even say what they are.
    """

    packages: Sequence[tuple[Package, Trust]]
    damaged: frozenset[str]
    broken: Sequence[str]
    languages: Sequence[Coverage]
    offers: Sequence[Offer] | None
    day: date

    @property
    def incomplete(self) -> Sequence[Coverage]:
        return [one for one in self.languages if not one.complete]


def overview(config: Config, shelf: Shelf, offers: Sequence[Offer] | None = None) -> Overview:
    """`offers`: what the index says now, if it was just fetched. Raises pins.BadPins."""
    offers = index.kept(shelf.packages.folder) if offers is None else offers
    day, known = index.known()
    pairs = known if offers is None else [(offer.code, offer.direction) for offer in offers]
    pinned = pins.load(shelf.packages.folder)
    packages = shelf.packages.installed()
    damaged = frozenset(package.code for package in packages if any(problems(package)))
    sound = [package for package in packages if package.code not in damaged]
    return Overview(
        [(package, trust_of(package, pinned)) for package in packages],
        damaged,
        shelf.packages.broken(),
        coverage(sound, workers(config), [packaged(tag) for tag in config.desk.languages], pairs),
        offers,
        day,
    )


def workers(config: Config) -> Sequence[str]:
    """The languages in which workers are answered, as packages name them, in the order of the picker."""
    offered = config.conversation.languages or tuple(Wording.load().languages)
    order = {tag: place for place, tag in enumerate(load_languages())}
    return list(dict.fromkeys(packaged(tag) for tag in sorted(offered, key=lambda tag: order.get(tag, len(order)))))
