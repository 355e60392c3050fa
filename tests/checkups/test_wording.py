"""The doctor's look at the files of the languages: what would be silent at the desk is said to the operator."""

import shutil
from pathlib import Path

from bot.checkups.finding import Level
from bot.checkups.wording import word_lists
from bot.intake.locale_table import LOCALES


def test_a_word_list_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    shutil.copy(LOCALES / "languages.toml", tmp_path)
    shutil.copytree(LOCALES / "vi", tmp_path / "vi")
    assert list(word_lists(tmp_path)) == []
    path = tmp_path / "vi" / "lexicon.tsv"
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join([lines[0], lines[1].replace("\t", " "), *lines[2:]]), "utf-8")
    [finding] = word_lists(tmp_path)
    assert finding.level is Level.WARN
    assert "vi lexicon.tsv: line 2" in finding.found
