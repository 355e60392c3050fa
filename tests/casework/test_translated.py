"""A text as a reader of one language has it, put together of its sentences."""

import pytest

from bot.casework.translated import How, Segment, Sentence, Translated


def text(target: str, *sentences: tuple[str, str]) -> str:
    made = [Sentence(n, Segment("", lead, words, "ok", (), "machine")) for n, (lead, words) in enumerate(sentences)]
    return Translated("t", target, How.MACHINE, sentences=made, tail="\n").text


@pytest.mark.parametrize(
    ("target", "whole"),
    [("vi", "Ở đâu? Mấy tháng?\n"), ("my", "Ở đâu? Mấy tháng?\n"), ("zh-Hans", "Ở đâu?Mấy tháng?\n")],
)
def test_sentences_that_japanese_writes_without_a_space_are_apart_where_she_reads(target: str, whole: str) -> None:
    assert text(target, ("", "Ở đâu?"), ("", "Mấy tháng?")) == whole


def test_what_stands_between_sentences_of_the_original_stays() -> None:
    assert text("vi", ("  ", "Một."), ("\n\n", "Hai.")) == "  Một.\n\nHai.\n"
    assert text("ja-simple", ("", "一。"), ("", "二。")) == "一。二。\n"
