"""What a backup says about itself: versions, times, sums, which keys open it. It holds no key and opens nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "manifest.json"
FORMAT = 1
FILES = {
    "sqlite": {"cases": "cases.db", "vault": "vault.db"},
    "postgresql": {"cases": "cases.copy", "vault": "vault.copy"},
}


class BackupDamaged(Exception):
    """This folder is not a whole backup. Nothing was changed; restore another one."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Times are ms since 1970 UTC: when each copy was begun. `checks`: key id -> hex of a known text under that key."""

    format: int
    version: str
    database: str
    made_at: Mapping[str, int]
    revisions: Mapping[str, str]
    sums: Mapping[str, str]
    checks: Mapping[str, Mapping[str, str]]

    @property
    def keys(self) -> list[str]:
        return sorted({id for tree in self.checks.values() for id in tree})

    def written(self) -> bytes:
        return (json.dumps(asdict(self), indent=2) + "\n").encode()


def told(folder: Path) -> Manifest:
    """What it says of itself, not whether that is true. Raises BackupDamaged where it says nothing."""
    try:
        return Manifest(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise BackupDamaged(f"{folder} is not a whole backup: it has no readable {FILE}") from None


def read(folder: Path) -> Manifest:
    """Raises BackupDamaged for anything but a whole backup: also for a file that was changed or swapped."""
    try:
        found = told(folder)
        files = FILES[found.database]
        whole = found.format == FORMAT and all(found.sums[name] == sum_of(folder / name) for name in files.values())
        whole = whole and found.made_at["cases"] <= found.made_at["vault"] and {*found.revisions} == {*files}
        whole = whole and all(bytes.fromhex(check) for tree in files for check in found.checks[tree].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise BackupDamaged(f"{folder} is not a whole backup: a file is missing, changed, or from another one")
    return found


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
