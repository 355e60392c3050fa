"""The desk's packages and what it may fetch, from its settings: where command line, pages and doctor begin."""

from dataclasses import dataclass

from bot.config import Translation
from bot.translation.archive import Limits
from bot.translation.download import Reach, host_of
from bot.translation.packages import Packages


@dataclass(frozen=True, slots=True)
class Shelf:
    """`index` is the address of the index of packages."""

    packages: Packages
    index: str
    reach: Reach
    limits: Limits


def shelf_of(settings: Translation) -> Shelf:
    largest = int(settings.largest_gb * 1_000_000_000)
    hosts = frozenset({host_of(settings.index), *settings.hosts})
    reach = Reach(hosts, most_bytes=largest, whole=settings.download_hours * 3600)
    return Shelf(Packages(settings.packages), settings.index, reach, Limits(size=largest))
