"""Which reports are like one: the same company or place, the same category, rare words in common, within 60 days. Pure.

A suggestion and no more; it says why. What is looked up, and what may be looked at, is `bot.casework.alike`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.casework.categories import UNKNOWN

DAYS = 60
MOST_SHOWN = 5
FEWEST_SHARED = 2
"""So many rare words in common say something; one is chance."""
SHARED_ONE_IN = 20
"""A word that more than one case in twenty has is not rare; three cases may have one however few there are."""
RARE_FOR_FEW = 3
DAY_MS = 86_400_000
COMMON = Path(__file__).with_name("common_words.toml")
WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u4e00-\u9fff]{4,}|[\u30a1-\u30fa\u30fc]{3,}|[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Near:
    """Another case that shares something. `words` are rare ones of the case that is looked at. Times in ms."""

    case_id: str
    category: str
    created_at: int
    place: bool = False
    words: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """One suggestion with its reasons."""

    case_id: str
    place: bool
    category: bool
    words: Sequence[str]
    days: int

    @property
    def reasons(self) -> int:
        return self.place + self.category + (len(self.words) >= FEWEST_SHARED)


def ranked(category: str, created_at: int, near: Iterable[Near]) -> list[Similar]:
    """The likeliest first: at least two of place, category and rare words, and never further apart than 60 days."""
    found = [
        Similar(
            one.case_id,
            one.place,
            one.category == category != UNKNOWN,
            one.words,
            abs(one.created_at - created_at) // DAY_MS,
        )
        for one in near
        if abs(one.created_at - created_at) <= DAYS * DAY_MS
    ]
    alike = [one for one in found if one.reasons >= FEWEST_SHARED]
    alike.sort(key=lambda one: (-one.reasons, not one.place, -len(one.words), one.days, one.case_id))
    return alike[:MOST_SHOWN]


def rare(cases: int, having: int) -> bool:
    """Whether a word that `having` of `cases` cases have is rare."""
    return having <= max(RARE_FOR_FEW, cases // SHARED_ONE_IN)


def words(texts: Iterable[str]) -> frozenset[str]:
    """What is worth comparing: words of four letters and more (fewer in Japanese) that not every report is full of."""
    plain = [unicodedata.normalize("NFKC", text).casefold() for text in texts]
    found = {stem(match.group(0)) for text in plain for match in WORD.finditer(text)}
    return frozenset(found - common())


def stem(word: str) -> str:
    """Without the English plural: "chemicals" is "chemical"."""
    return word[:-1] if word.isascii() and word.endswith("s") and not word.endswith("ss") else word


@cache
def common() -> frozenset[str]:
    listed = tomllib.loads(COMMON.read_text(encoding="utf-8"))
    return frozenset(stem(word) for language in listed.values() for word in language.split())


def family(parents: Mapping[str, str], company_ids: Iterable[str]) -> frozenset[str]:
    """These companies, those above them, and all that belong to one of them: sites and suppliers of one company."""
    tops = {_top(parents, one) for one in company_ids}
    return frozenset(one for one in parents if _top(parents, one) in tops)


def _top(parents: Mapping[str, str], company_id: str) -> str:
    seen: set[str] = set()
    while (parent := parents.get(company_id, "")) and company_id not in seen:
        seen.add(company_id)
        company_id = parent
    return company_id
