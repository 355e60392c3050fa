"""From a text of ours back to its message id, so that what was said in one language can be shown in another. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.intake.wording import Wording

_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")
LEAST_WORDING = 8  # letters beside the placeholders: a text with fewer would recognise what a worker wrote

Patterns = Sequence[tuple[str, re.Pattern[str]]]


@dataclass(frozen=True, slots=True)
class Ours:
    """A text of the catalogue with the values that filled it."""

    message_id: str
    values: tuple[tuple[str, str], ...] = ()

    def said_in(self, wording: Wording, language: str) -> str:
        return wording.text(self.message_id, language, **dict(self.values))


def ours(wording: Wording, text: str, language: str) -> Ours | None:
    """What this text of `language` is in our catalogue; None for words that are not ours."""
    text = text.strip()
    plain, patterns = turned_round(Catalogue(wording.texts.get(language, {})))
    if text in plain:
        return Ours(plain[text])
    for message_id, pattern in patterns:
        found = pattern.fullmatch(text)
        if found:
            return Ours(message_id, tuple(found.groupdict().items()))
    return None


class Catalogue:
    """One language's texts as a key of the cache: there is one of each in a process."""

    __slots__ = ("texts",)

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def __hash__(self) -> int:
        return id(self.texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Catalogue) and other.texts is self.texts


@lru_cache(maxsize=32)
def turned_round(catalogue: Catalogue) -> tuple[Mapping[str, str], Patterns]:
    """Whole texts by what they say; those with placeholders as patterns, the most telling first."""
    plain: dict[str, str] = {}
    patterns: list[tuple[str, re.Pattern[str]]] = []
    for message_id, text in catalogue.texts.items():
        if "{" not in text:
            plain.setdefault(text.strip(), message_id)
        elif len(re.sub(r"\{\w+\}", "", text)) >= LEAST_WORDING:
            patterns.append((message_id, pattern_of(text)))
    return plain, sorted(patterns, key=lambda pair: -len(pair[1].pattern))


def pattern_of(text: str) -> re.Pattern[str]:
    """A text whose placeholders may be anything, the same one each time the same."""
    seen: set[str] = set()

    def group(found: re.Match[str]) -> str:
        if found[1] in seen:
            return f"(?P={found[1]})"
        seen.add(found[1])
        return f"(?P<{found[1]}>.*?)"

    return re.compile(_PLACEHOLDER.sub(group, re.escape(text.strip())), re.DOTALL)
