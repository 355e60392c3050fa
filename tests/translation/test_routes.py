"""Which packages a text goes through."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.engine import Direction
from bot.translation.packages import Kind, Package, Trust
from bot.translation.routes import find

LANGUAGES = ("en", "ja", "id", "my")


def package(code: str, *pairs: str, kind: Kind = Kind.ARGOS) -> Package:
    directions = tuple(Direction(*pair.split(">")) for pair in pairs)
    return Package(code, "1", kind, directions, code, "MIT", Path(code), 1, "", Trust.FIRST_USE, 1)


ID_EN, EN_JA, ID_JA = package("a-id-en", "id>en"), package("a-en-ja", "en>ja"), package("a-id-ja", "id>ja")
EVERYTHING = package("m", *(f"{a}>{b}" for a, b in permutations(LANGUAGES, 2)), kind=Kind.MULTILINGUAL)
WORDS = package("words", "id>ja", kind=Kind.GLOSSARY)


@pytest.mark.parametrize(
    ("packages", "source", "target", "expected"),
    [
        ([], "id", "ja", None),
        ([ID_EN, EN_JA], "id", "en", "a-id-en 1"),
        ([ID_EN, EN_JA], "id", "ja", "a-id-en 1 + a-en-ja 1"),
        ([ID_EN, EN_JA], "ja", "id", None),
        ([ID_EN, EN_JA, ID_JA], "id", "ja", "a-id-ja 1"),
        ([EVERYTHING, ID_EN, EN_JA], "id", "ja", "m 1"),
        ([EVERYTHING, ID_EN], "id", "en", "a-id-en 1"),
        ([EVERYTHING, EN_JA], "my", "ja", "m 1"),
        ([WORDS], "id", "ja", "words 1"),
        ([WORDS, ID_EN, EN_JA], "id", "ja", "a-id-en 1 + a-en-ja 1"),
        ([WORDS, EVERYTHING], "id", "ja", "m 1"),
        ([EVERYTHING], "en", "en", None),
    ],
)
def test_the_better_of_several_ways_is_taken(packages, source, target, expected):
    route = find(packages, source, target)
    assert (route and str(route)) == expected


@given(
    st.permutations([ID_EN, EN_JA, ID_JA, EVERYTHING, WORDS]), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES)
)
def test_the_order_of_the_packages_decides_nothing(packages, source, target):
    assert find(packages, source, target) == find(sorted(packages, key=lambda one: one.code), source, target)
