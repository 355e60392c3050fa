"""A message cut into sentences, in every script, so that the message can be rebuilt letter by letter.

Models translate sentence by sentence, and a sentence that is too long for them is cut again. Where nothing marks the
end of a sentence (Thai, Lao) none is guessed. Pure; linear in the length of the text; no text makes it fail.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from bot.intake.zawgyi import is_zawgyi, to_unicode

RULES = Path(__file__).with_name("segments.toml")
MOST = 480
"""Latin letters in one segment: some 120 tokens. Other scripts give more tokens a letter."""
MOST_MARKS = 30
"""Marks on one letter (Unicode UAX 15, stream-safe text): no writing has more, and ordering them is quadratic."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence, never empty and without white space around it. `lead` is what stood before it."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """`tail` is the white space behind the last sentence; all of a text that has none."""

    segments: tuple[Segment, ...]
    tail: str = ""


def normalised(text: str, language: str) -> str:
    """NFC, Burmese in Unicode, and no half of a pair that cannot be encoded. Before splitting, not after."""
    text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text) if _broken(text) else text
    if language == "my" and is_zawgyi(text):
        text = "".join(map(to_unicode, _SHORT.findall(text)))
    return text if _overloaded(text) else unicodedata.normalize("NFC", text)


def split(text: str, language: str) -> Split:
    """Sentences in order. `language` is not needed yet: what ends a sentence is clear from the sign."""
    segments: list[Segment] = []
    lead = ""
    for piece in _sentences(text):
        bare = piece.strip()
        if not bare:
            lead += piece
            continue
        start = piece.index(bare[0])
        first = True
        for part in _capped(piece[start : start + len(bare)]):
            own = part.lstrip()
            before = part[: len(part) - len(own)]
            segments.append(Segment(own, lead + piece[:start] if first else before))
            first = False
        lead = piece[start + len(bare) :]
    return Split(tuple(segments), lead)


def rebuild(parts: Split) -> str:
    return "".join(segment.lead + segment.text for segment in parts.segments) + parts.tail


_STRONG, _WEAK = "。！？｡۔؟।॥။៕។", r".!?…．‥"
_CLOSERS = "\"'”’」』）)\\]》〉】»"
_FACES = "[\U0001f600-\U0001f64f\U0001f910-\U0001f92f\U0001f970-\U0001f97a]\\ufe0f?"
_STOP = re.compile(
    rf"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]"
    rf"|[{_STRONG}{_WEAK}]+(?:[ \u00a0\u202f]{{0,2}}[{_STRONG}!?…]+)*[{_CLOSERS}]*(?: {{0,2}}(?:{_FACES})+)?"
    rf"|(?:{_FACES})+(?=\s)"
)
_BEFORE = re.compile(r"[^\s\"'“‘(\[«]{1,12}\Z")
_SHORT = re.compile(r"(?s).{1,1000}(?:\s|\Z)|.{1,1000}")
_SOFT = re.compile(r"[,、，،၊;；:：]\s*|\s+")
_HEAVIEST = 3
_JOINS = frozenset("\u200d\u1039\u17d2")


def _broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _overloaded(text: str) -> bool:
    if text.isascii():
        return False
    runs = groupby(text, key=lambda char: unicodedata.combining(char) > 0)
    return any(marks and sum(1 for _ in run) > MOST_MARKS for marks, run in runs)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for stop in _STOP.finditer(text):
        if _ends(text, start, stop):
            yield text[start : stop.end()]
            start = stop.end()
    yield text[start:]


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    sign, after = stop[0], text[stop.end() : stop.end() + 1]
    if sign.isspace() or not after or after.isspace():
        return sign.isspace() or not _goes_on(text, start, stop)
    if sign[-1] in "」』）)”’\"'":
        return sign[-1] in "」』" and sign[0] in _STRONG and after in "「『（"
    if any(char in _STRONG for char in sign):
        return True
    return sign[-1] in "!?…" and ord(after) >= 0x2E80


def _goes_on(text: str, start: int, stop: re.Match[str]) -> bool:
    """A stop behind an abbreviation, an initial or the number of a list."""
    if stop[0] != ".":
        return False
    found = _BEFORE.search(text, max(start, stop.start() - 12), stop.start())
    if found is None:
        return False
    word = found[0].casefold()
    if len(word) == 1 and found[0].isalpha() and found[0].isupper():
        return True
    if word.isdecimal():
        return not text[start : found.start()].strip() and bool(text[stop.end() : stop.end() + 200].strip())
    after = text[stop.end() : stop.end() + 3].strip()[:1]
    return word in _rules()[0] or (word in _rules()[1] and after.isdecimal())


@cache
def _rules() -> tuple[frozenset[str], frozenset[str]]:
    told = tomllib.loads(RULES.read_text("utf-8"))
    return frozenset(told["always"]), frozenset(told["before_number"])


def _weight(char: str) -> float:
    point = ord(char)
    return 1 if point < 0x900 else 1.5 if point < 0x2E80 else _HEAVIEST


def _capped(sentence: str) -> Iterator[str]:
    """The sentence, or parts that a model can hold: cut behind a comma, else at a space, else between letters."""
    if len(sentence) * _HEAVIEST < MOST:
        yield sentence
        return
    start, weight, comma, space = 0, 0.0, 0, 0
    breaks = {found.start() if found[0].isspace() else _behind(found): found[0] for found in _SOFT.finditer(sentence)}
    at = 0
    while at < len(sentence):
        weight += _weight(sentence[at])
        at += 1
        if at in breaks:
            comma, space = (comma, at) if breaks[at].isspace() else (at, space)
        if weight < MOST or at == len(sentence):
            continue
        least = start + (at - start) // 2
        cut = comma if comma > least else space if space > least else _between(sentence, at)
        yield sentence[start:cut]
        start = at = cut
        weight, comma, space = 0.0, cut, cut
    if start < len(sentence):
        yield sentence[start:]


def _behind(found: re.Match[str]) -> int:
    return found.start() + 1


def _between(sentence: str, at: int) -> int:
    """The next place that is not inside a letter."""
    for place in range(at, min(at + MOST_MARKS, len(sentence))):
        inside = unicodedata.category(sentence[place])[0] == "M" or sentence[place] in _JOINS
        if not inside and sentence[place - 1] not in _JOINS:
            return place
    return at
