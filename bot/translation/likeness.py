"""How alike two texts are on their face, and whether one says a thing again and again. Pure."""

import re
from collections import Counter

MOST = 2000
"""Characters looked at: a sentence is shorter."""
_AGAIN = re.compile(r"(\S.{2,80}?)(?:[\s,、，.。]*\1){2,}", re.DOTALL)
_TWICE = re.compile(r"(\S.{15,200}?)[\s,、，.。]*\1", re.DOTALL)
_TWICE_JOINED = re.compile(r"([^\x00-\u2e7f]{8,100}?)[\s、，。]*\1")


def repeats(text: str) -> bool:
    """Something stands there three times in a row, or something long twice."""
    plain = text[:MOST].casefold()
    return bool(_AGAIN.search(f" {plain} ") or _TWICE.search(plain) or _TWICE_JOINED.search(plain))


def copied(source: str, text: str) -> bool:
    """Most words of the text are those of the source, though not only names and numbers."""
    left, right = _words(source), _words(text)
    if len(right) < 2:
        return bool(right) and left == right and len(text) > 12
    return len(right) >= 3 and sum((left & right).values()) >= 0.7 * right.total()


def alike(one: str, other: str) -> float:
    """Shared rows of two letters (Dice), 0 to 1."""
    left, right = _pairs(one), _pairs(other)
    both = left.total() + right.total()
    return 2 * (left & right).total() / both if both else 1.0


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]+", text[:MOST].casefold()))


def _pairs(text: str) -> Counter[str]:
    plain = "".join(char for char in text[:MOST].casefold() if not char.isspace())
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))
