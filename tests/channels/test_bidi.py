"""What is written from right to left keeps its numbers, references and Latin names readable, and loses nothing."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Choice, Outgoing
from channels.bidi import FSI, PDI, RLM, for_chat, for_sms
from channels.layout import lay_out
from channels.sms import CAPS as SMS
from channels.telegram import CAPS as TELEGRAM

MARKS = re.compile(f"[{FSI}{PDI}{RLM}]")
NOW = datetime(2026, 3, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("رپورٹ 1234-5678 ملی۔", f"رپورٹ {FSI}1234-5678{PDI} ملی۔"),
        ("فون: +81 3 1234 5678۔", f"فون: {FSI}+81 3 1234 5678{PDI}۔"),
        ("Yamada Foods Co., Ltd. کو", f"{RLM}{FSI}Yamada Foods Co., Ltd{PDI}. کو"),
        ("https://desk.example.org/privacy/ur پڑھیں", f"{RLM}{FSI}https://desk.example.org/privacy/ur{PDI} پڑھیں"),
        ("1 بھیجیں یا 24 گھنٹے", f"{RLM}1 بھیجیں یا 24 گھنٹے"),
        ("ہاں\n1. English", f"ہاں\n{RLM}{FSI}1. English{PDI}"),
        ("", ""),
    ],
)
def test_runs_from_left_to_right_are_isolated_on_chat(text, shown):
    assert for_chat(text) == shown


def test_on_sms_a_reference_stands_on_its_own_line_without_marks():
    assert for_sms("1234-5678: آپ کی رپورٹ") == "1234-5678\nآپ کی رپورٹ"
    (text,) = lay_out(Outgoing("1234-5678: آپ کی رپورٹ", dir="rtl", language="ur"), SMS).texts
    assert not MARKS.search(text)


def test_only_what_is_written_from_right_to_left_is_marked():
    choices = (Choice("a:1", "ہاں"),)
    for direction, marked in (("rtl", True), ("ltr", False)):
        layout = lay_out(Outgoing("1234-5678: A", choices, dir=direction), TELEGRAM)
        assert bool(MARKS.search(layout.texts[0])) is marked


@given(st.text(st.sampled_from("ابپ 12-:+aZ.\n@/,"), max_size=80))
def test_marks_are_all_that_is_added_and_every_isolate_is_closed(text):
    marked = for_chat(text)
    assert MARKS.sub("", marked) == text
    for line in marked.split("\n"):
        assert line.count(FSI) == line.count(PDI)
    assert "".join(for_sms(text).split()).replace(":", "") == "".join(text.split()).replace(":", "")
