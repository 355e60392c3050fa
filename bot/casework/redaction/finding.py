"""What was found in a text, where, and what could stand there instead. It never holds the words themselves."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    URL = "url"
    ACCOUNT = "account"
    PAPER = "paper"  # passport, residence card, national number
    EMPLOYEE = "employee"
    REFERENCE = "reference"
    NUMBER = "number"  # long, of a kind that we do not know
    PLACE = "place"  # room, bed, line, locker, plate
    ADDRESS = "address"
    NAME = "name"
    PERSON = "person"  # perhaps somebody's name: the case does not know it
    DATE = "date"
    TIME = "time"
    AGE = "age"
    FEW = "few"  # so small a group that each of it can be guessed
    UNIQUE = "unique"  # a word that makes her the only one
    RARE = "rare"  # nationality or gender of a small group


class Level(StrEnum):
    MUST = "must"
    """A direct identifier: the summary is not sent while it stands there."""
    CONSIDER = "consider"


MUST_GO = frozenset(Kind) - {Kind.PERSON, Kind.DATE, Kind.TIME, Kind.AGE, Kind.FEW, Kind.UNIQUE, Kind.RARE}


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """`start` and `end` count code points and cut no grapheme. `reason` is an id: what the desk is told is in its
    catalogue. Without a replacement it is a flag: only a person can write that anew.
    """

    start: int
    end: int
    kind: Kind
    level: Level
    reason: str
    replacement: str | None = None
