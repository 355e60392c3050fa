"""The manifest of a model of many languages: what it says, and what it is refused for."""

from pathlib import Path

import pytest

from bot.translation.engine import Direction
from bot.translation.manifest import FILE, BadManifest, load, parse

WHOLE = """
code = "small100"
name = "SMaLL-100"
version = "1.0"
licence = "MIT"
source_prefix = ["{target}"]
source_suffix = ["</s>"]

[tags]
en = "__en__"
my = "__my__"
zh-Hans = "__zh__"
"""


def test_one_folder_serves_every_direction_of_its_languages() -> None:
    manifest = parse(WHOLE.encode())
    assert len(manifest.directions) == 6
    assert Direction("my", "en") in manifest.directions
    assert (manifest.model, manifest.tokenizer) == ("model", "sentencepiece.model")


def test_the_tags_of_a_direction_are_put_into_the_tokens() -> None:
    manifest = parse(WHOLE.encode())
    direction = Direction("my", "zh-Hans")
    assert manifest.filled(manifest.source_prefix, direction) == ["__zh__"]
    assert manifest.filled(("{source}", "x"), direction) == ["__my__", "x"]
    assert manifest.filled(manifest.source_suffix, direction) == ["</s>"]


def test_without_a_name_it_is_called_by_its_code() -> None:
    assert parse(WHOLE.replace('name = "SMaLL-100"', "").encode()).name == "small100"


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('code = "small100"', "", "code"),
        ('code = "small100"', 'code = "../etc"', "code"),
        ('version = "1.0"', "", "version"),
        ('version = "1.0"', "version = 1.0", "version"),
        ('licence = "MIT"', "", "licence"),
        ('licence = "MIT"', 'licence = "MIT"\nmodel = "../model"', "model"),
        ('licence = "MIT"', 'licence = "MIT"\nmodel = ".."', "model"),
        ('licence = "MIT"', 'licence = "MIT"\ntokenizer = "/etc/passwd"', "tokenizer"),
        ('licence = "MIT"', 'licence = "MIT"\nsource_prefx = []', "source_prefx"),
        ('["{target}"]', '"{target}"', "source_prefix"),
        ('["</s>"]', '[""]', "source_suffix"),
        ('my = "__my__"', "my = 1", "tags.my"),
        ('my = "__my__"', '"not a tag" = "x"', "tags"),
        ('my = "__my__"\nzh-Hans = "__zh__"', "", "tags"),
        ("[tags]", "[tags", "TOML"),
        ('code = "small100"', 'code = "small100"' + "#" * 200_000, "larger"),
    ],
)
def test_what_is_wrong_is_named(before: str, after: str, named: str) -> None:
    assert before in WHOLE
    with pytest.raises(BadManifest, match=named):
        parse(WHOLE.replace(before, after).encode())


def test_a_folder_without_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadManifest, match=FILE):
        load(tmp_path)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadManifest, match="TOML"):
        parse(b"\xff\xfe")
