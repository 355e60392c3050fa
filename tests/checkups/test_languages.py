"""What the doctor says of language packages."""

from itertools import permutations
from pathlib import Path

import pytest

from bot.checkups.finding import Level
from bot.checkups.languages import packages
from bot.config import Config, Conversation, Desk, Translation
from bot.translation import verifying
from bot.translation.packages import Packages
from tests.translation.parcels import files, laid, many, put, zipped


@pytest.fixture
def shelf(tmp_path: Path) -> Packages:
    return Packages(tmp_path / "languages")


def said(shelf: Packages, *offered: str) -> list[tuple[str, str]]:
    config = Config(
        conversation=Conversation(languages=offered or ("en", "my", "vi")),
        desk=Desk(languages=("en", "ja")),
        translation=Translation(packages=shelf.folder),
    )
    found = list(packages(config))
    assert all(bool(one.fix) == (one.level is not Level.OK) for one in found)
    return [(one.level.value, one.found) for one in found]


def test_an_empty_shelf_names_the_languages_that_nobody_translates(shelf: Packages) -> None:
    assert said(shelf) == [("warn", "not translated wholly: en, vi, my")]
    many_languages = ("en", "my", "vi", "id", "th", "km", "lo", "si", "ta", "mn", "ne")
    assert said(shelf, *many_languages)[0][1].endswith("and 3 more")
    assert not shelf.folder.exists(), "looking writes nothing"


def test_a_model_of_many_languages_is_enough_once_it_was_compared(shelf: Packages, tmp_path: Path) -> None:
    put(shelf, laid(tmp_path / "tiny", many()))
    assert said(shelf) == [
        ("warn", "nobody compared the checksum of tiny100"),
        ("ok", "3 languages are translated both ways"),
    ]
    verifying.pin(shelf, ["tiny100"])
    assert said(shelf) == [("ok", "3 languages are translated both ways")]


def test_pairs_by_way_of_english_are_enough_too(shelf: Packages, tmp_path: Path) -> None:
    for number, pair in enumerate(permutations(("id", "en"), 2)):
        put(shelf, zipped(tmp_path / f"i{number}", files(*pair)))
    for number, pair in enumerate(permutations(("ja", "en"), 2)):
        put(shelf, zipped(tmp_path / f"j{number}", files(*pair)))
    assert said(shelf, "id", "ja-simple")[-1] == ("ok", "2 languages are translated both ways")


def test_damage_is_a_failure(shelf: Packages, tmp_path: Path) -> None:
    package = put(shelf, laid(tmp_path / "tiny", many()))
    (package.folder / "model/model.bin").write_bytes(b"short")
    assert said(shelf)[0] == ("fail", "damaged: tiny100")
    (package.folder / "installed.json").unlink()
    assert said(Packages(shelf.folder))[0] == ("fail", "damaged: tiny100@1")
    (shelf.folder / "pins.toml").write_text("nonsense")
    assert said(shelf)[0][0] == "fail"
