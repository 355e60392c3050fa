"""Laws of cutting, in every script we speak, and the places where people expect a cut."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Capabilities
from channels.line import CAPS as LINE
from channels.sms import CAPS as SMS
from channels.splitting import split
from channels.telegram import CAPS as TELEGRAM
from channels.text import CLUSTER, fits

laws = settings(deadline=None, max_examples=100)
PIECES = [
    "ကျေးဇူးတင်ပါတယ်။ ", "သင့်ဘာသာစကားကို", "ပစ္စည်း", "ขอบคุณ", "เก้าอี้", "นักน้ำ ", "ありがとう。", "「受付」は", "きょーっ",
    "សូមអរគុណ។ ", "ក្រុមហ៊ុន", "धन्यवाद। ", "क्षत्रिय", "ধন্যবাদ ", "ස්තූතියි ", "நன்றி ", "شكرا. ", "آپ کا ", "Cảm ơn. ", "谢谢。",
    "👨‍👩‍👧‍👦", "🇳🇵🇯🇵", "e\u0301\u0302", "word ", "end. ", "\n", "\n\n", "   ", "{}€", "1234-5678 ",
    "https://example.org/a?b=c ",
]  # fmt: skip
PIECE = st.sampled_from(PIECES) | st.text(max_size=5)
TEXTS = (st.lists(PIECE, max_size=40) | st.lists(PIECE, min_size=40, max_size=400)).map("".join)
CAPS = st.sampled_from([SMS, LINE, TELEGRAM])
COUNTER = re.compile(r"^\(\d+/\d+\) ")


def bare(text: str) -> str:
    return "".join(text.split())


def told(parts: list[str]) -> list[str]:
    return [COUNTER.sub("", part) for part in parts] if len(parts) > 1 else parts


@given(text=TEXTS, caps=CAPS)
@laws
def test_nothing_but_white_space_is_lost(text: str, caps: Capabilities) -> None:
    assert bare("".join(told(split(text, caps)))) == bare(text)


@given(text=TEXTS, caps=CAPS)
@laws
def test_every_part_fits_with_its_counter(text: str, caps: Capabilities) -> None:
    parts = split(text, caps)
    assert all(fits(part, caps) for part in parts)
    if len(parts) > 1:
        assert [part.split(" ")[0] for part in parts] == [f"({n}/{len(parts)})" for n in range(1, len(parts) + 1)]


@given(text=TEXTS, caps=CAPS)
@laws
def test_no_part_begins_inside_a_letter(text: str, caps: Capabilities) -> None:
    # One letter under hundreds of marks fits no SMS: it may be torn, nothing else may.
    monstrous = any(not fits("(8/8) " + letter, caps) for letter in CLUSTER.findall(text))
    for part in told(split(text, caps))[1:]:
        assert monstrous or unicodedata.category(part[0])[0] != "M"


@given(text=st.text(st.sampled_from("a\u0301\u0302\u0303"), min_size=200, max_size=900))
@laws
def test_even_a_monstrous_letter_is_sent_whole_in_parts(text: str) -> None:
    parts = split(text, SMS)
    assert all(fits(part, SMS) for part in parts)
    assert bare("".join(told(parts))) == bare(text)


@given(text=TEXTS, lines=st.lists(st.sampled_from(PIECES).map(str.strip).filter(bool), max_size=9), caps=CAPS)
@laws
def test_lines_below_are_never_cut(text: str, lines: list[str], caps: Capabilities) -> None:
    rows = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    shown = "\n".join(told(split(text, caps, lines=rows))).splitlines()
    assert [row for row in shown if row in rows] == rows or any("\n" in row for row in rows)


@pytest.mark.parametrize("glue", ["https://example.org/a/very/long/path?with=query", "1234-5678", "a@example.org"])
@pytest.mark.parametrize("before", range(180, 202, 3))
def test_addresses_and_references_stay_whole(glue: str, before: int) -> None:
    parts = split("あ" * before + glue + "い" * 150, SMS)
    assert len(parts) > 1
    assert any(glue in part for part in parts)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a" * 300 + "\n\n" + "b. " * 60 + "c" * 200, "a" * 300),
        ("a" * 300 + ". " + "b " * 100 + "c" * 200, "a" * 300 + "."),
        ("a" * 300 + "\n" + "b" * 30 + " " + "c" * 300, "a" * 300),
        ("あ" * 100 + "。" + "い" * 150, "あ" * 100 + "。"),
        ("あ" * 100 + "。」" + "い" * 150, "あ" * 100 + "。」"),
    ],
)
def test_the_cut_is_where_a_reader_would_pause(text: str, first: str) -> None:
    assert told(split(text, SMS))[0] == first


@pytest.mark.parametrize("stacked", ["ပစ္စ", "ក្រុ", "क्षि", "เก้า", "กำ"])
def test_stacked_letters_and_leading_vowels_are_not_torn(stacked: str) -> None:
    for before in range(185, 201):
        head = told(split("\u3042" * before + stacked * 30, SMS))[0].lstrip("\u3042")
        rest = head[len(head) // len(stacked) * len(stacked) :]
        last = rest[-1:] or head[-1:]
        assert last not in "เ" or not last
        assert unicodedata.combining(last or "a") != 9


def test_a_text_that_fits_has_no_counter() -> None:
    assert split(" hello \n", SMS) == ["hello"]
    assert split(" \n ", SMS) == []


def test_a_hundred_parts_are_counted_in_three_digits() -> None:
    parts = split("あ" * 21_000, SMS)
    assert len(parts) > 100
    assert parts[0].startswith(f"(1/{len(parts)}) ")
    assert all(fits(part, SMS) for part in parts)
