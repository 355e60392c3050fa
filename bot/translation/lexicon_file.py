"""One language's word list, `locales/<language>/lexicon.tsv`: the words of this desk's work and what they say.

Data for a native reviewer's hand: tab-separated, one word of the work a line, several spellings in one field. Nothing
here says whether a list is right; `lexicon_check` does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

COLUMNS = ("term", "meaning_en", "meaning_ja", "kind", "category", "danger", "source")
SPELLINGS, STEM = "|", "*"
"""Between two spellings of a term; at the end of one to which endings are added."""


class Kind(StrEnum):
    """What sort of word it is. Units and multipliers say something beside a figure only."""

    THING = "thing"
    DOCUMENT = "document"
    PERSON = "person"
    ACT = "act"
    STATE = "state"
    BODY = "body"
    PLACE = "place"
    TIME = "time"
    NEGATION = "negation"
    NUMBER = "number"
    CURRENCY = "currency"
    UNIT = "unit"
    MULTIPLIER = "multiplier"
    AMOUNT = "amount"
    DATE = "date"


READ = frozenset({Kind.AMOUNT, Kind.DATE})
"""Kinds that are read from digits and stand in no list."""


class Danger(StrEnum):
    """What may be happening to somebody now. It puts a text before a person's eyes, nothing more."""

    VIOLENCE = "violence"
    SEXUAL = "sexual"
    THREAT = "threat"
    CONFINEMENT = "confinement"
    SUICIDE = "suicide"
    CHILD = "child"
    INJURY = "injury"


class BadLexicon(ValueError):
    """A file that is no word list; the message names the line. Mend the file."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a list. `category` is a code of `bot.casework.categories` or empty, `danger` a kind or empty."""

    spellings: Sequence[str]
    meaning_en: str
    meaning_ja: str
    kind: str
    category: str
    danger: str
    source: str
    line: int

    @property
    def name(self) -> str:
        return self.spellings[0].removesuffix(STEM)


def read_terms(path: Path) -> Sequence[Term]:
    """The lines of a list in their order; none where there is no file. Raises BadLexicon and OSError."""
    if not path.exists():
        return ()
    try:
        rows = path.read_text("utf-8").split("\n")
    except UnicodeDecodeError:
        raise BadLexicon(f"{path.parent.name}/{path.name}: is not UTF-8") from None
    return tuple(_terms(rows))


def _terms(rows: Sequence[str]) -> Iterator[Term]:
    if tuple(rows[0].split("\t")) != COLUMNS:
        raise BadLexicon(f"line 1: the columns must be {' '.join(COLUMNS)}")
    for line, row in enumerate(rows[1:], 2):
        if not row or row.startswith("#"):
            continue
        fields = [field.strip() for field in row.split("\t")]
        if len(fields) != len(COLUMNS):
            raise BadLexicon(f"line {line}: has {len(fields)} columns, not {len(COLUMNS)}")
        first, english, japanese, kind, category, danger, source = fields
        spellings = tuple(one.strip() for one in first.split(SPELLINGS))
        yield Term(spellings, english, japanese, kind, category, danger, source, line)
