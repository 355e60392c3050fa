"""What was written down when a package was installed: kept in its folder, the last file written into it.

A receipt holds the checksum of every file, so that a damaged package is found; it is read as carefully as a stranger's.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

FILE = "installed.json"
MOST_BYTES = 1_000_000
FORMAT = 1


class Kind(StrEnum):
    """What a package is, as `Leg.engine` records it."""

    ARGOS = "argos"  # one direction, in the format of the Argos index
    MULTILINGUAL = "multilingual"  # many directions, with a manifest of ours
    GLOSSARY = "glossary"  # made by us word by word, in the format of Argos: a demonstration, no translator


class Trust(StrEnum):
    """Why we believe that the bytes are those that were meant."""

    PINNED = "pinned"  # its checksum stands in our list, or the operator gave it
    FIRST_USE = "first_use"  # in no list; its checksum was written down when it first came
    MADE_HERE = "made_here"  # made by our own code for the demonstration


class BadReceipt(ValueError):
    """It is missing, damaged, or of another version of this program."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """`files`: path -> (bytes, sha256). `directions`: pairs of our languages. `at`: ISO 8601, UTC."""

    code: str
    version: str
    kind: Kind
    directions: tuple[tuple[str, str], ...]
    name: str
    licence: str
    sha256: str
    trust: Trust
    at: str
    files: Mapping[str, tuple[int, str]]
    non_commercial: bool = False  # the operator said that she may use it

    @property
    def size(self) -> int:
        return sum(size for size, _ in self.files.values())

    def written(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(folder: Path) -> Receipt:
    """Raises BadReceipt."""
    try:
        with (folder / FILE).open("rb") as file:
            said = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise BadReceipt(folder.name) from error
    if not isinstance(said, dict) or said.pop("format", None) != FORMAT:
        raise BadReceipt(folder.name)
    try:
        return _receipt(said)
    except (KeyError, TypeError, ValueError) as error:
        raise BadReceipt(folder.name) from error


def _receipt(said: Mapping[str, object]) -> Receipt:
    texts = {key: said[key] for key in ("code", "version", "name", "licence", "sha256", "at")}
    directions, files = said["directions"], said["files"]
    if not all(isinstance(value, str) for value in texts.values()):
        raise TypeError
    if not isinstance(directions, list) or not isinstance(files, dict):
        raise TypeError
    return Receipt(
        **texts,  # type: ignore[arg-type]
        kind=Kind(str(said["kind"])),
        trust=Trust(str(said["trust"])),
        directions=tuple((str(source), str(target)) for source, target in directions),
        files={str(path): (int(size), str(digest)) for path, (size, digest) in files.items()},
        non_commercial=said["non_commercial"] is True,
    )
