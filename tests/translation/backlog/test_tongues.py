"""She chose a language and writes in it, as a rule; where she surely does not, the text decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.locale_table import load_languages
from bot.translation.tongues import Tongues

TONGUES = Tongues()


@pytest.mark.parametrize(
    ("text", "chosen", "source"),
    [
        ("My boss took my passport and will not give it back to me.", "my", "en"),
        ("My boss took my passport and will not give it back to me.", "vi", "en"),
        ("Kinuha ng amo ko ang pasaporte ko at ayaw niyang ibalik.", "en", "fil"),
        ("社長が私のパスポートを取り上げて、返してくれません。", "ne", "ja"),
        ("Chủ giữ hộ chiếu của tôi và không trả lại cho tôi.", "vi", "vi"),
        ("toi chua nhan luong thang nay, chu giu ho chieu cua toi", "vi", "vi"),
        ("Gaji saya belum dibayar selama tiga bulan, tolong bantu saya", "ms", "ms"),
        ("Toyota Logistics Service", "vi", "vi"),
        ("OK boss", "my", "my"),
        ("我的老板拿走了我的护照,不肯还给我,我已经三个月没有工资", "zh-Hant", "zh-Hant"),
        ("ボスがパスポートをとりました。かえしてくれません。とてもこまっています。", "ja-simple", "ja-simple"),
        ("", "vi", "vi"),
        ("My boss took my passport and will not give it back.", "tlh", "en"),
    ],
)
def test_the_text_decides_only_where_it_is_sure(text: str, chosen: str, source: str) -> None:
    assert TONGUES.of(text, chosen) == source


@given(st.text(max_size=300), st.sampled_from([*load_languages(), "tlh"]))
def test_no_text_makes_it_fail(text: str, chosen: str) -> None:
    assert TONGUES.of(text, chosen) in {*load_languages(), chosen}
