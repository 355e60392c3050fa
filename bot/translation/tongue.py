"""Whether a text is in the language it should be in: by script, by a few words of English, by who can tell. Pure."""

import re
from collections.abc import Callable
from functools import cache

from bot.intake.alphabets import letters, main_script
from bot.intake.locale_table import load_languages

WORDS = 5
"""Fewer words of English without any of its small words may be a list of names."""
_ENGLISH = frozenset({
    "the", "an", "i", "we", "she", "it", "they", "you", "my", "our", "his", "her", "their", "us", "him", "them", "is",
    "are", "was", "were", "be", "been", "has", "have", "had", "does", "did", "not", "and", "or", "but", "at", "to",
    "of", "for", "from", "with", "by", "this", "that", "there", "if", "when", "who", "what", "after", "before",
    "since", "because", "will", "can", "must", "please",
})  # fmt: skip


def wrong(text: str, language: str, identify: Callable[[str], str | None] | None = None) -> bool:
    """False where it cannot be told: no letters, a language without a row, two that share their letters."""
    scripts, script = _scripts().get(language, ()), main_script(text)
    if not script or not scripts:
        return False
    if not _fits(text, script, scripts):
        return True
    if language == "en" and _foreign(text):
        return True
    if identify is None or len(text.split()) < WORDS:
        return False
    told = identify(text)
    return told is not None and not _same(told, language)


def _fits(text: str, script: str, scripts: tuple[str, ...]) -> bool:
    if script in scripts:
        return True
    found = letters(text)
    if scripts[0] in ("Jpan", "Hans", "Hant") and script in ("Hani", "Hans", "Hant", "Jpan"):
        return scripts[0] != "Jpan" or found["Hani"] < 6 or found["Kana"] > 0
    return False


def _foreign(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word[0].islower()]
    return len(words) >= WORDS and not any(word in _ENGLISH for word in text.casefold().split())


def _same(told: str, language: str) -> bool:
    if told.partition("-")[0] == language.partition("-")[0]:
        return True
    return {told, language} <= {"id", "ms"}


@cache
def _scripts() -> dict[str, tuple[str, ...]]:
    return {tag: row.scripts for tag, row in load_languages().items()}
