"""What a company is to get of a case, as data: texts, what goes along, what stays back, and what it still lacks.

Pure: no clock, no database, no wording.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

LONGEST = 1000
"""Letters of one text: she reads it on a phone, on SMS in many parts."""
K = 5
"""Fewer workers than these to whom it could all apply: she can be guessed (`privacy.md` A3)."""
MOST_PEOPLE = 10_000
MOST_PHOTOS = 3
SOURCES = ("en", "ja")


class Fact(StrEnum):
    """What may be told of her or must stay back: the end of the id of its wording, `withheld.<fact>`."""

    NAME = "name"
    CONTACT = "contact"
    TEAM = "team"
    SHIFT = "shift"
    COUNTRY = "country"
    SEX = "sex"
    DATES = "dates"
    PLACE = "place"
    PEOPLE = "people"
    PHOTOS = "photos"
    VOICE = "voice"


CHOSEN = (Fact.TEAM, Fact.SHIFT, Fact.COUNTRY, Fact.SEX, Fact.DATES, Fact.PLACE)
"""These a member may tell, if the remedy needs it."""
NEVER_OF_FEW = frozenset({Fact.TEAM, Fact.DATES, Fact.PLACE})
"""Not told where five people or fewer do her work."""


class Lack(StrEnum):
    """What keeps a summary from being shown to her."""

    TEXT = "summary_text"  # one of the languages has none
    LONG = "summary_long"
    DIRECT = "direct_left"  # something that names or reaches a person
    UNDECIDED = "marks_undecided"
    PEOPLE = "no_estimate"  # nobody said how many it could apply to
    FEW = "few_told"  # something goes along that a small team must not tell


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides what may be told. `few`: five or fewer do her work; `named`: the company may know her."""

    few: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What she was shown, letter by letter, and who stands behind the translation."""

    language: str
    company: str
    text: str
    withheld: str
    machine: bool = False
    confirmed: tuple[int, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """One version. `source` is the language that her rendering is made from; `kept` are marks that a member left as
    they are; `people`: to how many workers there all of it could apply, by the desk's estimate; `reply_id`: the text
    that is translated for her.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    source: str = "en"
    told: frozenset[Fact] = frozenset()
    photos: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()
    people: int | None = None
    reply_id: str = ""
    read: Read | None = None

    @classmethod
    def opened(cls, body: Mapping[str, Any]) -> Self:
        """As `body` wrote it."""
        read = body["read"]
        return cls(
            body["texts"],
            body["source"],
            frozenset(Fact(one) for one in body["told"]),
            tuple(body["photos"]),
            frozenset(body["kept"]),
            body["people"],
            body["reply_id"],
            Read(**{**read, "confirmed": tuple(read["confirmed"])}) if read else None,
        )

    @property
    def body(self) -> dict[str, Any]:
        read = self.read
        shown = {name: getattr(read, name) for name in Read.__slots__} if read else None
        return {
            "texts": dict(self.texts),
            "source": self.source,
            "told": sorted(self.told),
            "photos": list(self.photos),
            "kept": sorted(self.kept),
            "people": self.people,
            "reply_id": self.reply_id,
            "read": shown,
        }

    @property
    def text(self) -> str:
        return self.texts.get(self.source, "")

    def anew(self) -> "Body":
        """The same to be worked on: nobody has translated or read it yet."""
        return replace(self, reply_id="", read=None)


def withheld(body: Body, setting: Setting) -> Sequence[Fact]:
    """What the company will not see, in the order it is told her. Numbers, names of people and voices never go."""
    goes = body.told & frozenset(CHOSEN)
    goes |= {Fact.NAME} if setting.named else set()
    goes |= {Fact.PHOTOS} if body.photos else set()
    return [fact for fact in Fact if fact not in goes]


def lacks(body: Body, setting: Setting) -> Sequence[Lack]:
    """Without the marks, which `bot.casework.marking` finds."""
    few = setting.few and (body.photos or body.told & NEVER_OF_FEW)
    found = {
        Lack.TEXT: not body.texts or not all(text.strip() for text in body.texts.values()) or not body.text,
        Lack.LONG: any(len(text) > LONGEST for text in body.texts.values()),
        Lack.PEOPLE: body.people is None,
        Lack.FEW: bool(few),
    }
    return [lack for lack, there in found.items() if there]


def digest(version_id: str, disclosure_id: str, body: Body) -> bytes:
    """Over everything that she was shown and everything that leaves: source and rendering together (`decisions.md` 3).

    Raises ValueError for what nobody was shown.
    """
    if body.read is None:
        raise ValueError("nobody was shown this")
    read = body.read
    what = [
        *(version_id, disclosure_id, body.source, sorted(body.texts.items()), list(body.photos)),
        *(read.language, read.company, read.text, read.withheld),
    ]
    return hashlib.sha256(json.dumps(what, ensure_ascii=False).encode()).digest()
