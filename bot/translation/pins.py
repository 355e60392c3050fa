"""Which bytes are meant by a package's name and version: our list, and the desk's own. The index has no checksums.

Ours is `pins.toml` beside this file; the desk's lies with its packages. What is in neither is refused, unless the
operator takes it as it is: then its checksum is written down, and another one under that name is refused from then on.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.translation import disk
from bot.translation.faults import Fault, PackageRefused
from bot.translation.receipts import Trust

SHIPPED = Path(__file__).with_name("pins.toml")
OWN = "pins.toml"
SHA256 = re.compile(r"[0-9a-f]{64}")
HEADING = """\
# Checksums of language packages, one table each. See docs/languages-packages.md.
#   sha256   of the archive; of a folder, of the list that `sha256sum` prints for its files
#   by       "first_use": written down when it first came, compared with nothing; "operator": somebody compared it
"""


class By(StrEnum):
    MAINTAINERS = "maintainers"
    OPERATOR = "operator"
    FIRST_USE = "first_use"


class BadPins(ValueError):
    """The file cannot be used; says which entry is wrong. Nothing is installed until it is mended."""


@dataclass(frozen=True, slots=True)
class Pin:
    """`size` in bytes of the archive, 0 where not known; `licence` empty where not known."""

    code: str
    version: str
    sha256: str
    size: int = 0
    licence: str = ""
    by: By = By.MAINTAINERS

    @property
    def trust(self) -> Trust:
        return Trust.FIRST_USE if self.by is By.FIRST_USE else Trust.PINNED


@dataclass(frozen=True, slots=True)
class Pins:
    """By code and version. What the maintainers checked goes before what the desk wrote down."""

    known: Mapping[tuple[str, str], Pin]

    def find(self, code: str, version: str) -> Pin | None:
        return self.known.get((code, version))

    def judge(self, code: str, version: str, sha256: str, *, unpinned: bool, expected: str = "") -> Trust:
        """Raises PackageRefused: MISMATCH, which nothing overrides, or UNPINNED. `expected`: what the operator read."""
        pin = self.find(code, version)
        if expected and expected != sha256:
            raise PackageRefused(Fault.MISMATCH, sha256)
        if pin is not None and pin.sha256 != sha256:
            raise PackageRefused(Fault.MISMATCH, sha256)
        if expected:
            return Trust.PINNED
        if pin is not None:
            return pin.trust
        if not unpinned:
            raise PackageRefused(Fault.UNPINNED, sha256)
        return Trust.FIRST_USE


def load(folder: Path, shipped: Path = SHIPPED) -> Pins:
    """Both lists. Raises BadPins."""
    return Pins({(pin.code, pin.version): pin for pin in (*read(folder / OWN), *read(shipped, By.MAINTAINERS))})


def read(path: Path, by: By | None = None) -> Iterable[Pin]:
    try:
        content = path.read_text("utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise BadPins(f"{path.name} cannot be read") from error
    try:
        rows = tomllib.loads(content).get("package", [])
        return [_pin(row, by) for row in rows]
    except (tomllib.TOMLDecodeError, TypeError, KeyError, ValueError, AttributeError) as error:
        raise BadPins(f"{path.name}: {error}") from error


def _pin(row: Mapping[str, object], by: By | None) -> Pin:
    sha256, size = str(row["sha256"]), row.get("size", 0)
    if not SHA256.fullmatch(sha256) or not isinstance(size, int):
        raise ValueError(f"sha256 or size of {row['code']}")
    known = by or By(str(row.get("by", By.OPERATOR.value)))
    return Pin(str(row["code"]), str(row["version"]), sha256, size, str(row.get("licence", "")), known)


def record(folder: Path, new: Iterable[Pin]) -> None:
    """Add to the desk's own list; what stood there under the same name and version is replaced. Under the lock."""
    known = {(pin.code, pin.version): pin for pin in (*read(folder / OWN), *new)}
    text = HEADING + "".join(written(known[key]) for key in sorted(known))
    disk.replace(folder / OWN, text.encode())


def written(pin: Pin) -> str:
    """One table of the file."""
    rows = {"code": pin.code, "version": pin.version, "sha256": pin.sha256, "licence": pin.licence, "by": pin.by.value}
    texts = "".join(f"{key} = {json.dumps(value)}\n" for key, value in rows.items())
    return f"\n[[package]]\n{texts}size = {pin.size}\n"
