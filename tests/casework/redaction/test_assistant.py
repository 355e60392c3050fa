"""What holds for any text, and what a member may rely on."""

import time
from functools import cache

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.redaction.assistant import Redaction, applied
from bot.casework.redaction.finding import Kind, Level
from bot.casework.redaction.folding import bare, folded
from bot.casework.redaction.names import Known, Role
from tests.casework.redaction.judge import cues
from tests.casework.redaction.sentences import sentences

PEOPLE = (
    Known(Role.WORKER, ("Nguyễn Thị Hoa", "グエン・ティ・ホア")),
    Known(Role.MANAGER, ("Tanaka Kenji", "田中健二")),
    Known(Role.MANAGER, ("ကိုတင်အောင်", "Tin Aung")),
    Known(Role.COMPANY, ("Sakura Foods Co., Ltd.", "さくらフーズ株式会社")),
)
ALL = [one.text for one in sentences()]
JUNK = "0189၀၉ဝ०९ -–./:@+()[]#年月日人円aZéて\u0301\u200d\n\r🏳️👩‍🏭ก็ကို"
PIECES = st.one_of(st.sampled_from(ALL), st.text(max_size=30), st.text(JUNK, max_size=30))
TEXTS = st.lists(PIECES, max_size=4).map("".join)
FEW = settings(max_examples=40, deadline=None)  # the first one waits for the rules


@cache
def desk(language: str = "en") -> Redaction:
    return Redaction(cues(), PEOPLE, language)


class TestAnyText:
    @FEW
    @given(TEXTS)
    def test_findings_lie_in_the_text_in_order_and_never_overlap(self, text: str) -> None:
        at = 0
        for one in desk().found(text):
            assert at <= one.start < one.end <= len(text)
            at = one.end

    @FEW
    @given(TEXTS)
    def test_no_letter_is_cut(self, text: str) -> None:
        borders = {0, *(found.end() for found in regex.finditer(r"\X", text))}
        assert {place for one in desk().found(text) for place in (one.start, one.end)} <= borders

    @FEW
    @given(TEXTS)
    def test_doing_it_again_changes_nothing_and_nothing_direct_is_left(self, text: str) -> None:
        once = desk().redacted(text)
        assert desk().redacted(once) == once
        assert desk().remaining(once) == ()

    @FEW
    @given(TEXTS)
    def test_folding_keeps_every_place(self, text: str) -> None:
        assert len(folded(text)) == len(bare(text)) == len(text)

    @pytest.mark.parametrize("unit", ["1", "a ", "0-", "x@", "[", "passport 1", "住所", "Tanaka "])
    def test_twice_the_text_takes_about_twice_as_long(self, unit: str) -> None:
        def seconds(length: int) -> float:
            text, start = unit * (length // len(unit)), time.process_time()
            desk().found(text)
            return time.process_time() - start

        seconds(500)
        assert seconds(16_000) < 8 * seconds(4_000) + 0.2


@pytest.mark.slow
def test_a_megabyte_is_read_in_a_minute() -> None:
    text, start = ("\n".join(ALL) * 100)[:1_000_000], time.process_time()
    assert desk().found(text)
    assert time.process_time() - start < 60


class TestNames:
    @pytest.mark.parametrize(
        ("text", "alias"),
        [
            ("Mr Tanaka", "[Manager 1]"),
            ("TANAKA Kenji", "[Manager 1]"),
            ("田中さん", "[Manager 1]"),
            ("タナカ班長", "[Manager 1]"),
            ("たなかさん", "[Manager 1]"),
            ("Tanakka", "[Manager 1]"),
            ("ကိုတင်အောင်", "[Manager 2]"),
            ("chị Hoa", "[Worker 1]"),
            ("nguyen thi hoa", "[Worker 1]"),
            ("グエンさん", "[Worker 1]"),
            ("Sakura Foods", "[Company 1]"),
            ("株式会社さくらフーズ", "[Company 1]"),
        ],
    )
    def test_every_form_gets_the_same_alias(self, text: str, alias: str) -> None:
        assert desk().redacted(text) == alias

    def test_aliases_are_worded_for_the_reader(self) -> None:
        assert desk("ja").redacted("田中さんに言いました") == "[管理者 1]に言いました"

    def test_a_name_we_do_not_know_is_shown_and_left(self) -> None:
        (one,) = desk().found("Then Mr. Yoshida came")
        assert (one.kind, one.level, one.replacement) == (Kind.PERSON, Level.CONSIDER, None)

    def test_what_only_resembles_a_name_is_for_a_person_to_decide(self) -> None:
        (one,) = desk().found("Then Tanakka came")
        assert one.level is Level.CONSIDER

    def test_a_short_name_is_no_other_word(self) -> None:
        assert desk().found("thi he was told") == ()


class TestReplacements:
    @pytest.mark.parametrize(
        ("text", "after"),
        [
            ("on 14 March 2026.", "on March 2026."),
            ("2026-03-14", "2026-03"),
            ("14/03/2026", "03/2026"),
            ("2026年3月14日", "2026年3月"),
            ("ngày 14 tháng 3 năm 2026", "tháng 3 năm 2026"),
            ("I am 23 years old", "I am 20-29 years old"),
            ("at 21:40", "at [evening]"),
            ("from 9:00 till 21:30", "from 9:00 till 21:30"),
            ("room 304", "room [place]"),
        ],
    )
    def test_are_coarser_and_keep_the_sentence(self, text: str, after: str) -> None:
        assert desk().redacted(text) == after

    def test_only_what_was_decided_is_applied(self) -> None:
        text = "Call 090-4821-7736, room 304"
        phone, place = desk().found(text)
        assert applied(text, [place]) == "Call 090-4821-7736, room [place]"
        assert desk().remaining(applied(text, [place])) == (phone,)

    @pytest.mark.parametrize(
        "text", ["three Nepali women on the shift", "3 Nepali women", "4 workers left", "the only man"]
    )
    def test_small_groups_are_flagged_without_a_wording(self, text: str) -> None:
        assert {one.kind for one in desk().found(text)} & {Kind.RARE, Kind.FEW, Kind.UNIQUE}
        assert desk().redacted(text) == text
