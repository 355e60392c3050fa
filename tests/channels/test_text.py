"""Lengths as the vendors count them, and what hygiene takes away."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.text import clean, gsm_if_possible, is_gsm, measure, sms_parts

VECTORS = json.loads((Path(__file__).parents[1] / "contracts" / "sms-segment-vectors.json").read_text())["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_sms_are_counted_as_twilio_counts_them(vector: dict[str, object]) -> None:
    text = str(vector["text"])
    assert sms_parts(text) == vector["segments"]
    assert is_gsm(text) is (vector["encoding"] == "GSM-7")
    assert measure(text, "codepoint") == vector["scalars"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_look_alikes_become_plain_where_twilios_own_encoder_would_do_it(vector: dict[str, object]) -> None:
    plain = gsm_if_possible(str(vector["text"]))
    assert is_gsm(plain) is (vector["smart_encoding"] == "GSM-7")
    assert plain == vector["text"] or not is_gsm(str(vector["text"]))


@pytest.mark.parametrize(
    ("text", "codepoint", "utf16", "grapheme"),
    [
        ("कृपया आफ्नो भाषा छान्नुहोस्", 27, 27, 14),
        ("👨‍👩‍👧‍👦🇳🇵", 9, 15, 2),
        ("e\u0301", 2, 2, 1),
        ("", 0, 0, 0),
    ],
)
def test_each_unit_counts_its_own_way(text: str, codepoint: int, utf16: int, grapheme: int) -> None:
    assert (measure(text, "codepoint"), measure(text, "utf16"), measure(text, "grapheme")) == (
        codepoint,
        utf16,
        grapheme,
    )


@given(st.text(alphabet=st.characters(), max_size=500), st.text(max_size=50))
def test_a_longer_text_never_takes_fewer_parts(text: str, more: str) -> None:
    assert sms_parts(text) <= sms_parts(text + more)


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("a\x00b\x1bc", "abc"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("\ud83d half", "\ufffd half"),
        ("မြန်မာ\u200b", "မြန်မာ\u200b"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_control_characters_go_and_words_stay(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@given(st.text(alphabet=st.characters()))
def test_what_is_clean_can_be_written_anywhere_and_stays_as_it_is(text: str) -> None:
    tidy = clean(text)
    tidy.encode()
    assert "\x00" not in tidy
    assert clean(tidy) == tidy
