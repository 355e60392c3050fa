"""One spelling for many, letter by letter: a place in the folded text is the same place in the text. Pure."""

import unicodedata
from functools import lru_cache
from itertools import pairwise

import regex  # type: ignore[import-untyped]

# Letters that many keyboards give instead of the digit: the Burmese letter wa is drawn like a zero.
WA, ZERO = "\u101d", "\u1040"
BURMESE_ZERO = regex.compile(rf"{WA}(?=[\u1040-\u1049])|(?<=[\u1040-\u1049]){WA}(?=[\s\-\u1040-\u1049])")
DASHES = frozenset("‐‑‒–—―−－ー")
HIRAGANA, KATAKANA_AFTER = range(0x3041, 0x3097), 0x60


@lru_cache(maxsize=16384)
def folded_letter(char: str) -> str:
    """Digits of all scripts, wide letters, dashes, spaces and capitals as in plain ASCII."""
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    if char != "ー" and (char in DASHES or unicodedata.category(char) == "Pd"):
        return "-"
    if char != "\n" and char.isspace():
        return " "
    wide = unicodedata.normalize("NFKC", char) if "\uff00" <= char <= "\uffef" else char
    lower = (wide if len(wide) == 1 else char).lower()
    return lower if len(lower) == 1 else char


@lru_cache(maxsize=16384)
def bare_letter(char: str) -> str:
    """As names are compared: also without the marks of Latin letters, and kana of one kind."""
    char = folded_letter(char)
    if ord(char) in HIRAGANA:
        return chr(ord(char) + KATAKANA_AFTER)
    first = unicodedata.normalize("NFD", char)[0]
    return "d" if char == "đ" else first if first.isascii() else char


def folded(text: str) -> str:
    if WA in text:
        text = BURMESE_ZERO.sub(ZERO, text)
    if text.isascii():
        return text.lower()
    return "".join(map(folded_letter, text))


def bare(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(bare_letter, text))


class Graphemes:
    """Where letters begin that a reader sees as one."""

    AROUND = 64

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = text.isascii() and "\r" not in text

    def widened(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch, or a little more where it would have cut a letter in two."""
        if self._plain:
            return start, end
        return self._border(start, back=True), self._border(end, back=False)

    def _border(self, place: int, *, back: bool) -> int:
        begin = max(0, place - self.AROUND)
        near = self._text[begin : place + self.AROUND]
        borders = [begin, *(begin + found.end() for found in regex.finditer(r"\X", near))]
        if place in borders:
            return place
        return next((low if back else high for low, high in pairwise(borders) if low < place < high), place)
