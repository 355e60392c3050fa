"""Number words of the languages whose workers have no package of their own, beside the same number in English."""

import pytest

from bot.translation.numerals import compare, known
from bot.translation.quality import Evidence, Reason, judge

SAME = [
    ("ko", "세 달 동안 월급을 못 받았어요", "I have not been paid for three months"),
    ("ko", "삼십만 엔", "300,000 yen"),
    ("ko", "열두 시간 일해요", "I work 12 hours"),
    ("th", "สามเดือน", "3 months"),
    ("th", "สองหมื่นห้าพันบาท", "25,000 baht"),
    ("th", "เดือนตุลาคม", "in October"),
    ("lo", "ສາມເດືອນ", "three months"),
    ("lo", "ສິບສອງຊົ່ວໂມງ", "12 hours"),
    ("km", "ប្រាំពីរខែ", "seven months"),
    ("km", "ពីរម៉ឺនយ៉េន", "20,000 yen"),
    ("hi", "पच्चीस दिन", "25 days"),
    ("hi", "दो लाख", "200,000"),
    ("bn", "পনেরো দিন", "15 days"),
    ("bn", "তিন হাজার", "3,000"),
    ("ur", "تین ماہ", "three months"),
    ("ur", "دو لاکھ", "200,000"),
    ("si", "මාස තුනක්", "three months"),
    ("ta", "மூன்று மாதம்", "three months"),
    ("ta", "இருபது ஆயிரம்", "20,000"),
    ("mn", "гурван сар", "three months"),
    ("mn", "арван хоёр цаг", "12 hours"),
    ("uz", "uch oy", "three months"),
    ("uz", "o'n ikki soat", "12 hours"),
]
PLANTED = [
    ("ko", "세 달 동안 월급을 못 받았어요.", "I have not been paid for five months."),
    ("th", "เขาหักเงินสองหมื่นบาท", "He deducted 2,000 baht."),
    ("hi", "मैंने पच्चीस दिन काम किया।", "I worked for fifteen days."),
    ("bn", "আমি পনেরো দিন কাজ করেছি।", "I worked for fifty days."),
    ("ur", "میں نے بارہ گھنٹے کام کیا۔", "I worked for twenty hours."),
    ("mn", "Би арван хоёр цаг ажилласан.", "I worked for two hours."),
    ("uz", "Men uch oy ishladim.", "I worked for four months."),
]


@pytest.mark.parametrize(("language", "source", "text"), SAME)
def test_the_same_number_agrees_both_ways(language: str, source: str, text: str) -> None:
    assert known(language)
    for difference in (compare(source, text, language, "en"), compare(text, source, "en", language)):
        assert not difference.numbers
        assert not difference.dates


@pytest.mark.parametrize(("language", "source", "text"), PLANTED)
def test_another_number_is_flagged(language: str, source: str, text: str) -> None:
    assert Reason.NUMBERS in judge(Evidence(source, text, language, "en")).reasons
