"""The marked sentences of `sets/`: what they say without the marks, and where in them lies what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SETS = Path(__file__).parent / "sets"
MARK = re.compile(r"\{([a-z]):([^{}]*)\}")


@dataclass(frozen=True)
class Mark:
    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    language: str
    line: int
    file: int
    names: tuple[tuple[str, tuple[str, ...]], ...]
    text: str
    marks: tuple[Mark, ...]

    @property
    def held_back(self) -> bool:
        """Not looked at while rules are made."""
        return (self.line + self.file) % 2 == 0


@cache
def sentences() -> tuple[Sentence, ...]:
    # A language that came later stands behind the others: which half of theirs is held back must never change.
    files = enumerate([*sorted(SETS.glob("*.tsv")), *sorted(SETS.glob("later/*.tsv"))])
    return tuple(_read(path.stem, (line, place), row) for place, path in files for line, row in _rows(path))


def _rows(path: Path) -> Iterator[tuple[int, str]]:
    return enumerate(path.read_text(encoding="utf-8").splitlines(), 1)


def _read(language: str, at_line: tuple[int, int], row: str) -> Sentence:
    names, marked = row.split("\t")
    text, marks, at = "", [], 0
    for found in MARK.finditer(marked):
        text += marked[at : found.start()]
        marks.append(Mark(found[1], len(text), len(text) + len(found[2])))
        text += found[2]
        at = found.end()
    return Sentence(language, *at_line, _names(names), text + marked[at:], tuple(marks))


def _names(cell: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if cell == "-":
        return ()
    return tuple((role, tuple(forms.split("|"))) for role, _, forms in (one.partition("=") for one in cell.split(";")))
