"""Text made comparable for a word search, letter by letter, remembering where each letter stood. Pure.

Case, composition, invisible joiners and spellings that one keyboard types and another does not are made one; words are
never changed beyond that, and what is found is always told in offsets of the text as it was given.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import regex  # type: ignore[import-untyped]

# Letters that native writers use for each other (or that keyboards lack), made one in texts and lists alike.
_ALIKE = str.maketrans(
    {"ё": "е", "ө": "о", "ү": "у"}  # Mongolian on a Russian keyboard
    | {"ी": "ि", "ू": "ु", "ँ": "ं", "ष": "स", "श": "स"}  # Nepali and Hindi, as heard
    | {"ণ": "ন", "ী": "ি", "ূ": "ু"}
    | {"ණ": "න", "ළ": "ල", "ෂ": "ශ"}
    | {"ឲ": "ឱ", "ي": "ی", "ك": "ک", "ہ": "ه", "ۀ": "ه"}
)
_SPELLINGS = {
    **{old: new for pair in ("oà òa", "oá óa", "oả ỏa", "oã õa", "oạ ọa", "oè òe", "oé óe", "uý úy", "uỳ ùy")
       for old, new in [pair.split()]},
    **{"ໜ": "ຫນ", "ໝ": "ຫມ", "ຫຼ": "ຫລ", "ໍາ": "ຳ", "ໍ້າ": "້ຳ", "ໍ່າ": "່ຳ", "້ໍາ": "້ຳ", "່ໍາ": "່ຳ"},
    **{"เเ": "แ", "ํา": "ำ", "ํ้า": "้ำ", "ំុ": "ុំ", "ំូ": "ូំ", "ប្ដ": "ប្ត", "ក្ដ": "ក្ត", "ំុះ": "ុំះ", "ំါ": "ါံ", "ံု": "ုံ"},
}  # fmt: skip
_JOINER = regex.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
_LETTER = regex.compile(r"\P{M}\p{M}{0,24}|\p{M}{1,24}", regex.DOTALL)
_SPELLING = regex.compile("|".join(sorted(map(regex.escape, _SPELLINGS), key=len, reverse=True)))
_LONG = regex.compile(r"\p{M}{25}")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` as it is compared; its letter `n` begins at `places[n]` of the original, whose length ends the list."""

    text: str
    places: Sequence[int]


def fold(text: str) -> Folded:
    """Linear in the text, whatever it is."""
    if text.isascii():
        return Folded(text.lower(), range(len(text) + 1))
    lower = text.lower().translate(_ALIKE)
    if len(lower) == len(text) and _is_plain(text, lower):
        return Folded(lower, range(len(text) + 1))
    return _letter_by_letter(text)


def _is_plain(text: str, lower: str) -> bool:
    if _LONG.search(text) or _JOINER.search(text) or _SPELLING.search(lower):
        return False
    return unicodedata.is_normalized("NFC", text)


def _letter_by_letter(text: str) -> Folded:
    letters: list[str] = []
    places: list[int] = []
    for match in _LETTER.finditer(text):
        piece = unicodedata.normalize("NFC", _JOINER.sub("", match[0]).lower()).translate(_ALIKE)
        letters.append(piece)
        places += [match.start()] * len(piece)
    return _spelled("".join(letters), [*places, len(text)])


def _spelled(text: str, places: list[int]) -> Folded:
    letters: list[str] = []
    kept: list[int] = []
    at = 0
    for match in _SPELLING.finditer(text):
        put = _SPELLINGS[match[0]]
        letters += [text[at : match.start()], put]
        kept += places[at : match.start()]
        kept += [places[min(match.start() + step, match.end() - 1)] for step in range(len(put))]
        at = match.end()
    return Folded("".join([*letters, text[at:]]), [*kept, *places[at:]])
