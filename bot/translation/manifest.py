"""`manifest.toml` of a model that knows many languages: which it knows, and the tokens that tell it which is meant.

Argos packages hold one direction each and cannot say this. Beside the manifest lie the model, converted for
CTranslate2, and its SentencePiece model; one folder serves every direction.

    code = "small100"                # letters, digits, "-" and "."
    name = "SMaLL-100"
    version = "1.0"
    licence = "MIT"
    model = "model"                  # the folder with model.bin
    tokenizer = "sentencepiece.model"
    source_prefix = ["{target}"]     # tokens before the text; {source} and {target} are the tags below
    source_suffix = ["</s>"]         # tokens behind it
    target_prefix = []               # tokens the answer begins with; they are not part of it

    [tags]                           # our language = its tag
    en = "__en__"
    my = "__my__"
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from bot.translation.engine import Direction

FILE = "manifest.toml"
LARGEST_BYTES = 100_000
_CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
_PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")  # a name in the same folder, never a path
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DEFAULTS = {"version": None, "licence": None, "model": "model", "tokenizer": "sentencepiece.model"}
_OTHER_TEXTS = ("name", "version", "licence", "model", "tokenizer")
_TOKENS = ("source_prefix", "source_suffix", "target_prefix")


class BadManifest(ValueError):
    """Names the key and what is wrong with it, for the person who wrote the file."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file says. `tags` are the model's own, by our languages."""

    code: str
    name: str
    version: str
    licence: str
    model: str
    tokenizer: str
    source_prefix: tuple[str, ...]
    source_suffix: tuple[str, ...]
    target_prefix: tuple[str, ...]
    tags: Mapping[str, str]

    @property
    def directions(self) -> tuple[Direction, ...]:
        return tuple(Direction(source, target) for source, target in permutations(self.tags, 2))

    def filled(self, tokens: tuple[str, ...], direction: Direction) -> list[str]:
        """`tokens` with the tags of a direction put in."""
        tags = {"{source}": self.tags[direction.source], "{target}": self.tags[direction.target]}
        return [tags.get(token, token) for token in tokens]


def load(folder: Path) -> Manifest:
    """The manifest in `folder`. Raises BadManifest, also where there is none."""
    try:
        content = (folder / FILE).read_bytes()
    except OSError as missing:
        raise BadManifest(f"{FILE} cannot be read") from missing
    return parse(content)


def parse(content: bytes) -> Manifest:
    """Raises BadManifest."""
    if len(content) > LARGEST_BYTES:
        raise BadManifest(f"{FILE} is larger than {LARGEST_BYTES} bytes")
    try:
        read = tomllib.loads(content.decode())
    except ValueError as error:
        raise BadManifest(f"{FILE} is no TOML: {error}") from error
    unknown = sorted(read.keys() - {"code", *_OTHER_TEXTS, *_TOKENS, "tags"})
    if unknown:
        raise BadManifest(f"{unknown[0]}: no such key")
    code = _text("code", read.get("code"))
    texts = {key: _text(key, read.get(key, _DEFAULTS.get(key, code))) for key in _OTHER_TEXTS}
    tokens = {key: _tokens(key, read.get(key, [])) for key in _TOKENS}
    return Manifest(code, **texts, **tokens, tags=_tags(read.get("tags")))  # type: ignore[arg-type]


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadManifest(f"{key}: a text is wanted")
    shape = {"code": _CODE, "version": _VERSION, "model": _PLACE, "tokenizer": _PLACE}.get(key)
    if shape is not None and not shape.fullmatch(value):
        raise BadManifest(f"{key}: not of the form {shape.pattern}")
    return value


def _tokens(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(token, str) and token for token in value):
        raise BadManifest(f"{key}: a list of tokens is wanted")
    return tuple(value)


def _tags(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or len(value) < 2:
        raise BadManifest("tags: at least two languages are wanted")
    for language, tag in value.items():
        if not _LANGUAGE.fullmatch(language):
            raise BadManifest(f"tags: {language} is no language tag")
        if not isinstance(tag, str) or not tag:
            raise BadManifest(f"tags.{language}: a text is wanted")
    return value
