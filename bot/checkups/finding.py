"""One thing that was checked: how it is, and what to do about it."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"  # the desk works, but not as safely or as well as it should
    FAIL = "fail"  # the desk does not work, or must not be trusted


@dataclass(frozen=True, slots=True)
class Finding:
    """`found` and `fix` never hold a secret, an address of a person, or a worker's words."""

    level: Level
    checked: str
    found: str
    fix: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def as_text(self) -> str:
        """For a person: what is, and below it what to do."""
        return f"{self.level:<4}  {self.checked}: {self.found}" + (f"\n          {self.fix}" if self.fix else "")


def ok(checked: str, found: str) -> Finding:
    return Finding(Level.OK, checked, found)


def warn(checked: str, found: str, fix: str) -> Finding:
    return Finding(Level.WARN, checked, found, fix)


def fail(checked: str, found: str, fix: str) -> Finding:
    return Finding(Level.FAIL, checked, found, fix)
