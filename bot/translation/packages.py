"""The language packages on this machine: which are there, and where. The truth is the folder: a folder each.

Nothing here opens a model, fetches, or writes outside the folder it is given; argostranslate, which makes folders in
the home directory when it is imported, is not imported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.translation.engine import Direction


class Kind(StrEnum):
    """What a package is, as `Leg.engine` records it."""

    ARGOS = "argos"  # one direction, in the format of the Argos index
    MULTILINGUAL = "multilingual"  # many directions, with a manifest of ours
    GLOSSARY = "glossary"  # made by us word by word, in the format of Argos: a demonstration, no translator


class Trust(StrEnum):
    """Why we believe that the bytes are those that were meant."""

    PINNED = "pinned"  # its checksum stands in our list
    FIRST_USE = "first_use"  # not in our list; its checksum was written down when it first came
    BY_HAND = "by_hand"  # the operator brought the file or folder
    MADE_HERE = "made_here"  # made by our own code for the demonstration


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
    """What is installed in `folder`, which need not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self) -> tuple[str, ...]:
        """Differs after every installation and removal, by whichever process: one look at the folder, no file read."""
        raise NotImplementedError

    def installed(self) -> Sequence[Package]:
        """The newest of each code, by code. What cannot be read is left out; `verify` names it."""
        raise NotImplementedError
