"""Months become quarters and single payments round figures; what has become one is not found again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.conflicts import cues
from bot.casework.redaction.coarse import MONTHS, Amounts, Coarser, about, quarters

AMOUNTS = Amounts(cues())


def put(text: str, found: list[Coarser]) -> str:
    for one in sorted(found, key=lambda each: -each.start):
        text = text[: one.start] + one.instead + text[one.end :]
    return text


@pytest.mark.parametrize(
    ("language", "text", "coarse"),
    [
        ("en", "In March 2026 they stopped.", "In January to March 2026 they stopped."),
        ("en", "He may not leave. Since May he did not.", "He may not leave. Since April to June he did not."),
        ("en", "From 2026-11 on.", "From October to December 2026 on."),
        ("ja", "2026年3月から", "2026年1月〜3月から"),
        ("ja", "12月と5月", "10月〜12月と4月〜6月"),
        ("ja", "3か月", "3か月"),
        ("en", "for three months", "for three months"),
    ],
)
def test_a_month_becomes_its_quarter_once(language: str, text: str, coarse: str) -> None:
    assert put(text, list(quarters(text, language))) == coarse
    assert list(quarters(coarse, language)) == []


@pytest.mark.parametrize(
    ("text", "round_"),
    [
        ("JPY 150,250 was kept", "JPY 150,000 was kept"),
        ("185000円", "180000円"),
        ("၁၅၀၂၅၀ yen", "150000 yen"),
        ("80 yen, 62 hours, 1200 workers", "80 yen, 62 hours, 1200 workers"),
        ("45,000円", "45,000円"),
    ],
)
def test_a_payment_keeps_its_first_two_digits(text: str, round_: str) -> None:
    assert put(text, list(AMOUNTS.rounded(text))) == round_
    assert list(AMOUNTS.rounded(round_)) == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MONTHS), st.integers(1990, 2030), st.sampled_from(["en", "ja"]), st.text(max_size=20))
def test_no_text_keeps_a_month_after_its_quarter_was_put_in(month: str, year: int, language: str, around: str) -> None:
    text = f"{around} in {month} {year} {MONTHS.index(month) + 1}月"
    once = put(text, list(quarters(text, language)))
    assert list(quarters(once, language)) == []


@given(st.integers(0, 10**9))
def test_a_rounded_amount_is_never_more_and_stays_as_it_is(amount: int) -> None:
    assert int(about(str(amount))) <= amount
    assert about(about(str(amount))) == about(str(amount))
