"""The operator's own words, forced or looked for."""

from pathlib import Path

import pytest

from bot.translation.glossary import Glossary, UnsoundGlossary, load
from bot.translation.protection import protect, restore

GOOD = """
[id.en]
forced = { Disnaker = "the labour office" }
warned = { lembur = ["overtime", "extra hours"] }
"""


def test_a_file_is_read_by_direction(tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text(GOOD, encoding="utf-8")
    glossary = load(tmp_path / "glossary.toml")["id", "en"]
    assert glossary.missing("ke Disnaker", "to the office") == ("Disnaker",)
    assert glossary.missing("uang lembur", "Overtime pay") == ()
    assert glossary.missing("uang lembur", "late pay") == ("lembur",)


def test_a_forced_word_goes_through_the_model_untouched() -> None:
    protected = protect("ke disnaker", terms=Glossary({"Disnaker": "the labour office"}).terms)
    assert restore(protected.text, protected.items).text == "ke the labour office"


def test_a_word_inside_another_is_not_meant_but_scripts_without_spaces_run_together() -> None:
    assert Glossary({"gaji": "wages"}).missing("penggajian", "payroll") == ()
    assert Glossary({"残業": "overtime"}).missing("残業代", "pay") == ("残業",)


@pytest.mark.parametrize(
    "text",
    ["[id", "id = 1", "[id]\nen = 1", "[id.en]\nforced = { a = 1 }", "[id.en]\nwarned = { a = [] }", "[id.en]\nx = 1"],
)
def test_an_unsound_file_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnsoundGlossary):
        load(tmp_path / "glossary.toml")
