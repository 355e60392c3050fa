"""What the desk can have translated, and what it is told to get."""

from itertools import permutations

import pytest

from bot.translation import index
from bot.translation.coverage import Way, coverage
from bot.translation.packages import Kind
from tests.translation.test_routes import package

DESK = ("en", "ja")
WORKERS = ("en", "ja", "id", "my", "zh-Hans", "pt-BR", "fil")
NONE_IN_THE_INDEX = {"vi", "my", "ne", "km", "lo", "si", "ta", "mn"}


def offered() -> list[tuple[str, index.Direction]]:
    return list(index.known()[1])


def ways(language: str, *packages) -> tuple[str, ...]:
    (found,) = coverage(packages, [language], DESK, offered())
    return tuple(one.way.value for one in (*found.there, *found.back))


def help_for(language: str, *packages) -> tuple[tuple[str, ...], bool]:
    (found,) = coverage(packages, [language], DESK, offered())
    return found.missing, found.elsewhere


ID_EN, EN_ID, EN_JA, JA_EN = (package(pair, pair) for pair in ("id>en", "en>id", "en>ja", "ja>en"))
MANY = package("small100", *(f"{a}>{b}" for a, b in permutations(("en", "ja", "my", "id"), 2)), kind=Kind.MULTILINGUAL)
WORDS = package("words", "id>en", "id>ja", "en>id", "ja>id", kind=Kind.GLOSSARY)


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        ((), ("none", "none", "none", "none")),
        ((ID_EN,), ("direct", "none", "none", "none")),
        ((ID_EN, EN_ID, EN_JA, JA_EN), ("direct", "pivot", "direct", "pivot")),
        ((MANY,), ("multilingual", "multilingual", "multilingual", "multilingual")),
        ((MANY, ID_EN), ("direct", "multilingual", "multilingual", "multilingual")),
        ((WORDS,), ("words", "words", "words", "words")),
    ],
)
def test_every_direction_says_how_it_goes(packages, expected):
    assert ways("id", *packages) == expected


def test_a_language_of_the_desk_needs_only_the_other():
    assert ways("ja", EN_JA) == ("none", "same", "direct", "same")


def test_what_is_missing_is_named_until_it_is_here():
    everything = {"translate-id_en", "translate-en_id", "translate-en_ja", "translate-ja_en"}
    missing, elsewhere = help_for("id")
    assert (set(missing), elsewhere) == (everything, False)
    assert set(help_for("id", ID_EN)[0]) == everything - {"translate-id_en"}
    assert help_for("id", ID_EN, EN_ID, EN_JA, JA_EN) == ((), False)
    assert set(help_for("id", WORDS)[0]) == everything, "a word list is no translator"


def test_the_languages_that_the_index_lacks_need_a_model_of_many():
    """So it was on the day the index was read; the day stands beside it."""
    lacking = {one.language for one in coverage([], [*WORKERS, *NONE_IN_THE_INDEX], DESK, offered()) if one.elsewhere}
    assert lacking == NONE_IN_THE_INDEX
    assert help_for("my", MANY) == ((), False)


def test_a_complete_language_is_complete():
    assert coverage([MANY], ["my"], DESK, [])[0].complete
    assert not coverage([WORDS], ["id"], DESK, [])[0].complete
    assert Way.SAME.translates


def test_the_index_as_it_was_read_has_96_packages():
    day, packages = index.known()
    assert (day.isoformat(), len(packages), len({code for code, _ in packages})) == ("2025-06-21", 96, 96)
