"""From a text of ours back to its message id, so that what was said in one language can be shown in another. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.intake.wording import GAP, SOURCE, Own, Wording

_BRACES = re.compile(r"\{(\w+)\}")
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")
LEAST_WORDING = 8  # letters beside the placeholders: a text with fewer would recognise what a worker wrote

Patterns = Sequence[tuple[Own, re.Pattern[str]]]


@dataclass(frozen=True, slots=True)
class Ours:
    """A text of the catalogue with the values that filled it."""

    message_id: str
    values: tuple[tuple[str, str], ...] = ()
    back: str = ""

    def said_in(self, wording: Wording, language: str) -> str:
        """What she was told, in the reader's language. Of the desk's own wording the English is what it said itself:
        the catalogue's English belongs to other words.
        """
        if self.back and language == SOURCE:
            return filled(self.back, dict(self.values)).replace("\\n", "\n")
        return wording.text(self.message_id, language, **dict(self.values))


def filled(text: str, values: Mapping[str, str]) -> str:
    return _BRACES.sub(lambda found: values.get(found[1], GAP), text)


def ours(wording: Wording, text: str, language: str) -> Ours | None:
    """What this text of `language` is in our catalogue; None for words that are not ours."""
    text = text.strip()
    plain, patterns = turned_round(Catalogue(wording.texts.get(language, {}), wording.own.get(language, ())))
    if text in plain:
        return Ours(plain[text].message_id, back=plain[text].back)
    for own, pattern in patterns:
        found = pattern.fullmatch(text)
        if found:
            return Ours(own.message_id, tuple(found.groupdict().items()), own.back)
    return None


class Catalogue:
    """One language's texts, and its own ones, as a key of the cache: both are replaced together."""

    __slots__ = ("own", "texts")

    def __init__(self, texts: Mapping[str, str], own: Sequence[Own] = ()) -> None:
        self.texts, self.own = texts, own

    def __hash__(self) -> int:
        return id(self.texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Catalogue) and other.texts is self.texts


@lru_cache(maxsize=64)
def turned_round(catalogue: Catalogue) -> tuple[Mapping[str, Own], Patterns]:
    """Whole texts by what they say; those with placeholders as patterns, the most telling first. The desk's own come
    first: of two alike hers is the one with a back-translation.
    """
    plain: dict[str, Own] = {}
    patterns: list[tuple[Own, re.Pattern[str]]] = []
    shipped = [Own(message_id, text) for message_id, text in catalogue.texts.items()]
    for one in (*reversed(catalogue.own), *shipped):
        if "{" not in one.text:
            plain.setdefault(one.text.strip(), one)
        elif len(re.sub(r"\{\w+\}", "", one.text)) >= LEAST_WORDING:
            patterns.append((one, pattern_of(one.text)))
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
