"""The words around what identifies somebody, in all languages at once: people mix them. `locales/*/redaction.toml`.

Nothing here knows a language: who corrects a word corrects a list.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.casework.redaction.folding import folded

FILE = "redaction.toml"
INDIC = "\u0900", "\u0dff"
SHORT = 2
NEVER = r"(?!)"
NEVER_COMPOSED = [
    (unicodedata.normalize("NFD", chr(code)), chr(code)) for code in (*range(0x958, 0x960), 0x9DC, 0x9DD, 0x9DF)
]
Fold = Callable[[str], str]


@dataclass(frozen=True)
class Cues:
    """List -> its words in all languages; language -> label -> wording."""

    words: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, str]]

    def any_of(self, name: str, *, left: bool = True, right: bool = True, fold: Fold = folded) -> str:
        """A pattern for any word of list `name` in folded text; whole words only where a script writes words apart."""
        forms = {fold(form) for word in self.words.get(name, ()) for form in spellings(word)}
        ways: dict[tuple[str, str], list[str]] = {}
        for word in sorted(forms):
            ways.setdefault((_before(word) if left else "", _after(word) if right else ""), []).append(word)
        found = [before + as_tree(words) + after for (before, after), words in ways.items()]
        firsts = "".join(sorted({re.escape(word[0]) for word in forms}))
        return f"(?=[{firsts}])(?:{'|'.join(found)})" if found else NEVER

    def label(self, name: str, language: str) -> str:
        """What stands there instead, in brackets; in English where the language has no wording."""
        return f"[{self.labels.get(language, {}).get(name) or self.labels['en'][name]}]"

    @cached_property
    def forms_of_labels(self) -> frozenset[str]:
        return frozenset(folded(wording) for labels in self.labels.values() for wording in labels.values())


def as_tree(words: Sequence[str]) -> str:
    """A pattern for any of the words, the longest first, that reads what they have in common only once."""
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    ends = branches.pop("", None) is not None
    found = [re.escape(first) + as_tree(rest) for first, rest in branches.items()]
    if not found:
        return ""
    return f"(?:{'|'.join(found)})" + ("?" if ends else "") if ends or len(found) > 1 else found[0]


def _before(word: str) -> str:
    if spaced(word[0]):
        return r"(?<![^\W_])"
    if INDIC[0] <= word[0] <= INDIC[1]:
        return rf"(?<![{INDIC[0]}-{INDIC[1]}])"  # endings follow, nothing goes before
    return ""


def _after(word: str) -> str:
    if len(word) <= SHORT and INDIC[0] <= word[-1] <= INDIC[1]:
        return rf"(?![{INDIC[0]}-{INDIC[1]}])"  # May is no beginning of "mine"
    return r"(?![^\W\d_])" if spaced(word[-1]) else ""


def spellings(word: str) -> Iterator[str]:
    """As keyboards compose its letters: Unicode's own forms, and the Indic letters that these never put together."""
    composed = unicodedata.normalize("NFC", word)
    yield from (word, composed, unicodedata.normalize("NFD", word))
    for apart, letter in NEVER_COMPOSED:
        composed = composed.replace(apart, letter)
    yield composed


def spaced(letter: str) -> bool:
    """Whether its script writes words apart, as far as a bare letter can tell."""
    return letter.isalpha() and letter < "\u0530"


def read(locales: Path) -> Cues:
    """All languages that have a list. Raises OSError and tomllib.TOMLDecodeError: our own files."""
    words: dict[str, list[str]] = {}
    labels: dict[str, dict[str, str]] = {}
    for path in sorted(locales.glob(f"*/{FILE}")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        named = {name: wording[0] for name, wording in told.pop("labels", {}).items()}
        labels[path.parent.name.replace("_", "-")] = named
        for name, of_language in told.items():
            words.setdefault(name, []).extend(of_language)
    return Cues({name: tuple(dict.fromkeys(all_)) for name, all_ in words.items()}, labels)
