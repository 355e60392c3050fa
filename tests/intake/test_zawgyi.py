"""Burmese in the old encoding is found, and only that; what comes out is what CLDR says, and never Zawgyi again."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.zawgyi import is_zawgyi, legible, to_unicode

SAMPLES = Path(__file__).parent / "samples"
PAIRS = [
    line.split("\t") for line in (SAMPLES / "zawgyi.tsv").read_text("utf-8").splitlines() if not line.startswith("#")
]
BURMESE = [
    row for row in map(json.loads, (SAMPLES / "fragments.jsonl").read_text("utf-8").splitlines()) if row["lang"] == "my"
]
ZAWGYI = [row["text"] for row in BURMESE if row["src"] == "ntrex"]
UNICODE = [row["text"] for row in BURMESE if row["src"] != "ntrex"]


@pytest.mark.parametrize(("zawgyi", "unicode"), PAIRS)
def test_words_are_converted_as_cldr_converts_them(zawgyi, unicode):
    assert to_unicode(zawgyi) == unicode


def test_zawgyi_is_found_from_three_letters_on_and_unicode_is_left_alone():
    assert len(ZAWGYI) > 50 < len(UNICODE)
    assert [text for text in ZAWGYI if not is_zawgyi(text)] == []
    assert [text for text in UNICODE if is_zawgyi(text)] == []


def test_what_was_converted_is_zawgyi_no_more():
    assert [text for text in ZAWGYI if is_zawgyi(legible(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "कृपया",
        "မြန်မာ",
        "သင်္ဘော",
        "မင်္ဂလာပါ",
        "ကျောင်းသား",
        "ဥစ္စာ",
        "ပတ္တမြား",
        "အိန္ဒိယ",
        "၁၂၃",
        "ကျွန်တော်",
        "ယောက်ျား",
        "နိုင်ငံ၏",
    ],
)
def test_words_in_unicode_stay_as_they_are(text):
    assert legible(text) == text


def test_digits_and_foreign_words_in_the_message_survive():
    assert legible("လခ ၃ လ မရပါ Yamada 30000") == "လခ ၃ လ မရပါ Yamada 30000"
    assert legible("ျမန္မာ Yamada 30000") == "မြန်မာ Yamada 30000"


@given(st.text(max_size=60) | st.text(st.characters(min_codepoint=0x1000, max_codepoint=0x109F), max_size=60))
def test_any_text_comes_back_and_anything_but_burmese_letters_unharmed(text):
    foreign = [char for char in text if not "\u1000" <= char <= "\u109f" and not char.isspace() and char != "\u200b"]
    kept = [char for char in legible(text) if not "\u1000" <= char <= "\u109f" and not char.isspace()]
    assert [char for char in kept if char in foreign] == [char for char in foreign if char in kept]
    if not any("\u1000" <= char <= "\u109f" for char in text):
        assert legible(text) == text
