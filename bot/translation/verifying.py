"""Is what was installed still what was installed? Compares the disk with the receipts; changes no package."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.translation import disk, pins, receipts
from bot.translation.faults import PackageRefused
from bot.translation.packages import Package, Packages
from bot.translation.pins import By, Pin, Pins
from bot.translation.receipts import Trust


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wrong`: files that are missing, added or changed. `trust` is what the lists say today."""

    code: str
    version: str
    trust: Trust | None
    wrong: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.wrong


def verify(packages: Packages, tell: Callable[[str], None] = lambda _code: None) -> Sequence[Verdict]:
    """Reads every byte of every package. `tell` is called before each."""
    known = pins.load(packages.folder)
    found = [Verdict(name, "", None, (receipts.FILE,)) for name in packages.broken()]
    for package in packages.installed():
        tell(package.code)
        wrong = tuple(problems(package, deep=True))
        found.append(Verdict(package.code, package.version, trust_of(package, known), wrong))
    return found


def trust_of(package: Package, known: Pins) -> Trust:
    """As of today: a package that came in no list may have been pinned since."""
    pin = known.find(package.code, package.version)
    return pin.trust if pin is not None and pin.sha256 == package.sha256 else package.trust


def pin(packages: Packages, codes: Sequence[str]) -> Sequence[Pin]:
    """Write the checksums of these packages into the desk's list as compared by the operator; what was added."""
    with disk.locked(packages.folder):
        new = [
            Pin(package.code, package.version, package.sha256, licence=package.licence, by=By.OPERATOR)
            for package in packages.installed()
            if package.code in codes and package.trust is not Trust.MADE_HERE
        ]
        pins.record(packages.folder, new)
    return new


def problems(package: Package, *, deep: bool = False) -> Iterator[str]:
    """What differs from the receipt. `deep` reads every byte; else names and sizes are compared."""
    try:
        receipt = receipts.read(package.folder)
        there = disk.folder_of(package.folder, without=receipts.FILE).files
        same = [path for path, (size, _) in receipt.files.items() if there.get(path) == size]
        digests = disk.checksums(package.folder, same) if deep else receipt.files
    except PackageRefused as error:
        yield error.about
        return
    except (receipts.BadReceipt, OSError):
        yield receipts.FILE
        return
    for path in sorted(receipt.files.keys() | there.keys()):
        if path not in same or digests[path] != receipt.files[path]:
            yield path
