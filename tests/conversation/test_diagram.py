"""The drawn script is the script: every question and every edge, and the page in the docs is never behind."""

import re
from pathlib import Path

import pytest

from bot.conversation.check import edges
from bot.conversation.diagram import COMMAND, charts, drawn, key
from bot.conversation.script import SCRIPT, STEPS
from bot.drawing import END, begin

BEGIN = begin(COMMAND)
PAGE = Path(__file__).parents[2] / "docs" / "conversation.md"


def test_the_page_in_the_docs_is_up_to_date():
    page = PAGE.read_text()
    assert drawn(SCRIPT, page) == page, "run `madoguchi conversation diagram --into docs/conversation.md`"


def test_every_question_is_drawn_once_and_every_edge():
    text = charts(SCRIPT)
    for name in STEPS:
        assert text.count(f'{key(name)}["') == 1, name
    arrows = set(re.findall(r"(q_\w+) --> ?(?:\|[^|]*\| )?(q_\w+)", text.replace("-->|", "--> |")))
    assert {(key(start), key(to)) for start, _, to in edges(SCRIPT)} <= arrows


def test_every_answer_that_leads_somewhere_of_its_own_is_on_an_arrow():
    text = charts(SCRIPT)
    for start, how, to in edges(SCRIPT):
        if how != "*":
            word = "9" if how == "skip" else how
            assert re.search(rf'{key(start)} -->\|"[^|]*{re.escape(word)}[^|]*"\| {key(to)}\b', text), (start, how, to)


def test_nothing_outside_the_marks_is_touched():
    page = drawn(SCRIPT, f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert page.startswith(f"before\n{BEGIN}\n")
    assert page.endswith(f"{END}\nafter\n")
    assert "\nold\n" not in page
    assert drawn(SCRIPT, page) == page


def test_a_page_without_marks_is_refused():
    with pytest.raises(ValueError, match="the page needs a line"):
        drawn(SCRIPT, "no place\n")
