"""What a model must not touch (names, telephones, addresses, reference numbers, amounts) put behind placeholders.

A placeholder is two capital letters and a number, `XZ1`: letters and digits of every vocabulary, no word of any
language, and no sign that a tokenizer eats (`_`, brackets) or a model drops. It is looked for in the translation; what
did not come back exactly once is told, and the caller translates without placeholders and flags the sentence. Pure.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import regex  # type: ignore[import-untyped]


class Kind(StrEnum):
    NAME = "name"
    URL = "url"
    EMAIL = "email"
    HANDLE = "handle"
    PHONE = "phone"
    REFERENCE = "reference"
    AMOUNT = "amount"
    DATE = "date"
    DOCUMENT = "document"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Item:
    """`value` is what is put back: as it stood, digits of other scripts as 0-9. `mark` is its placeholder."""

    kind: Kind
    value: str
    mark: str


@dataclass(frozen=True, slots=True)
class Protected:
    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """`missing`: items whose placeholder did not come back exactly once; all where one came that was not sent."""

    text: str
    missing: tuple[Item, ...] = ()


STEMS = ("XZ", "QX", "ZK", "JQ", "VX", "KQ")
MOST = 40
"""Placeholders in one sentence: more than any sentence has words for."""

_SIGNS = "¥￥$€£₱₹₩฿₫৳៛₭₮"
_CODES = "JPY|USD|EUR|VND|IDR|PHP|NPR|MMK|KHR|LAK|LKR|BDT|INR|THB|CNY|TWD|KRW|MNT|UZS"
_MONEY = rf"(?:[{_SIGNS}]|NT\$|US\$|HK\$|S\$|RM|Rp\.?|Rs\.?|Php|{_CODES})"
_DIGITS = r"\d(?:[\d.,’٬٫]*\d)?"
_URL = r"(?:https?://|www\.)[!-~]*[!-~&&[^.,;:!?)'\"]]"
_PATTERNS = (
    (Kind.URL, _URL),
    (Kind.EMAIL, r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"),
    (Kind.HANDLE, r"(?<![\w@.])@[A-Za-z0-9_][A-Za-z0-9_.]{1,31}(?<!\.)"),
    (Kind.DATE, r"(?<![\d./-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?![\d/-])"),
    (Kind.REFERENCE, r"(?<![\w-])(?:\d{4}-\d{4}|[A-Z]{1,5}-\d{2,10}(?:-\d{1,6})?)(?![\w-])"),
    (Kind.AMOUNT, rf"(?<![A-Za-z]){_MONEY}[ \u00a0]?{_DIGITS}"),
    (Kind.AMOUNT, rf"(?<![\w.,]){_DIGITS}[ \u00a0]?(?:[{_SIGNS}]|(?:{_CODES})(?![A-Za-z]))"),
    (Kind.PHONE, r"(?<![\w.,+-])(?:\+\d{1,3}[ ()-]{0,2}\d(?:[ ()-]{0,2}\d){6,13}|0\d(?:[ ()-]{0,2}\d){7,12})(?![\w-])"),
    (Kind.DOCUMENT, r"(?<![A-Za-z\d-])(?:[A-Z]{1,3}\d{6,10}[A-Z]{0,2}|\d{9,16})(?![A-Za-z\d-])"),
)
_ALL = regex.compile("|".join(f"(?P<{kind.value}>{pattern})" for kind, pattern in _PATTERNS), regex.V1)


def protect(text: str, *, names: Sequence[str] = (), terms: Sequence[tuple[str, str]] = ()) -> Protected:
    """`names` as they are written; `terms`: patterns of a glossary and what is put in their place."""
    stem = next((stem for stem in STEMS if not _mark_of(stem).search(text)), None)
    if stem is None:
        return Protected(text)
    pieces: list[str] = []
    items: list[Item] = []
    at = 0
    for start, end, kind, value in _chosen(text, names, terms):
        items.append(Item(kind, value, f"{stem}{len(items) + 1}"))
        pieces += [text[at:start], _apart(text[start - 1 : start]), items[-1].mark, _apart(text[end : end + 1])]
        at = end
    return Protected("".join([*pieces, text[at:]]), tuple(items))


def restore(translated: str, items: Sequence[Item]) -> Restored:
    """Values for placeholders, found also in small or wide letters or with a space in between."""
    if not items:
        return Restored(translated)
    stem = items[0].mark.rstrip("0123456789")
    by_number = {int(item.mark.removeprefix(stem)): item for item in items}
    seen: list[int] = []

    def put(found: re.Match[str]) -> str:
        number = int("".join(str(unicodedata.decimal(char)) for char in found[1]))
        seen.append(number)
        return by_number[number].value if number in by_number else found[0]

    text = _mark_of(stem).sub(put, translated)
    stray = any(number not in by_number for number in seen)
    return Restored(text, tuple(item for n, item in by_number.items() if stray or seen.count(n) != 1))


def _mark_of(stem: str) -> re.Pattern[str]:
    letters = r"\s?".join(f"[{char}{char.lower()}{chr(ord(char) + 0xFEE0)}{chr(ord(char) + 0xFF00)}]" for char in stem)
    return re.compile(rf"(?<![A-Za-z]){letters}\s?-?(\d{{1,6}})(?!\d)")


def _apart(neighbour: str) -> str:
    """A space where a placeholder would grow together with a word of Latin letters or a number."""
    return " " if neighbour.isascii() and neighbour.isalnum() else ""


def _chosen(text: str, names: Sequence[str], terms: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, Kind, str]]:
    """Spans from left to right that do not overlap: of two the one that begins first, else the longer."""
    spans = sorted(_spans(text, names, terms), key=lambda span: (span[0], -span[1]))
    at = count = 0
    for span in spans:
        if span[0] >= at and count < MOST:
            yield span
            at, count = span[1], count + 1


def _spans(text: str, names: Sequence[str], terms: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, Kind, str]]:
    for name in names:
        if name.strip():
            for found in re.finditer(_name(name.strip()), text, re.IGNORECASE):
                yield found.start(), found.end(), Kind.NAME, found[0]
    for pattern, put in terms:
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield found.start(), found.end(), Kind.TERM, put
    for found in _ALL.finditer(_plain(text)):
        yield found.start(), found.end(), Kind(found.lastgroup), found[0]


def _name(name: str) -> str:
    plain = r"\s+".join(map(re.escape, unicodedata.normalize("NFC", name).split()))
    before = r"(?<![^\W\d_])" if ord(name[0]) < 0x900 else ""
    return before + plain + (r"(?![^\W\d_])" if ord(name[-1]) < 0x900 else "")


def _plain(value: str) -> str:
    """The same with digits 0-9, at the same places."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in value)
