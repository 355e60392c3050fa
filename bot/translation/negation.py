"""Whether a text says "not", by the cues of `locales/negation.toml`: lost, it turns a complaint round. Pure."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.intake.locale_table import LOCALES


@dataclass(frozen=True, slots=True)
class Cues:
    cue: re.Pattern[str]
    soft: re.Pattern[str] | None
    neutral: re.Pattern[str] | None

    def strict(self, text: str) -> bool:
        return self.cue.search(self._bare(text)) is not None

    def near(self, text: str) -> bool:
        bare = self._bare(text)
        return self.cue.search(bare) is not None or (self.soft is not None and self.soft.search(bare) is not None)

    def _bare(self, text: str) -> str:
        plain = text.casefold()
        return self.neutral.sub(" ", plain) if self.neutral else plain


def differs(source: str, text: str, source_language: str, target_language: str) -> bool:
    """One of them says "not" and the other nothing near it. False where a language's cues are not known."""
    left, right = _cues().get(_name(source_language)), _cues().get(_name(target_language))
    if left is None or right is None:
        return False
    return (left.strict(source) and not right.near(text)) or (right.strict(text) and not left.near(source))


def _name(language: str) -> str:
    return language.removesuffix("-simple")


@cache
def _cues() -> Mapping[str, Cues]:
    rows = tomllib.loads((LOCALES / "negation.toml").read_text("utf-8"))
    return {language: _row(row) for language, row in rows.items()}


def _row(row: Mapping[str, Sequence[str]]) -> Cues:
    soft, neutral = row.get("soft"), row.get("neutral")
    return Cues(
        re.compile("|".join(row["cue"])),
        re.compile("|".join(soft)) if soft else None,
        re.compile("|".join(neutral)) if neutral else None,
    )
