"""Numbers agree in whatever digits or words they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.numerals import compare, read, readings

SAME = [
    ("3 months", "en", "三か月", "ja"),
    ("3 months", "en", "၃ လ", "my"),
    ("three months", "en", "သုံးလ ", "my"),
    ("20 thousand", "en", "2万", "ja"),
    ("95,000 yen", "en", "9万5千円", "ja"),
    ("Rp 3.500.000", "id", "3,500,000 rupiah", "en"),
    ("3,5 juta", "id", "3500000", "en"),
    ("2.350,50", "es", "2,350.50", "en"),
    ("२,००,०००", "ne", "200000", "en"),
    ("dua puluh lima hari", "id", "25 days", "en"),
    ("empat belas jam", "id", "14 hours", "en"),
    ("mười bốn tiếng", "vi", "14 hours", "en"),
    ("two hundred fifty", "en", "250", "id"),
    ("fifty-two", "en", "52", "es"),
    ("in October", "en", "10月に", "ja"),
    ("9 giờ tối", "vi", "21:00", "en"),
    ("8:00 in the morning", "en", "午前8時", "ja"),
    ("a day off", "en", "1日の休み", "ja"),
    ("3.500 yenes", "es", "3,500 yen", "en"),
]
OTHER = [
    ("3 months", "en", "五か月", "ja"),
    ("၃ လ", "my", "4 months", "en"),
    ("30,000 yen", "en", "3000円", "ja"),
    ("14 hours", "en", "long hours", "en"),
    ("many hours", "en", "14時間", "ja"),
    ("two friends", "en", "tres amigos", "es"),
]


@pytest.mark.parametrize(("source", "language", "text", "target"), SAME)
def test_the_same_number_agrees(source: str, language: str, text: str, target: str) -> None:
    difference = compare(source, text, language, target)
    assert not difference.numbers
    assert not difference.dates


@pytest.mark.parametrize(("source", "language", "text", "target"), OTHER)
def test_another_number_does_not(source: str, language: str, text: str, target: str) -> None:
    assert compare(source, text, language, target).numbers


def test_what_can_be_read_in_two_ways_has_both_values() -> None:
    assert readings("3.500") == {3.5, 3500}
    assert readings("1.500,00") == {1500}


def test_a_word_that_is_a_number_only_sometimes_is_not_missed() -> None:
    assert not compare("bố và ba tôi", "my father", "vi", "en").numbers


@given(st.text(alphabet=st.characters(), max_size=80) | st.text(alphabet="0123,.٣３၃万千 ", max_size=400))
def test_reading_never_fails(text: str) -> None:
    for language in ("en", "ja", "my", "vi", "ko", ""):
        read(text, language)
