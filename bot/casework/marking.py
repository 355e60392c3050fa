"""Marks on a summary: what in it leads to her, what could stand there instead, and how grave it is. Pure.

The redaction assistant finds identifiers; beside it stand phrases of hers, months of a small team, exact payments.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.casework.redaction.assistant import Redaction
from bot.casework.redaction.coarse import Amounts, Coarser, quarters
from bot.casework.redaction.cues import Cues
from bot.casework.redaction.finding import Kind, Level
from bot.casework.redaction.folding import folded
from bot.casework.redaction.names import Known
from bot.casework.redaction.rules import Rule

QUOTE, QUARTER, MONEY, OWN_NUMBER = "quote", "quarter", "money", "reference"
WORDS_BORROWED, LETTERS_BORROWED = 8, 20
"""So many of her words in a row are a quote; so many letters where words are not written apart."""
FIRST_ALIASES = 89
WORD = re.compile(r"\w+")


class Weight(StrEnum):
    MUST = "must"  # it goes: no tick lets it stay
    DECIDE = "decide"  # a member takes the proposal or lets it stand
    OFFER = "offer"  # it may stay without a word


@dataclass(frozen=True, order=True, slots=True)
class Mark:
    """A stretch of the text in `language`. `key` names what is written there, wherever it stands."""

    language: str
    start: int
    end: int
    kind: str
    weight: Weight
    reason: str
    key: str
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Assist:
    """What the marks of one case are found with. `own` are her texts and what was made of them; `few` as in
    `bot.casework.summary.Setting`; `rules` and `amounts` are those of `cues`.
    """

    cues: Cues
    rules: Sequence[Rule]
    amounts: Amounts
    case_id: str
    reference: str = ""
    people: Sequence[Known] = ()
    own: Sequence[str] = ()
    few: bool = False
    _made: dict[str, Redaction] = field(default_factory=dict)

    def redaction(self, language: str) -> Redaction:
        if language not in self._made:
            first = begins(self.case_id)
            self._made[language] = Redaction(self.cues, self.people, language, begins=first, given=self.rules)
        return self._made[language]


def begins(case_id: str) -> int:
    """The number of a case's first alias: companies that see several cases must not take two people for one."""
    return 10 + int.from_bytes(hashlib.sha256(f"alias {case_id}".encode()).digest()[:4], "big") % FIRST_ALIASES


def marks(texts: Mapping[str, str], assist: Assist) -> list[Mark]:
    """In the order of the texts. None overlaps another but a quote, which may hold several."""
    found: list[Mark] = []
    for language, text in texts.items():
        here: list[Mark] = []
        for new in proposed(text, language, assist):
            if new.kind == QUOTE or all(new.end <= one.start or one.end <= new.start for one in here):
                here.append(new)
        found += sorted(here)
    return found


def proposed(text: str, language: str, assist: Assist) -> Iterator[Mark]:
    """The gravest first."""

    for start, end in numbered(text, assist.reference):
        yield mark(language, text, Coarser(start, end, ""), OWN_NUMBER, Weight.MUST)
    for one in assist.redaction(language).found(text):
        grave = one.level is Level.MUST or (assist.few and one.kind in (Kind.FEW, Kind.RARE, Kind.UNIQUE))
        weight = Weight.MUST if grave else Weight.DECIDE
        key = key_of(one.kind, text[one.start : one.end])
        yield Mark(language, one.start, one.end, one.kind, weight, one.reason, key, one.replacement)
    if assist.few:
        yield from (mark(language, text, one, QUARTER, Weight.MUST) for one in quarters(text, language))
    yield from (mark(language, text, one, MONEY, Weight.OFFER) for one in assist.amounts.rounded(text))
    quoted = Weight.MUST if assist.few else Weight.DECIDE
    for start, end in borrowed(text, language, assist.own):
        yield Mark(language, start, end, QUOTE, quoted, QUOTE, key_of(QUOTE, text[start:end]))


def mark(language: str, text: str, one: Coarser, kind: str, weight: Weight) -> Mark:
    return Mark(language, one.start, one.end, kind, weight, kind, key_of(kind, text[one.start : one.end]), one.instead)


def key_of(kind: str, written: str) -> str:
    return f"{kind}.{hashlib.sha256(folded(written).encode()).hexdigest()[:16]}"


def numbered(text: str, reference: str) -> Iterator[tuple[int, int]]:
    """Where her report's number stands, however its digits are written and parted."""
    if reference:
        parts = r"[\s\-‐-―.]{0,2}".join(reference)
        for found in re.finditer(rf"(?<!\d){parts}(?!\d)", folded(text)):
            yield found.span()


def borrowed(text: str, language: str, own: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches that are hers word for word, joined where they touch."""
    size = LETTERS_BORROWED if language == "ja" else WORDS_BORROWED
    hers = {run for written in own for run, _, _ in runs(written, language, size)}
    start = end = -1
    for run, begin, stop in runs(text, language, size):
        if run not in hers:
            continue
        if begin > end > 0:
            yield start, end
            start = begin
        start, end = (begin if start < 0 else start), stop
    if end > 0:
        yield start, end


def runs(text: str, language: str, size: int) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Every `size` words or letters in a row, with where they stand."""
    plain = folded(text)
    if language == "ja":
        pieces = [(letter, at, at + 1) for at, letter in enumerate(plain) if letter.isalnum()]
    else:
        pieces = [(found[0], *found.span()) for found in WORD.finditer(plain)]
    for at in range(len(pieces) - size + 1):
        part = pieces[at : at + size]
        yield tuple(word for word, _, _ in part), part[0][1], part[-1][2]


def applied(text: str, chosen: Sequence[Mark]) -> str:
    """`text` with what these marks of it propose."""
    parts, at = [], 0
    for one in sorted(chosen):
        if one.instead is not None and one.start >= at:
            parts += [text[at : one.start], one.instead]
            at = one.end
    return "".join([*parts, text[at:]])


def open_marks(found: Sequence[Mark], kept: frozenset[str]) -> tuple[list[Mark], list[Mark]]:
    """(what has to go, what nobody decided about)."""
    must = [one for one in found if one.weight is Weight.MUST]
    return must, [one for one in found if one.weight is Weight.DECIDE and one.key not in kept]
