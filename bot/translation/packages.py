"""The language packages on this machine: which are there, and where. The truth is the folder: a folder each.

Nothing here opens a model, fetches, or writes outside the folder it is given; argostranslate, which makes folders in
the home directory when it is imported, is not imported.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.translation import receipts
from bot.translation.engine import Direction
from bot.translation.receipts import BadReceipt, Kind, Receipt, Trust

__all__ = ["Kind", "Package", "Packages", "Trust"]

# `translate-id_en@3`: the code, and how many times it was installed. What begins with a dot is coming or going.
NAME = re.compile(r"(?P<code>[a-z0-9][a-z0-9._-]{0,99})@(?P<generation>[1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package. `directions` are in our languages; `sha256` is of the archive, or of a folder's files.

    `folder` may be gone a moment later, when the package is upgraded or removed: who opens it then asks `installed`
    once more.
    """

    code: str
    version: str
    kind: Kind
    directions: tuple[Direction, ...]
    name: str
    licence: str  # empty: not known
    folder: Path
    size: int  # bytes on the disk
    sha256: str
    trust: Trust
    generation: int  # grows with every installation of the same code


class Packages:
    """What is installed in `folder`, which need not exist. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: tuple[tuple[str, ...], tuple[Package, ...], tuple[str, ...]] = ((), (), ())

    def state(self) -> tuple[str, ...]:
        """Differs after every installation and removal, by whichever process: one look at the folder, no file read."""
        try:
            return tuple(sorted(name for name in os.listdir(self.folder) if NAME.fullmatch(name)))
        except OSError:
            return ()

    def installed(self) -> Sequence[Package]:
        """The newest of each code, by code. What cannot be read is left out; `broken` names it."""
        return self._read()[1]

    def broken(self) -> Sequence[str]:
        """Folders whose receipt cannot be read."""
        return self._read()[2]

    def find(self, code: str) -> Package | None:
        return next((package for package in self.installed() if package.code == code), None)

    def _read(self) -> tuple[tuple[str, ...], tuple[Package, ...], tuple[str, ...]]:
        state = self.state()
        known = self._known
        if known[0] != state:
            read = list(self._folders(state))
            packages = tuple(package for _, package in read if package is not None)
            broken = tuple(name for name, package in read if package is None)
            known = self._known = (state, packages, broken)
        return known

    def _folders(self, state: tuple[str, ...]) -> Iterator[tuple[str, Package | None]]:
        newest = dict(sorted(parts(name) for name in state))
        for code, generation in newest.items():
            folder = self.folder / f"{code}@{generation}"
            try:
                receipt = receipts.read(folder)
            except BadReceipt:
                yield folder.name, None
                continue
            yield folder.name, _package(receipt, folder, generation) if receipt.code == code else None


def parts(name: str) -> tuple[str, int]:
    """`translate-id_en@3` -> its code and generation."""
    match = NAME.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return match["code"], int(match["generation"])


def _package(receipt: Receipt, folder: Path, generation: int) -> Package:
    return Package(
        receipt.code,
        receipt.version,
        receipt.kind,
        tuple(Direction(source, target) for source, target in receipt.directions),
        receipt.name,
        receipt.licence,
        folder,
        receipt.size,
        receipt.sha256,
        receipt.trust,
        generation,
    )
