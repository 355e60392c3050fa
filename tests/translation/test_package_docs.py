"""The manifests that the page on packages gives can be used as they stand, and cover the languages it promises."""

import json
import re
import tomllib

import pytest

from bot.intake.locale_table import load_languages
from bot.translation import manifest, pins
from bot.translation.index import known
from tests.source import TOP

PAGE = (TOP / "docs/languages-packages.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
MANIFESTS = [block for block in BLOCKS if "[tags]" in block]
WITHOUT_A_PACKAGE = {"vi", "my", "ne", "km", "lo", "si", "ta", "mn"}


@pytest.mark.parametrize("block", MANIFESTS, ids=[block.splitlines()[0] for block in MANIFESTS])
def test_a_manifest_of_the_page_is_one(block: str) -> None:
    said = manifest.parse(block.encode())
    assert said.tags.keys() >= WITHOUT_A_PACKAGE | {"en", "ja"}
    assert said.tags.keys() <= load_languages().keys()
    assert len(set(said.tags.values())) == len(said.tags)
    shape = {"madlad400-3b": r"<2[a-z]{2}>", "nllb-200-600m": r"[a-z]{3}_[A-Z][a-z]{3}"}.get(said.code, r"__[a-z]{2}__")
    assert all(re.fullmatch(shape, tag) for tag in said.tags.values())
    assert ("{target}" in said.source_prefix) != ("{target}" in said.target_prefix), "the target is told once"


def test_the_page_tells_of_four_models_of_many_languages() -> None:
    codes = {tomllib.loads(block)["code"] for block in MANIFESTS}
    assert codes == {"small100", "m2m100-418m", "madlad400-3b", "nllb-200-600m"}


def test_the_page_names_the_languages_that_the_index_lacks() -> None:
    day, packages = known()
    into_english = {direction.source for _, direction in packages if direction.target == "en"}
    offered = {tag for tag in load_languages() if (TOP / "locales" / tag.replace("-", "_") / "LC_MESSAGES").exists()}
    assert offered - into_english - {"en", "ja-simple"} == WITHOUT_A_PACKAGE | {"uz"}
    assert day.isoformat() in PAGE


def test_the_list_of_checksums_on_the_page_is_written_as_we_write_it() -> None:
    (block,) = (block for block in BLOCKS if "[[package]]" in block)
    (row,) = tomllib.loads(block)["package"]
    written = tomllib.loads(pins.written(pins.Pin("a", "1", "0" * 64)))["package"][0]
    assert row.keys() == written.keys()


def test_the_metadata_on_the_page_is_json() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", PAGE, re.S)
    assert json.loads(block)["from_code"] == "vi"
