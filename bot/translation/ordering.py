"""A package ordered from the index: fetched, compared, installed. Everything that is fetched comes through here."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.translation import disk, download, pins
from bot.translation.archive import Progress
from bot.translation.download import Reach
from bot.translation.faults import Fault, PackageRefused
from bot.translation.index import Offer
from bot.translation.installing import Terms, installed
from bot.translation.packages import Package, Packages
from bot.translation.verifying import problems

DOWNLOADS = ".downloads"
KEPT_FOR_LATER = {Fault.NOT_FETCHED, Fault.NO_SPACE, Fault.UNWRITABLE, Fault.NON_COMMERCIAL}
ANOTHER_LINK = {Fault.NOT_FETCHED, Fault.WRONG_HOST, Fault.NOT_SECURE}


def order(
    packages: Packages,
    offer: Offer,
    terms: Terms = Terms(),
    *,
    reach: Reach,
    now: datetime,
    progress: Progress | None = None,
    waiting: Callable[[], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Package:
    """Fetch and install what the index offers; what is here already and sound is left. Raises PackageRefused, BadPins.

    A package without a known checksum is refused before a byte is fetched.
    """
    with disk.locked(packages.folder, waiting=waiting):
        there = packages.find(offer.code)
        if there is not None and there.version == offer.version and not any(problems(there)):
            return there
        pin = pins.load(packages.folder).find(offer.code, offer.version)
        if pin is None and not (terms.unpinned or terms.sha256):
            raise PackageRefused(Fault.UNPINNED, f"{offer.code} {offer.version}")
        if pin is not None and pin.size:
            reach = replace(reach, most_bytes=min(pin.size, reach.most_bytes))
        part = _part(packages.folder, offer)
        certain = bool(pin or terms.sha256)
        _fetched(offer, part, reach, certain=certain, progress=progress, sleep=sleep)
        try:
            package = installed(packages, part, replace(terms, code=offer.code), now=now, progress=progress)
        except PackageRefused as refused:
            if refused.fault not in KEPT_FOR_LATER:
                download.forget(part)
            raise
        download.forget(part)
        return package


def _fetched(
    offer: Offer,
    part: Path,
    reach: Reach,
    *,
    certain: bool,
    progress: Progress | None,
    sleep: Callable[[float], None],
) -> None:
    """From the first link that answers."""
    for place, link in enumerate(offer.links, 1):
        try:
            download.fetch(link, part, reach, progress=progress, certain=certain, sleep=sleep)
            return
        except PackageRefused as refused:
            if refused.fault not in ANOTHER_LINK or place == len(offer.links):
                raise


def _part(folder: Path, offer: Offer) -> Path:
    """Where its beginning lies. Parts of other versions are of no use any more."""
    part = folder / DOWNLOADS / f"{offer.code}-{offer.version}.part"
    for other in part.parent.glob(f"{offer.code}-*.part"):
        if other != part:
            download.forget(other)
    return part
