"""How long a translation is likely to be, by `locales/lengths.toml`. Pure."""

import tomllib
from collections.abc import Mapping
from functools import cache

from bot.intake.locale_table import LOCALES

USUAL = 100


def letters(text: str) -> int:
    """Characters that are no white space."""
    return len("".join(text.split()))


def likely(source: str, source_language: str, target_language: str) -> float:
    """Letters of a translation of `source`."""
    table = _table()
    return letters(source) * table.get(target_language, USUAL) / table.get(source_language, USUAL)


@cache
def _table() -> Mapping[str, int]:
    rows = tomllib.loads((LOCALES / "lengths.toml").read_text("utf-8"))
    return {language: int(value) for language, value in rows.items()}
