"""Words of the work are found where they stand, figures read, and nothing is ever cut, doubled or lost."""

import sys
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.lexicon import Mark, compiled, load, marked, readable, suggested
from bot.translation.lexicon_file import COLUMNS, STEM, BadLexicon, Term, read_terms
from channels.text import CLUSTER
from tests.translation.lexicon_cases import LANGUAGES


def told(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[mark.start : mark.end], mark.meaning_en) for mark in marked(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("vi", "Họ giữ HỘ CHIẾU", [("giữ", "keep, hold (papers)"), ("HỘ CHIẾU", "passport")]),
        ("vi", "ho chieu", [("ho chieu", "passport")]),
        ("vi", "điều hoà", [("điều hoà", "heating, cooling")]),
        ("vi", "lươnglẹo", []),
        ("my", "လစာမပေးဘူး", [("လစာမပေး", "unpaid wages")]),
        ("my", "လက်ခုပ်", [("လက်", "hand, arm")]),
        ("my", "လက်ျ", []),
        ("lo", "ໜ້າກາກ", [("ໜ້າກາກ", "mask")]),
        ("lo", "ຫນ້າກາກ", [("ຫນ້າກາກ", "mask")]),
        ("km", "ប្រាក់\u200bខែ", [("ប្រាក់\u200bខែ", "pay, wages")]),
        ("ne", "पासपोर्टहरू", [("पासपोर्टहरू", "passport")]),
        ("mn", "паспортоо", [("паспортоо", "passport")]),
        ("mn", "үйлдвэрчний эвлэл", [("үйлдвэрчний эвлэл", "union")]),
        ("mn", "уйлдвэрчний эвлэл", [("уйлдвэрчний эвлэл", "union")]),
        ("ta", "பாஸ்போர்ட்டை", [("பாஸ்போர்ட்டை", "passport")]),
    ],
)
def test_a_word_is_found_as_it_is_written(language, text, words):
    assert told(text, language) == words


def test_places_are_those_of_the_text_as_it_was_given():
    text = "😀 " + unicodedata.normalize("NFD", "Họ giữ hộ chiếu của em")
    mark = next(mark for mark in marked(text, "vi") if mark.term == "hộ chiếu")
    assert text[mark.start : mark.end] == unicodedata.normalize("NFD", "hộ chiếu")


@pytest.mark.parametrize(
    ("language", "text", "meaning"),
    [
        ("my", "၅၀၀၀၀ ကျပ်", "50,000 MMK"),
        ("my", "သိန်း ၅၀", "5,000,000"),
        ("my", "ကျပ် ၅ သိန်း", "500,000 MMK"),
        ("my", "အသက် ၁၄ နှစ်", "14 years old"),
        ("ne", "१,५०,००० रुपैयाँ", "150,000 NPR"),
        ("ne", "१५ घण्टा", "15 hour(s)"),
        ("ne", "९८", "98"),
        ("km", "៤០០០ ដុល្លារ", "4,000 USD"),
        ("km", "៣ ខែ", "3 month(s)"),
        ("lo", "໕໐.໐໐໐ ກີບ", "50,000 LAK"),
        ("vi", "3,5 triệu đồng", "3,500,000 VND"),
        ("vi", "$500", "500 USD"),
        ("vi", "25/12/2026", "2026-12-25"),
        ("vi", "5/12/2026", "2026-12-05 ?"),
        ("mn", "2026.12.25", "2026-12-25"),
        ("si", "මාස 2ක්", "2 month(s)"),
    ],
)
def test_figures_are_read_from_the_digits_of_any_script(language, text, meaning):
    assert told(text, language) == [(text, meaning)] or (text.rstrip("ක්"), meaning) in told(text, language)


@pytest.mark.parametrize(("language", "text"), [("vi", "12"), ("vi", "tháng"), ("my", "ပတ်"), ("vi", "09012345678")])
def test_a_plain_figure_or_a_unit_alone_says_nothing(language, text):
    assert marked(text, language) == ()


def test_a_day_that_is_none_is_no_date():
    assert "2026" not in " ".join(meaning for _, meaning in told("32/13/2026", "vi"))


@pytest.mark.parametrize(
    ("language", "text", "term"),
    [("vi", "không trả lại hộ chiếu", "hộ chiếu"), ("ne", "तलब पाएको छैन", "तलब"), ("mn", "цалин аваагүй", "цалин")],
)
def test_a_word_beside_not_says_so(language, text, term):
    assert {mark.term: mark.negated for mark in marked(text, language)}[term]


def test_not_reaches_neither_the_next_sentence_nor_far():
    far = "không, " + "mà " * 12 + "hộ chiếu"
    assert not [m for text in ("Em không. Hộ chiếu", far) for m in marked(text, "vi") if m.negated]


def test_what_is_suggested_names_its_words():
    hint = suggested(marked("Ông đốc công đánh em, chửi em, lương thấp", "vi"))
    assert hint.categories[0].what == "HAR"
    assert set(hint.categories[0].terms) == {"đánh", "chửi"}
    assert [(one.what, one.terms) for one in hint.dangers] == [("violence", ("đánh",))]


def test_a_word_said_twice_counts_once_and_nothing_suggests_nothing():
    pay = Mark(0, 1, "a", "", "", "thing", "WAG")
    house = Mark(2, 3, "b", "", "", "thing", "LIF")
    assert [one.what for one in suggested([pay, pay, house]).categories] == ["LIF", "WAG"]
    assert suggested(()).categories == suggested(()).dangers == ()


@pytest.mark.parametrize(("age", "danger"), [(7, ""), (14, "child"), (17, "child"), (18, "")])
def test_an_age_below_eighteen_is_a_childs(age, danger):
    assert [mark.danger for mark in marked(f"{age} tuổi", "vi")] == [danger]


@pytest.mark.parametrize("language", ["", "xx", "../vi", "zh-Hans", "vi\0", "ja-simple"])
def test_a_language_without_a_list_marks_no_word(language):
    assert marked("hộ chiếu", language) == ()


WORDS = {tag: [s.removesuffix(STEM) for term in load(tag).terms for s in term.spellings] for tag in LANGUAGES}
ODD = "\u200d\u200b\ufe0f\u0301\u17d2\u1039\u103a\u0ec9\u0dca\u0bcd\u094d🏻😀\0\n\r ၅५៥.,/-\ud800"


@st.composite
def texts(draw):
    language = draw(st.sampled_from(LANGUAGES))
    piece = st.one_of(st.sampled_from(WORDS[language]), st.text(st.sampled_from(ODD), max_size=3), st.text(max_size=4))
    text = "".join(draw(st.lists(piece, max_size=8)))
    return language, draw(st.sampled_from([text, unicodedata.normalize("NFD", text.replace("\ud800", ""))]))


@given(texts())
def test_marks_lie_inside_never_overlap_and_never_cut_a_letter(given_):
    language, text = given_
    edges = {0, *(letter.end() for letter in CLUSTER.finditer(text))}
    at = 0
    for mark in marked(text, language):
        assert at <= mark.start < mark.end <= len(text)
        assert {mark.start, mark.end} <= edges
        assert mark.meaning_en
        assert mark.meaning_ja
        at = mark.end


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_spelling_of_a_list_is_found_alone(language):
    silent = {"unit", "multiplier"}
    for term in load(language).terms:
        for spelling in (one for one in term.spellings if term.kind not in silent):
            word = spelling.removesuffix(STEM)
            assert word in [text for text, _ in told(word, language)], word


@pytest.mark.parametrize(
    "piece", ["lương 5.000 yên không ", "a\u0301\u0323\u0301", "1,", "không ", "9 triệu ", "\u0323\u0301", "l" * 5]
)
def test_the_work_grows_with_the_text_only(piece):
    """Counted, not timed: how often a function is called."""

    def calls(letters: int) -> int:
        text, counted = piece * (letters // len(piece)), Counter()
        sys.setprofile(lambda _frame, event, _what: counted.update((event,)))
        try:
            marked(text, "vi")
        finally:
            sys.setprofile(None)
        return counted["call"] + counted["c_call"]

    marked(piece, "vi")
    assert calls(16_000) < 10 * calls(2_000)


def test_a_file_that_is_no_list_names_the_line(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("term\tmeaning_en\n", "utf-8")
    with pytest.raises(BadLexicon, match="line 1"):
        read_terms(path)
    path.write_text("\t".join(COLUMNS) + "\nx\ty\n", "utf-8")
    with pytest.raises(BadLexicon, match="line 2: has 2 columns"):
        read_terms(path)
    path.write_bytes(b"\xff")
    with pytest.raises(BadLexicon, match="UTF-8"):
        read_terms(path)


@pytest.mark.parametrize("content", [b"\xff", b"term\n", b""])
def test_a_list_that_cannot_be_read_is_an_empty_one_and_the_log_says_so(tmp_path, caplog, content):
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "lexicon.tsv").write_bytes(content)
    with pytest.raises(BadLexicon):
        load("vi", tmp_path)
    assert readable("vi", tmp_path).terms == ()
    assert "the word list of vi cannot be read" in caplog.text


def test_the_longest_word_wins_and_stems_take_endings():
    terms = [
        Term((word,), word, word, "thing", "", "", "unreviewed", line)
        for line, word in enumerate(["ab", "ab cd", "x*"])
    ]
    search = compiled(terms, "vi").search
    assert [line for _, _, line in search.found("ab cd ab ce xyz abx")] == [1, 0, 2]
