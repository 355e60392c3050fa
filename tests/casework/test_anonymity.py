"""What may leave its case for the desk's memory: nothing that names anybody, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.anonymity import Left, left, names_told

KNOWN = names_told(
    {"where.company": "Sakura Foods", "where.site": "工場 千葉", "danger.ask": "no"}.items(), ["Bapak Hendra dan Siti"]
)


@pytest.mark.parametrize(
    "text",
    [
        "Gaji belum dibayar.",
        "I have not been paid.",
        "Wages? I asked. They said nothing.",
        "給料がまだ払われていません。",
        "Tôi chưa nhận được lương. Họ giữ hộ chiếu của tôi.",
        "Công ty giữ hộ chiếu của tôi.",
        "They keep our passports in the factory.",
        "ကျွန်မ လခ မရသေးဘူး။",
        "「返して」と言いました。",
    ],
)
def test_ordinary_sentences_may_leave(text):
    assert left([text], KNOWN) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Gaji 185.000 belum dibayar.", Left.NUMBER),
        ("၃ လ လခမရဘူး", Left.NUMBER),
        ("第Ⅲ工場", Left.NUMBER),
        ("三月分の給料", Left.NUMBER),
        ("tulis ke budi_s@ex.com", Left.CONTACT),
        ("lihat www.example", Left.CONTACT),
        ("Bos di sakura foods marah.", Left.NAME),
        ("SAKURA marah", Left.NAME),
        ("ＳＡＫＵＲＡ　ＦＯＯＤＳ で働く", Left.NAME),
        ("kata Hendra begitu", Left.NAME),
        ("siti juga", Left.NAME),
        ("千葉で働きました", Left.NAME),
        ("田中さんに言われた", Left.PERSON),
        ("pak bos dan Pak Joko", Left.PERSON),
        ("Mr. Tanaka hit me", Left.PERSON),
        ("株式会社みどり", Left.COMPANY),
        ("works at Midori Inc", Left.COMPANY),
        ("The boss at Midori hit me.", Left.CAPITAL),
        ("Họ là người ở Chiba.", Left.CAPITAL),
    ],
)
def test_whatever_may_name_somebody_stays(text, why):
    assert why in left(["ok", text], KNOWN)


def test_a_word_that_only_contains_a_name_is_no_name():
    assert left(["sitinya"], ["Siti"]) == []
    assert (
        left(["the dormitory near there"], names_told([("where.site", "the dormitory by the river in town")], [])) == []
    )


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_any_text_is_judged_and_a_digit_never_passes(texts, known):
    found = left(texts, known)
    assert list(found) == [one for one in Left if one in found]
    assert Left.NUMBER in left([*texts, "٣"], known)


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=3, max_size=12))
def test_a_name_that_the_case_tells_never_passes_as_a_word(name):
    assert Left.NAME in left([f"x {name} y"], [name])
