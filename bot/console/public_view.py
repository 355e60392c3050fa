"""The public list as it is shown: rows that say the same stand together, and the same rows as CSV.

All that is shown comes from the body of an issue, and from nothing else.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.console.public_words import COLUMNS
from storage.publication import Issue

HEADER = (
    *("public_no", "quarter_received", "filer_type", "region", "sector", "relation", "category"),
    *("requested_remedy_class", "status", "quarter_status", "outcome_class", "days_band", "text_en", "text_ja"),
)
BOM = "\ufeff"  # Excel takes a file without it for Latin-1
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Alike:
    """Cases of which the list says the same, in the order of the list. `texts`: by their numbers."""

    said: Mapping[str, str]
    numbers: Sequence[str]
    texts: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    number: int
    issued: str
    k: int
    groups: Sequence[Alike]
    cases: int
    ended: int
    by_category: Sequence[tuple[str, int]]


def shown(body: str) -> Shown:
    read: dict[str, Any] = json.loads(body)
    return Shown(read["issue"], read["issued"], read["k"], *summed(read["cases"]))


def summed(cases: Sequence[Mapping[str, Any]]) -> tuple[list[Alike], int, int, list[tuple[str, int]]]:
    """Groups, and counts that anybody could count herself."""
    together: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    counts: dict[str, int] = {}
    for case in cases:
        together.setdefault(tuple(case[name] for name in COLUMNS), []).append(case)
        counts[case["category"]] = counts.get(case["category"], 0) + 1
    groups = [
        Alike(
            dict(zip(COLUMNS, said, strict=True)),
            [case["public_no"] for case in some],
            {case["public_no"]: case["text"] for case in some if case["text"]},
        )
        for said, some in together.items()
    ]
    ended = sum(case["status"] == "ended" for case in cases)
    return groups, len(cases), ended, sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def as_csv(issue: Issue | None) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for case in json.loads(issue.body)["cases"] if issue else ():
        text = case["text"] or {}
        values = {**case, "text_en": text.get("en", ""), "text_ja": text.get("ja", "")}
        writer.writerow([inert(str(values[name])) for name in HEADER])
    return BOM + out.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
