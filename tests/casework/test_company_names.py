"""Finding the company that somebody means: figures over what people type, and laws."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.company_names import Register, key

HERE = Path(__file__).with_name("company_names")
COMPANIES = 2000
TRADES = (
    *("Foods", "Garment", "Textile", "Electronics", "Logistics", "Seafood", "Footwear", "Plastics", "Precision"),
    *("Agro", "Chemical", "Care Service", "Manpower", "Construction", "Toys", "Paper", "Auto Parts", "Fisheries"),
)
KINDS = ("Co., Ltd.", "Inc.", "PT", "Sdn. Bhd.", "株式会社")


def lines(name: str) -> list[list[str]]:
    texts = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in texts if not line.startswith("#")]


def others(count: int) -> dict[str, list[str]]:
    """Companies that nobody means, near in name and trade to those that are meant."""
    names = (HERE / "others.txt").read_text(encoding="utf-8").split()
    made = (f"{word}{end} {trade} {kind}" for kind, end, trade, word in product(KINDS, ("", " Nishi"), TRADES, names))
    return {f"o{number}": [name] for number, name in enumerate(islice(made, count))}


@pytest.fixture(scope="module")
def register() -> Register:
    meant = {company_id: names.split(";") for company_id, names in lines("register.tsv")}
    return Register({**meant, **others(COMPANIES - len(meant))})


def figures(register: Register, typed: Sequence[Sequence[str]]) -> tuple[float, float, dict[str, list[str]]]:
    """Share found first, share among three, and what was missed by kind."""
    first = among = 0
    missed: dict[str, list[str]] = defaultdict(list)
    for text, meant, kind in typed:
        found = [candidate.company_id for candidate in register.find(text, most=3)]
        first += found[:1] == [meant]
        among += meant in found
        if found[:1] != [meant]:
            missed[kind].append(f"{text} ({meant}: {found})")
    return first / len(typed), among / len(typed), missed


@pytest.mark.parametrize("half", [0, 1], ids=["looked at", "not looked at"])
def test_of_what_people_type_nearly_all_is_found(register: Register, half: int) -> None:
    """Rules were tuned on the first half alone (`decisions.md` 47); measured: 0.972 and 0.972, then 0.962 and 0.972."""
    first, among, missed = figures(register, lines("typed.tsv")[half::2])
    assert first >= 0.95, f"{first:.3f} {among:.3f} {dict(missed)}"
    assert among >= 0.97, f"{first:.3f} {among:.3f} {dict(missed)}"


def test_every_name_of_the_register_finds_its_own_company_first(register: Register) -> None:
    for company_id, names in lines("register.tsv"):
        for name in names.split(";"):
            assert register.find(name)[0].company_id == company_id, name


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=200))
def test_whatever_is_typed_gives_a_few_candidates_the_likeliest_first(register: Register, typed: str) -> None:
    found = register.find(typed, most=3)
    assert len(found) <= 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.company_id for one in found}) == len(found)


def test_an_empty_register_finds_nothing() -> None:
    assert Register({}).find("Kirishino") == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Kirishino Foods Co., Ltd.", ("kirishino", "foods")),
        ("株式会社霧篠フーズ", ("霧篠フーズ",)),
        ("㈱霧篠フーズ", ("霧篠フーズ",)),
        ("PT.Cahaya", ("cahaya",)),
        ("Textiles Sierra Clara, S.A. de C.V.", ("textiles", "sierra", "clara")),
        ("Công ty TNHH Hoa Sen", ("hoa", "sen")),
        ("บริษัท ดอกแก้ว จำกัด (มหาชน)", ("ดอกแก้ว",)),
        ("Co., Ltd.", ("co", "ltd")),
        ("", ()),
    ],
)
def test_legal_forms_count_for_nothing_unless_there_is_nothing_else(name: str, words: tuple[str, ...]) -> None:
    assert key(name).words == words
