"""The pages about channels are true: what they promise is shown by tests that exist, and every code is explained."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from bot.checkups.vendor import Vendor
from channels.twilio import ERRORS

TOP = Path(__file__).parent.parent
PAGES = TOP / "docs" / "channels"
SHOWN_BY = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
ROWS = [
    line
    for line in (PAGES / "README.md").read_text("utf-8").partition("## What happens when")[2].splitlines()
    if line.startswith("| ") and not line.startswith("| what happens |")
]


@cache
def names_in(path: str) -> frozenset[str]:
    """`name`, or `Class::name`."""
    found = set()
    for node in ast.parse((TOP / path).read_text("utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) else []
        found |= {f"{node.name}::{one.name}" for one in inner if isinstance(one, ast.FunctionDef)}  # type: ignore[attr-defined]
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return frozenset(name for name in found if name.rpartition("::")[2].startswith("test_"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:50])
def test_each_row_of_what_happens_is_shown_by_tests_that_exist(row: str) -> None:
    named = SHOWN_BY.findall(row)
    assert named
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []


def test_the_tables_are_as_long_as_what_is_tried() -> None:
    """Whoever tries another misbehaviour says what comes of it."""
    where = "tests/delivery/test_misbehaviour.py"
    told = {name for row in ROWS for path, name in SHOWN_BY.findall(row) if path == where}
    assert told == names_in(where)


def test_every_code_of_twilios_that_is_acted_on_is_explained() -> None:
    text = "".join((PAGES / name).read_text("utf-8") for name in ("README.md", "sms.md", "whatsapp.md"))
    told = {int(code) for code in re.findall(r"\b\d{5}\b", text)}
    for first, last in re.findall(r"\b(\d{5})-(\d{5})\b", text):
        told |= set(range(int(first), int(last) + 1))
    assert sorted(set(ERRORS) - told) == []


@pytest.mark.parametrize("vendor", Vendor)
def test_every_vendors_pages_name_the_command_that_sets_it_up(vendor: Vendor) -> None:
    pages = {"twilio": ("sms.md", "whatsapp.md")}.get(vendor, (f"{vendor}.md",))
    for page in pages:
        assert f"channels setup {vendor}" in (PAGES / page).read_text("utf-8"), page
