"""One pass over a text for every spelling of a word list, the longest at each place. Pure, linear in the text.

Scripts with spaces match whole words (a stem also its endings); scripts without match between letters as readers see
them, never inside a syllable. Nothing here knows what a word means.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import regex  # type: ignore[import-untyped]

LONGEST_ENDING = 20
"""Letters and signs that may follow a stem within one word."""

# What may stand neither before nor behind a match in scripts without spaces: the rest of the same syllable.
UNSPACED = {
    "my": ("[\u1039]", "[\u102b-\u103e]|[\u1000-\u1021]\u1037?[\u1039\u103a]"),
    "km": ("[\u17d2]", "[\u17b4-\u17d3\u17dd]"),
    "lo": ("[\u0ec0-\u0ec4]", "[\u0eb0-\u0ebd\u0ec8-\u0ece]"),
    "th": ("[\u0e40-\u0e44]", "[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]"),
}
_IN_WORD = r"[\p{L}\p{M}]"


@dataclass(frozen=True, slots=True)
class WordSearch:
    """`exact` and `stems` say by folded spelling which line of the list it is."""

    pattern: "regex.Pattern[str] | None"
    exact: Mapping[str, int]
    stems: Mapping[str, int]

    def found(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """Start, end and line of each match, in order, none overlapping."""
        if self.pattern is None:
            return
        for match in self.pattern.finditer(folded):
            line = self._line(" ".join(match[0].split()))
            if line is not None:
                yield match.start(), match.end(), line

    def _line(self, word: str) -> int | None:
        if word in self.exact:
            return self.exact[word]
        return next((self.stems[word[:end]] for end in range(len(word), 0, -1) if word[:end] in self.stems), None)


def search_for(exact: Mapping[str, int], stems: Mapping[str, int], language: str) -> WordSearch:
    if not exact and not stems:
        return WordSearch(None, exact, stems)
    before, behind = UNSPACED.get(language, (_IN_WORD, _IN_WORD))
    latin = "(?!(?<=[a-z])[a-z])" if language in UNSPACED else ""
    words = _trie([*((word, False) for word in exact), *((stem, True) for stem in stems)])
    return WordSearch(regex.compile(f"(?<!{before}){latin}{_written(words)}(?!{behind}){latin}"), exact, stems)


@dataclass(slots=True)
class _Node:
    children: "dict[str, _Node]"
    ends: bool = False
    stem: bool = False


def _trie(words: Iterable[tuple[str, bool]]) -> _Node:
    root = _Node({})
    for word, stem in words:
        node = root
        for letter in word:
            node = node.children.setdefault(letter, _Node({}))
        node.ends = True
        node.stem = node.stem or stem
    return root


def _written(node: _Node) -> str:
    """The node as a pattern that tries the longest first."""
    ways = [_letter(letter) + _written(child) for letter, child in sorted(node.children.items())]
    if node.stem:
        ways.append(f"{_IN_WORD}{{0,{LONGEST_ENDING}}}")
    elif node.ends and ways:
        ways.append("")
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})" if ways else ""


def _letter(letter: str) -> str:
    return r"[^\S\n]{1,3}" if letter == " " else regex.escape(letter)
