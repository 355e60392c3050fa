"""Flags: each reason by a table, the planted errors by their count, and the law that no text makes judging fail."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.glossary import Glossary
from bot.translation.quality import Evidence, Level, Reason, judge
from tests.translation.flags import count, named, pairs

ANYTHING = st.text(alphabet=st.characters(), max_size=120)
TAGS = st.sampled_from(["en", "ja", "ja-simple", "vi", "my", "ne", "zh-Hans", "fil", "ko", "th", "xx"])
FLOOR = {"number": 0.95, "negation": 0.95, "repetition": 0.95, "language": 0.95, "missing": 0.95, "name": 0.8}
"""What was measured on the held-out half, less a little."""


def flag(source: str, text: str, language: str = "vi", target: str = "en", **more: Any) -> tuple[Level, set[Reason]]:
    judged = judge(Evidence(source, text, language, target, **more))
    return judged.level, set(judged.reasons)


class TestPlanted:
    @pytest.mark.parametrize("error", FLOOR)
    def test_errors_nobody_looked_at_while_tuning_are_found(self, error: str) -> None:
        held_out = [pair for pair in pairs() if pair.held_out and pair.error == error]
        assert count(held_out, "error")[error].share >= FLOOR[error]

    @pytest.mark.parametrize("by", ["language", "target"])
    def test_in_every_language(self, by: str) -> None:
        held_out = [pair for pair in pairs() if pair.held_out and pair.error]
        assert all(one.share >= 0.9 for one in count(held_out, by).values())

    @pytest.mark.parametrize("by", ["language", "target"])
    def test_good_translations_are_left_alone(self, by: str) -> None:
        good = [pair for pair in pairs() if pair.held_out and not pair.error]
        assert all(one.share <= 0.05 for one in count(good, by).values())

    def test_the_set_is_as_large_as_promised(self) -> None:
        assert sum(bool(pair.error) for pair in pairs()) >= 240
        assert sum(not pair.error for pair in pairs()) >= 240


@pytest.mark.parametrize(
    ("more", "reason", "level"),
    [
        ({"missing": True}, Reason.PLACEHOLDER, Level.BAD),
        ({"unknown": 2}, Reason.UNKNOWN, Level.CHECK),
        ({"score": -2.0}, Reason.LOW_SCORE, Level.CHECK),
        ({"back": "con mèo ngủ"}, Reason.ROUND_TRIP, Level.CHECK),
        ({"pivot": True}, Reason.PIVOT, Level.OK),
        ({"glossary": Glossary({}, {"sếp": ["manager"]})}, Reason.GLOSSARY, Level.CHECK),
        ({"identify": lambda text: "es"}, Reason.LANGUAGE, Level.BAD),
    ],
)
def test_what_the_engine_tells_is_a_reason(more: dict[str, Any], reason: Reason, level: Level) -> None:
    source, text = "Sếp đã lấy hộ chiếu của tôi.", "The boss has taken my passport."
    assert flag(source, text, score=-0.3, back=source)[0] is Level.OK
    judged = flag(source, text, **more)
    assert judged == (level, {reason})


def test_nothing_is_bad_and_nothing_for_nothing_is_fine() -> None:
    assert flag("Xin chào", " ") == (Level.BAD, {Reason.EMPTY})
    assert flag(" ", "") == (Level.OK, set())


def test_the_source_copied_is_bad() -> None:
    text = "Sếp đã lấy hộ chiếu của tôi."
    assert Reason.COPIED in flag(text, text)[1]


def test_dates_are_told_from_other_numbers() -> None:
    assert Reason.DATES in flag("từ năm 2021", "since 2012")[1]
    assert Reason.DATES in flag("Oktober ini gaji turun", "This November the pay fell", "id")[1]


@given(ANYTHING, ANYTHING, TAGS, TAGS)
def test_judging_never_fails(source: str, text: str, language: str, target: str) -> None:
    judge(Evidence(source, text, language, target, names=(source[:3],), back=text))


class TestNames:
    @pytest.mark.parametrize(
        ("source", "text", "language", "target", "garbled"),
        [
            ("Hãy gọi cho Linh ngay", "ランさんに電話してください", "vi", "ja", True),
            ("Hãy gọi cho Linh ngay", "リンさんに電話してください", "vi", "ja", False),
            ("Anh Quang nói vậy", "Quan said so.", "vi", "en", True),
            ("Según la Organización Mundial", "According to the World Organization", "es", "en", False),
            ("Me pega Fernanda", "Fernando hits me", "es", "en", True),
            ("다나카 씨가 왔어요", "Tanaka came", "ko", "en", False),
            ("다나카 씨가 왔어요", "Tanabe came", "ko", "en", True),
        ],
    )
    def test_a_name_is_garbled_or_it_is_not(
        self, source: str, text: str, language: str, target: str, garbled: bool
    ) -> None:
        assert (Reason.NAME in flag(source, text, language, target)[1]) == garbled

    def test_a_third_set_is_counted_with_the_names_the_desk_has_and_without(self) -> None:
        for known, floor in ((True, 0.6), (False, 0.5)):
            counted = count(named(known=known), "error")
            assert counted["name"].share >= floor
            assert counted[""].share <= 0.06

    def test_however_is_no_negation_in_spanish(self) -> None:
        assert Reason.NEGATION not in flag("Sin embargo, el jefe vino", "However, the boss came", "es")[1]
