"""The lists of words in `locales/*/redaction.toml`."""

import re

import pytest

from bot.casework.redaction.cues import Cues, as_tree
from bot.casework.redaction.finding import Kind
from bot.casework.redaction.names import Role
from tests.casework.redaction.judge import cues

FLAGS = {"name", "person", "date", "time", "age", "few", "unique", "rare"}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_desk_has_a_wording_for_every_alias_and_replacement(language: str) -> None:
    wanted = {*({*Kind} - FLAGS), *Role, "time_of_day", "afternoon", "evening", "night"}
    assert cues().labels[language].keys() == wanted


def test_a_tree_of_words_finds_the_longest() -> None:
    assert re.findall(as_tree(["room", "roommate", "bed"]), "roommate bed room") == ["roommate", "bed", "room"]


def test_a_latin_word_is_no_part_of_another_and_digits_may_follow() -> None:
    pattern = re.compile(Cues({"phone": ("wa",)}, {}).any_of("phone"))
    assert pattern.search("wa0812")
    assert not pattern.search("was 0812")
    assert not pattern.search("siwa 0812")


def test_letters_may_be_composed_either_way() -> None:
    pattern = re.compile(Cues({"age": ("বয়স",)}, {}).any_of("age"))
    assert pattern.search("ব\u09dfস")
    assert pattern.search("ব\u09af\u09bcস")


def test_a_list_that_no_language_has_finds_nothing() -> None:
    assert not re.search(Cues({}, {}).any_of("phone"), "phone")
