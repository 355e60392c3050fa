"""What `docs/asvs.md` claims is there: each place, each test; and what is not kept says so."""

import ast
import re
from functools import cache

import pytest

from tests.source import TOP

CHAPTERS = {"3", "5", "6", "7", "8", "11", "12", "13", "14", "16"}
ROWS = [
    tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    for line in (TOP / "docs" / "asvs.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d", line)
]


@cache
def named(file: str) -> frozenset[str]:
    """The tests of a file."""
    tree = ast.parse((TOP / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def test_every_chapter_is_there_and_what_is_not_met_is_not_hidden() -> None:
    assert {row[0].partition(".")[0] for row in ROWS} == CHAPTERS
    assert len({row[0] for row in ROWS}) == len(ROWS)
    assert sum("**not met**" in row[2] for row in ROWS) >= 5


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_a_row_names_is_there(row: tuple[str, ...]) -> None:
    _, _, how, place, test = (cell.strip("`") for cell in row)
    if not place:
        assert "**" in how
        return
    assert (TOP / place).is_file(), place
    file, _, wanted = test.partition("::")
    assert wanted in named(file), test
