"""What a worker's answer about her problem means at the desk."""

import pytest

from bot.casework.categories import CODES, UNKNOWN, category
from bot.conversation.script import SCRIPT

OFFERED = [choice.value for choice in SCRIPT.steps["category.ask"].choices]


@pytest.mark.parametrize("answer", OFFERED)
def test_every_answer_offered_has_a_code_and_only_not_sure_has_none(answer: str):
    code = category({"category.ask": answer})
    assert code in CODES
    assert (code == UNKNOWN) == (answer == "unk")


@pytest.mark.parametrize(
    ("answer", "code"), [("wag", "WAG"), ("ids", "FRL"), ("fee", "FRL"), ("end", "WAG"), ("har", "HAR"), ("lif", "LIF")]
)
def test_answers_share_codes_as_the_desk_wants(answer: str, code: str):
    assert category({"category.ask": answer}) == code


@pytest.mark.parametrize("report", [{}, {"category.ask": ""}, {"category.ask": "x"}, {"where.company": "A"}])
def test_what_was_not_answered_is_unknown_and_blocks_nothing(report: dict[str, str]):
    assert category(report) == UNKNOWN
