"""Sentences of workers with what a word list must find in them, and the count of what it finds.

`lexicon/<language>.tsv` are our own, `lexicon/talk/<language>.tsv` those of the conversations: category, danger, and
the sentence with every word of the domain in brackets. They were written before the lists.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from bot.translation.lexicon import Mark, marked, suggested

FOLDER = Path(__file__).parent / "lexicon"
LANGUAGES = ("vi", "my", "ne", "km", "lo", "si", "ta", "mn")


@dataclass(frozen=True)
class Case:
    category: str
    danger: str
    text: str
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Score:
    words: int
    found: int
    asked: int
    right: int
    dangers: int
    seen: int
    calm: int
    alarms: int
    misses: tuple[str, ...]


def cases(language: str, folder: Path = FOLDER) -> list[Case]:
    rows = (folder / f"{language}.tsv").read_text("utf-8").splitlines()
    return [_case(*row.split("\t")) for row in rows]


def _case(category: str, danger: str, bracketed: str) -> Case:
    words, text = [], ""
    for piece in re.split(r"(\[[^\]]*\])", bracketed):
        bare = piece.strip("[]") if piece.startswith("[") else piece
        if piece.startswith("["):
            words.append((len(text), len(text) + len(bare)))
        text += bare
    return Case(category.strip("-"), danger.strip("-"), text, tuple(words))


def half_marked(marks: tuple[Mark, ...], start: int, end: int) -> bool:
    letters = sum(max(0, min(mark.end, end) - max(mark.start, start)) for mark in marks)
    return letters * 2 >= end - start


def score(some: list[Case], language: str) -> Score:
    misses: list[str] = []
    asked = right = seen = alarms = 0
    for case in some:
        marks = marked(case.text, language)
        misses += [case.text[a:b] for a, b in case.words if not half_marked(marks, a, b)]
        told = suggested(marks)
        kinds = {hint.what for hint in told.dangers}
        if case.category:
            asked += 1
            right += bool(told.categories) and told.categories[0].what == case.category
        seen += bool(case.danger) and case.danger in kinds
        alarms += not case.danger and bool(kinds)
    words = sum(len(case.words) for case in some)
    dangers = sum(bool(case.danger) for case in some)
    return Score(words, words - len(misses), asked, right, dangers, seen, len(some) - dangers, alarms, tuple(misses))
