"""Spellings of one name in two scripts are told from those of another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.sounds import SAME, cost, near


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("Maria", "マリア"),
        ("Nadia", "ナディア"),
        ("Ahmad", "アフマド"),
        ("Fatima", "ファティマ"),
        ("Dewi", "デウィ"),
        ("Tamang", "タマン"),
        ("Santosh", "サントシュ"),
    ],
)
def test_a_name_in_katakana_is_the_name(name: str, heard: str) -> None:
    assert cost(name, heard) <= SAME
    assert not near(name, heard)


@pytest.mark.parametrize(
    ("name", "heard"), [("Linh", "ラン"), ("Maria", "マルコ"), ("Fatima", "ファリマ"), ("Santosh", "サンディシュ")]
)
def test_a_name_with_another_sound_is_near_it(name: str, heard: str) -> None:
    assert cost(name, heard) > SAME
    assert near(name, heard)


def test_vietnamese_letters_are_read_as_they_are_said_there() -> None:
    assert cost("Dũng", "ズン", "vi") <= SAME < cost("Đung", "ズン", "vi")


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_makes_it_fail(name: str, heard: str) -> None:
    assert cost(name, heard) >= 0
    near(name, heard)
