"""Sentences of every script, and the law that a message can always be rebuilt."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.segments import MOST, normalised, rebuild, split
from tests.translation.sentences import SENTENCES

ANYTHING = st.text(alphabet=st.characters(), max_size=200)  # NUL and lone surrogates too
NASTY = st.text(alphabet="ab .!?。\n\t…」「'\"1,၊။😢\u200d\u0301\ud800\x00ก។ا۔", max_size=80)


@pytest.mark.parametrize(("language", "expected"), SENTENCES)
def test_a_message_is_cut_where_its_sentences_end(language: str, expected: list[str]) -> None:
    glue = "" if language in ("ja", "zh-Hans", "zh-Hant") else " "
    parts = split(glue.join(expected), language)
    assert [segment.text for segment in parts.segments] == expected


@given(ANYTHING | NASTY)
def test_any_text_can_be_rebuilt(text: str) -> None:
    parts = split(text, "en")
    assert rebuild(parts) == text
    assert all(segment.text and segment.text == segment.text.strip() for segment in parts.segments)
    assert all(not segment.lead.strip() for segment in parts.segments)
    assert not parts.tail.strip()


@given(ANYTHING | NASTY)
def test_what_is_normalised_stays_so_and_can_be_encoded(text: str) -> None:
    plain = normalised(text, "vi")
    assert plain.encode().decode() == plain
    assert normalised(plain, "vi") == plain


def test_zawgyi_is_put_right_before_anything_else() -> None:
    assert normalised("ေက်ာင္း", "my") == "ကျောင်း"


def test_marks_that_come_apart_are_put_together() -> None:
    assert normalised(unicodedata.normalize("NFD", "hộ chiếu"), "vi") == "hộ chiếu"


@pytest.mark.parametrize("letter", ["a", "あ", "က", "ก"])
def test_a_sentence_without_end_is_cut_to_what_a_model_holds(letter: str) -> None:
    parts = split(letter * 3000, "en")
    assert max(len(segment.text) for segment in parts.segments) <= MOST
    assert rebuild(parts) == letter * 3000


def test_a_long_sentence_is_cut_behind_a_comma() -> None:
    text = "they took my passport, " * 60
    assert all(segment.text.endswith(("passport,", "passport")) for segment in split(text, "en").segments)


def test_a_long_sentence_is_never_cut_inside_a_letter() -> None:
    for segment in split("ကို" * 800, "my").segments:
        assert unicodedata.category(segment.text[0]) == "Lo"


@pytest.mark.parametrize("unit", ["a", ".", "! ", "a. ", "あ", "\u0301\u0316", " ", ",a", "\n", "No. "])
def test_the_time_grows_with_the_length_only(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        begun = time.process_time()
        assert rebuild(split(normalised(text, "en"), "en")) == normalised(text, "en")
        return time.process_time() - begun

    short = min(seconds(20_000) for _ in range(3))
    assert seconds(200_000) < 40 * short + 1.0  # with the square of the length it would be 100
