"""Whether a case names somebody: figures over names as workers give them, in many scripts, and laws."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.likeness import Likeness, Somebody, Told, alike
from tests.casework.redaction.judge import cues

HERE = Path(__file__).with_name("likeness")
PARTS = pytest.mark.parametrize("part", [0, 1, 2], ids=["looked at", "second", "third"])


@cache
def pairs(name: str, part: int) -> tuple[tuple[str, Somebody], ...]:
    """(what was given, somebody in the register) of one part of a file."""
    lines = (HERE / name).read_text(encoding="utf-8").split("-----\n")[part].splitlines()
    told = [line.split("\t") for line in lines if not line.startswith("#")]
    return tuple((given, Somebody(tuple(names.split(";")))) for given, names in told)


def missed(name: str, part: int, *, wanted: bool) -> list[str]:
    found = [(given, one, Told(cues(), [given], []).match(one)) for given, one in pairs(name, part)]
    return [f"{given} / {one.names}: {match}" for given, one, match in found if (match is not None) != wanted]


@PARTS
def test_nearly_everybody_who_is_meant_is_held_back(part: int) -> None:
    """First measured on parts nobody had looked at: 0.91 (second) and 0.80 (third); now 0.96 and 0.87."""
    wrong = missed("named.tsv", part, wanted=True)
    assert 1 - len(wrong) / len(pairs("named.tsv", part)) >= (1.0, 0.96, 0.86)[part], wrong


@PARTS
def test_hardly_anybody_who_is_not_meant_is_held_back(part: int) -> None:
    """Measured: 1 of 27, 0 of 32, 0 of 16, from the beginning."""
    assert len(missed("others.tsv", part, wanted=False)) <= (1, 0, 0)[part]


def likeness(somebody: Somebody, *named: str, texts: tuple[str, ...] = ()) -> Likeness | None:
    match = Told(cues(), named, texts).match(somebody)
    return match.likeness if match else None


@pytest.mark.parametrize(
    ("names", "mail", "named", "texts", "expected"),
    [
        (("Tanaka Ichiro",), "", ("Tanaka",), (), Likeness.NAMED),
        (("Tanaka Ichiro",), "", ("Tnaka",), (), Likeness.LIKE),
        (("Tanaka Ichiro",), "", (), ("Bos saya, Pak Tanaka, ambil paspor.",), Likeness.NAMED),
        (("田中 一郎",), "", (), ("課長の田中さんに言われました。",), Likeness.NAMED),
        (("田中 一郎",), "", ("Tanaka",), (), Likeness.CANNOT_TELL),
        (("Tanaka Ichiro",), "", ("田中",), (), Likeness.CANNOT_TELL),
        (("田中 一郎 / Tanaka Ichiro",), "", ("Suzuki", "鈴木"), (), None),
        (("田中 一郎",), "tanaka@sakura.example", ("Tanaka",), (), Likeness.LIKE),
        (("田中 一郎",), "tanaka@sakura.example", ("Suzuki",), (), Likeness.CANNOT_TELL),
        (("Personnel",), "hr@sakura.example", (), ("I wrote to HR@sakura.example, no answer",), Likeness.NAMED),
        (("Mori Hanako",), "mori@sakura.example", (), (), None),
        ((), "", ("Tanaka",), ("Tanaka",), None),
        (("",), "@", ("",), ("",), None),
    ],
)
def test_how_a_case_names_somebody(
    names: tuple[str, ...], mail: str, named: tuple[str, ...], texts: tuple[str, ...], expected: Likeness | None
) -> None:
    assert likeness(Somebody(names, mail), *named, texts=texts) == expected


def test_a_site_is_found_in_what_she_wrote_with_or_without_its_legal_form() -> None:
    told = Told(cues(), [], ["I work in Toyohashi, second floor"])
    assert told.names_place(("Toyohashi K.K.", "豊橋工場"))
    assert told.names_place(("Osaka",)) is None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_any_text_is_compared_without_an_error(given_name: str, name: str, mail: str) -> None:
    Told(cues(), [given_name], [given_name]).match(Somebody((name,), mail))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([one.names[0] for part in (0, 1, 2) for _, one in pairs("named.tsv", part)]))
def test_whoever_is_given_by_her_own_name_is_named(name: str) -> None:
    assert likeness(Somebody((name,)), name) in (Likeness.NAMED, Likeness.LIKE)
    assert all(alike(word, word) for word in name.split())
