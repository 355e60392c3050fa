"""What the command line says about the languages."""

import shutil

import pytest

from bot.intake.locale_report import flaws, standings
from bot.intake.locale_table import LOCALES


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "locales"
    shutil.copytree(LOCALES, copy)
    return copy


def test_the_shipped_languages_have_no_flaw():
    assert flaws() == []


def test_each_language_stands_with_its_review_and_its_price():
    rows = {row.tag: row for row in standings()}
    assert rows["en"].review == "source"
    assert rows["ja"].review != ""
    for row in rows.values():
        assert row.texts == row.of > 300
        assert 1 <= row.parts <= 3
        assert row.long_labels == 0
        assert row.letters <= 300


def test_a_slip_in_a_file_is_one_line_that_says_where(folder):
    path = folder / "id" / "LC_MESSAGES" / "bot.po"
    path.write_text(
        path.read_text("utf-8").replace('msgstr "Terima kasih. Tidak ada pesan baru."', 'msgstr ""'), "utf-8"
    )
    assert flaws(folder) == ["id hide.done: is not translated"]
    by_tag = {row.tag: row for row in standings(folder)}
    assert by_tag["id"].texts == by_tag["id"].of - 1


def test_a_price_too_high_is_told_once_the_texts_are_right(folder):
    path = folder / "ja" / "LC_MESSAGES" / "bot.po"
    text = path.read_text("utf-8")
    path.write_text(text.replace("新しいメッセージはありません。", "新しいメッセージはありません。" * 14), "utf-8")
    assert flaws(folder) == ["ja hide.done: is 4 SMS at its worst, at most 3 are allowed"]


def test_a_new_language_is_a_new_folder_and_a_forgotten_header_is_named(folder):
    shutil.copytree(folder / "id", folder / "ms")
    assert flaws(folder) == ["ms header: Language must be ms"]
    path = folder / "ms" / "LC_MESSAGES" / "bot.po"
    path.write_text(path.read_text("utf-8").replace('"Language: id', '"Language: ms'), "utf-8")
    assert flaws(folder) == []
    assert "ms" in [row.tag for row in standings(folder)]
