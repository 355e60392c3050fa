"""What `docs/ungp31.md` says of the eight criteria is there: each page, each rule, each test."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from bot.console import portal
from tests.source import TOP

PAGE = TOP / "docs" / "ungp31.md"
CRITERIA = (
    *("Legitimate", "Accessible", "Predictable", "Equitable", "Transparent", "Rights-compatible"),
    *("Continuous learning", "Engagement and dialogue"),
)
ROWS = [
    tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "`" in line
]
ROUTE = re.compile(r"""@\w+\.(?:get|post)\(f?(PAGE \+ )?["']([^"']*)["']""")
PREFIX = re.compile(r"""prefix=["']([^"']*)["']""")
NAMED = re.compile(r"""^PAGE = ["']([^"']*)["']""", re.MULTILINE)


def routes() -> set[str]:
    """Every path that the modules of the console name, as they write it."""
    found = set[str]()
    for file in Path(portal.__file__).parents[1].rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        page = named[1] if (named := NAMED.search(text)) else ""
        prefix = begun[1] if (begun := PREFIX.search(text)) else ""
        found |= {prefix + (page if plus else "") + path.replace("{PAGE}", page) for plus, path in ROUTE.findall(text)}
        found |= {page} if "(PAGE)" in text else set()
    return found


def test_each_of_the_eight_criteria_is_served() -> None:
    assert list(dict.fromkeys(row[0] for row in ROWS)) == list(CRITERIA)


@pytest.mark.parametrize("row", ROWS, ids=[row[1][:60] for row in ROWS])
def test_what_a_line_names_is_there(row: tuple[str, ...]) -> None:
    _, _, page, rule, test = (cell.strip("`") for cell in row)
    assert not page or page in routes(), page
    module, _, name = rule.partition(":")
    assert callable(getattr(importlib.import_module(module), name)), rule
    file, _, wanted = test.partition("::")
    tree = ast.parse((TOP / file).read_text(encoding="utf-8"))
    assert wanted in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test
