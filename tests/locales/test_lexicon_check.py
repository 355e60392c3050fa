"""A slip in a word list is named with its line."""

import shutil

import pytest

from bot.intake.locale_report import standings
from bot.intake.locale_table import LOCALES, load_languages
from bot.translation.lexicon_check import lexicon_flaws, lexicon_size

LISTED = ("vi", "my", "ne", "km", "lo", "si", "ta", "mn")
GOOD = "đơn từ\tpetition\t嘆願\tdocument\tUNI\t\tunreviewed"


@pytest.fixture
def folder(tmp_path):
    shutil.copy(LOCALES / "languages.toml", tmp_path)
    for name in ("vi", "km"):
        (tmp_path / name).mkdir()
        shutil.copy(LOCALES / name / "lexicon.tsv", tmp_path / name)
    return tmp_path


def added(folder, row, tag="vi"):
    with (folder / tag / "lexicon.tsv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    return lexicon_flaws(folder)


def test_the_shipped_lists_have_no_flaw_and_enough_words():
    assert lexicon_flaws(LOCALES) == []
    sizes = {row.tag: row.known_words for row in standings()}
    assert all(sizes[tag] >= 180 for tag in LISTED)


def test_a_good_line_is_good(folder):
    assert added(folder, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("UNI", "XYZ", "'XYZ' is no category"),
        ("document", "amount", "'amount' is no kind"),
        ("\t\tunreviewed", "\tfire\tunreviewed", "'fire' is no kind of danger"),
        ("unreviewed", "somebody", "source must be"),
        ("嘆願", "", "needs its meaning"),
        ("đơn từ", "hộ chiếu", "stands on line"),
        ("đơn từ", "đơn từ|", "is empty"),
        ("đơn từ", "пас", "is in another script"),
        ("đơn từ", "đơn tư\u0300", "not in normal form"),
        ("\tUNI", "", "columns"),
    ],
)
def test_a_slip_is_named(folder, old, new, what):
    assert what in "\n".join(added(folder, GOOD.replace(old, new)))


def test_a_script_without_spaces_has_no_endings(folder):
    row = GOOD.replace("đơn từ", "ពាក្យបណ្តឹង*")
    assert any("has endings" in flaw for flaw in added(folder, row, "km"))


def test_a_list_too_thin_is_named_and_a_broken_one_counts_nothing(folder):
    path = folder / "vi" / "lexicon.tsv"
    path.write_text("\n".join(path.read_text("utf-8").split("\n")[:20]) + "\n", "utf-8")
    assert "has 19 terms" in lexicon_flaws(folder)[0]
    path.write_text("nothing", "utf-8")
    assert "columns" in lexicon_flaws(folder)[0]
    assert lexicon_size(folder, load_languages(folder)["vi"]) == 0
