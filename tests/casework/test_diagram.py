"""The drawn table of statuses is the table: every step and every row, and the page in the docs is never behind."""

from pathlib import Path

from bot.casework.diagram import charts
from bot.casework.lifecycle import STAGES
from bot.drawing import renewed

PAGE = Path(__file__).parents[2] / "docs" / "cases.md"


def test_the_page_in_the_docs_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page, "case diagram", charts()) == page, "run `madoguchi case diagram --into docs/cases.md`"


def test_every_status_has_a_row_and_every_step_an_arrow_with_who_may_take_it() -> None:
    text = charts()
    for stage in STAGES:
        assert f"| `{stage.status}` | {stage.acts or 'nobody'} |" in text
        for to, actors in stage.to.items():
            assert f"  {stage.status} --> {to}: {', '.join(sorted(actors))}" in text
