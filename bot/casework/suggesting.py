"""What makes the desk think of sexual violence in a report, so that it is proposed to restrict it. Decides nothing."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.casework.assessment import Assessment, Indicator
from bot.casework.categories import UNKNOWN

WORDS = Path(__file__).with_name("violence.toml")
SEXUAL = "sexual"
MOST = 6


@dataclass(frozen=True, slots=True)
class Proposed:
    """Why it is proposed: the confirmed category, the indicator, words of her texts or of what was made of them."""

    category: bool = False
    indicator: bool = False
    words: Sequence[str] = ()

    def __bool__(self) -> bool:
        return self.category or self.indicator or bool(self.words)


def violence(assessment: Assessment, texts: Iterable[str], known: Iterable[str] = ()) -> Proposed:
    """`texts` in English and Japanese; `known` are words that the word list of her own language marked."""
    found = {match.group(0).lower(): None for text in texts for match in pattern().finditer(text)}
    category = (assessment.category or UNKNOWN, assessment.kind) == ("HAR", SEXUAL)
    return Proposed(category, Indicator.VIOLENCE in assessment.indicators, [*dict.fromkeys([*known, *found])][:MOST])


@cache
def pattern() -> re.Pattern[str]:
    listed = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    apart = "|".join(re.escape(word) for word in sorted(listed["en"], key=len, reverse=True))
    inside = "|".join(re.escape(word) for word in sorted(listed["ja"], key=len, reverse=True))
    return re.compile(rf"\b(?:{apart})\b|(?:{inside})", re.IGNORECASE)
