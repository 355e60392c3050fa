"""What is in a package, read from its own description: for an archive before it is unpacked, for a folder, for both.

A package describes itself in `metadata.json` (one direction, as argostranslate writes it) or in a manifest of ours
(many directions). What it says of itself is believed only where it can be checked.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.translation import manifest, receipts
from bot.translation.archive import sound_name
from bot.translation.codes import ARGOS_CODE, tag_of
from bot.translation.engine import Direction
from bot.translation.faults import Fault, PackageRefused
from bot.translation.receipts import Kind

METADATA = "metadata.json"
MODEL = "model/model.bin"
TOKENIZERS = ("sentencepiece.model", "bpe.model")
VOCABULARIES = (("shared_vocabulary",), ("source_vocabulary", "target_vocabulary"))
MOST_BYTES = 100_000
OLDEST_FORMAT, NEWEST_FORMAT = 1, 6  # of CTranslate2's model.bin, its first four bytes
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
_NON_COMMERCIAL = re.compile(r"non-?commercial|\bnc\b", re.IGNORECASE)


class Source(Protocol):
    """Files by their path below the package's folder, with their sizes in bytes."""

    @property
    def files(self) -> Mapping[str, int]: ...

    def read(self, path: str, most: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package is. `licence` is empty where nothing says it."""

    code: str
    version: str
    kind: Kind
    directions: tuple[Direction, ...]
    name: str
    licence: str
    size: int

    @property
    def non_commercial(self) -> bool:
        """A desk that companies pay for may not use it: the operator must say that hers may."""
        return bool(_NON_COMMERCIAL.search(self.licence)) or self.code.startswith("nllb")


def describe(source: Source) -> Contents:
    """Raises PackageRefused where a file is missing or the description makes no sense."""
    for path in source.files:
        sound_name(path)
    if receipts.FILE in source.files:
        raise PackageRefused(Fault.UNSAFE, receipts.FILE)
    described = [name for name in (METADATA, manifest.FILE) if name in source.files]
    if len(described) != 1:
        raise PackageRefused(Fault.INCOMPLETE, f"{METADATA} / {manifest.FILE}")
    if described == [manifest.FILE]:
        return _multilingual(source)
    return _argos(source)


def _multilingual(source: Source) -> Contents:
    try:
        said = manifest.parse(source.read(manifest.FILE, MOST_BYTES))
    except manifest.BadManifest as error:
        raise PackageRefused(Fault.BAD_METADATA, str(error)) from error
    _require(source, f"{said.model}/model.bin", (said.tokenizer,))
    size = sum(source.files.values())
    return Contents(said.code, said.version, Kind.MULTILINGUAL, said.directions, said.name, said.licence, size)


def _argos(source: Source) -> Contents:
    said = _metadata(source.read(METADATA, MOST_BYTES))
    kind = said.get("type", "translate")
    if kind != "translate":
        raise PackageRefused(Fault.BAD_METADATA, f"type: {kind}")
    codes = [_matching(said, key, ARGOS_CODE) for key in ("from_code", "to_code")]
    version = _matching(said, "package_version", _VERSION)
    if codes[0] == codes[1]:
        raise PackageRefused(Fault.BAD_METADATA, f"from_code = to_code = {codes[0]}")
    _require(source, MODEL, TOKENIZERS)
    code = f"translate-{codes[0]}_{codes[1]}".lower()
    direction = Direction(tag_of(codes[0]), tag_of(codes[1]))
    licence = next((said[key] for key in ("licence", "license") if isinstance(said.get(key), str)), "")
    made = Kind.GLOSSARY if said.get("x_kind") == Kind.GLOSSARY else Kind.ARGOS
    name = f"{_name(said, 'from_name', codes[0])} → {_name(said, 'to_name', codes[1])}"
    return Contents(code, version, made, (direction,), name, str(licence)[:100], sum(source.files.values()))


def _metadata(content: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackageRefused(Fault.BAD_METADATA, METADATA) from error
    if not isinstance(said, dict):
        raise PackageRefused(Fault.BAD_METADATA, METADATA)
    return said


def _matching(said: Mapping[str, object], key: str, shape: re.Pattern[str]) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise PackageRefused(Fault.BAD_METADATA, f"{key}: {value!r}")
    return value


def _name(said: Mapping[str, object], key: str, default: str) -> str:
    value = said.get(key)
    return value[:60] if isinstance(value, str) and value.strip() and value.isprintable() else default


def _require(source: Source, model: str, tokenizers: tuple[str, ...]) -> None:
    if not source.files.get(model):
        raise PackageRefused(Fault.INCOMPLETE, model)
    if not any(source.files.get(path) for path in tokenizers):
        raise PackageRefused(Fault.INCOMPLETE, tokenizers[0])
    beside = {path.rpartition("/")[2].partition(".")[0] for path in source.files if path.startswith(model[:-9])}
    if not any(beside.issuperset(names) for names in VOCABULARIES):
        raise PackageRefused(Fault.INCOMPLETE, f"{model[:-9]}shared_vocabulary.json")


def looks_like_a_model(start: bytes) -> bool:
    """Do a model.bin's first bytes say that CTranslate2 wrote it?"""
    return len(start) >= 4 and OLDEST_FORMAT <= int.from_bytes(start[:4], "little") <= NEWEST_FORMAT
