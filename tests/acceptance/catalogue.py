"""Which message is this? The shipped wording of one language, read to recognise what a worker was asked."""

import re
from dataclasses import dataclass
from functools import cache

from babel.messages.pofile import read_po

from tests.acceptance.house import ROOT

COUNTER = re.compile(r"\(\d+/\d+\)")


@dataclass(frozen=True, slots=True)
class Found:
    """A message and where in the text it stands."""

    id: str
    start: int
    end: int


@cache
def catalogue(language: str) -> dict[str, str]:
    """Message id -> wording. The source catalogue's wording is its msgid."""
    with (ROOT / "locales" / language.replace("-", "_") / "LC_MESSAGES" / "bot.po").open("rb") as file:
        entries = read_po(file)
    return {str(entry.context): str(entry.string or entry.id) for entry in entries if entry.context}


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, _pattern(words)) for name, words in catalogue(language).items())


def _pattern(words: str) -> re.Pattern[str]:
    """The wording with anything where its placeholders stand."""
    parts = re.split(r"\{\w+\}", _plain(words))
    return re.compile(".+?".join(map(re.escape, parts)))


def _plain(text: str) -> str:
    return " ".join(COUNTER.sub(" ", text).split())


def messages_in(text: str, language: str) -> list[Found]:
    """Every message whose wording stands in `text`, in the order they end; of two that end alike the longest last."""
    plain = _plain(text)
    found = [
        Found(name, match.start(), match.end())
        for name, pattern in _patterns(language)
        for match in pattern.finditer(plain)
    ]
    return sorted(found, key=lambda one: (one.end, -one.start))
