"""Translations with one planted error each, and good ones, by which flags are judged; and the count of both.

Ids up to 20 are for tuning; the held-out half is only counted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.translation.quality import Evidence, Level, judge

HERE = Path(__file__).parent
LANGUAGES = ("vi", "id", "my", "ne", "zh-Hans", "fil", "es")
TARGETS = ("en", "ja")
LAST_TUNED = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """`error` is the class of what was planted, empty in a good translation."""

    id: int
    source: str
    text: str
    language: str
    target: str
    error: str = ""
    names: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        return self.id > LAST_TUNED

    @property
    def flagged(self) -> bool:
        return judge(Evidence(self.source, self.text, self.language, self.target, self.names)).level is not Level.OK


def rows(name: str) -> Iterator[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))


def pairs() -> list[Pair]:
    """Every good translation and every wrong one, from each language."""
    columns = ("en", "ja", *LANGUAGES)
    known = {int(id_): dict(zip(columns, texts, strict=True)) for id_, *texts in rows("pairs.tsv")}
    good = [
        Pair(id_, texts[language], texts[target], language, target)
        for id_, texts in known.items()
        for language in LANGUAGES
        for target in TARGETS
    ]
    planted = [
        Pair(int(id_), known[int(id_)][language], wrong, language, target, error)
        for id_, error, target, wrong in rows("planted.tsv")
        for language in LANGUAGES
    ]
    return good + planted


@dataclass(frozen=True, slots=True)
class Count:
    """Of `all` pairs so many are `flagged`."""

    flagged: int
    all: int

    @property
    def share(self) -> float:
        return self.flagged / self.all


def count(chosen: list[Pair], by: str) -> dict[str, Count]:
    """By `error`, `language` or `target`."""
    every = Counter(str(getattr(pair, by)) for pair in chosen)
    flagged = Counter(str(getattr(pair, by)) for pair in chosen if pair.flagged)
    return {name: Count(flagged[name], every[name]) for name in every}


def named(*, known: bool) -> list[Pair]:
    """Good and garbled translations of sentences with a name; `known`: the desk has the name."""
    made = []
    for id_, (language, name, source, en, en_wrong, ja, ja_wrong) in enumerate(rows("names.tsv"), LAST_TUNED + 1):
        names = (name,) if known else ()
        for target, good, wrong in (("en", en, en_wrong), ("ja", ja, ja_wrong)):
            made.append(Pair(id_, source, good, language, target, "", names))
            made.append(Pair(id_, source, wrong, language, target, "name", names))
    return made
