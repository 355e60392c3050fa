"""The smallest packages that an installer takes for packages. Their models are only a beginning of one."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.translation.installing import Terms, install
from bot.translation.packages import Package, Packages

ANY = Terms(unpinned=True)
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
MODEL = (6).to_bytes(4, "little") + b"\x0f\x00TransformerSpec" + bytes(range(256)) * 40
MANIFEST = """\
code = "tiny100"
name = "Tiny of a hundred"
version = "1.0"
licence = "{licence}"
source_prefix = ["{{target}}"]
source_suffix = ["</s>"]

[tags]
en = "__en__"
ja = "__ja__"
my = "__my__"
vi = "__vi__"
"""


def metadata(source: str = "id", target: str = "en", version: str = "1.9", **more: object) -> bytes:
    said = {"package_version": version, "argos_version": "1.9", "from_code": source, "to_code": target}
    names = {
        "from_name": "Indonesian",
        "to_name": "English",
        "type": "translate",
        "code": f"translate-{source}_{target}",
    }
    return json.dumps({**said, **names, **more}).encode()


def files(source: str = "id", target: str = "en", version: str = "1.9", **more: object) -> dict[str, bytes]:
    """What is in an ordinary package of one direction."""
    return {
        "metadata.json": metadata(source, target, version, **more),
        "model/model.bin": MODEL + version.encode(),
        "model/shared_vocabulary.json": b'["<unk>", "<s>", "</s>"]',
        "sentencepiece.model": b"\x0a\x05model",
        "README.md": b"A package of a test.\n",
    }


def many(licence: str = "MIT") -> dict[str, bytes]:
    """What is in a package of many directions."""
    return {
        "manifest.toml": MANIFEST.format(licence=licence).encode(),
        "model/model.bin": MODEL,
        "model/shared_vocabulary.json": b"[]",
        "sentencepiece.model": b"\x0a\x05model",
    }


def zipped(path: Path, content: Mapping[str, bytes], top: str = "translate-id_en-1_9") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(f"{top}/{name}", data)
    return path


def laid(folder: Path, content: Mapping[str, bytes]) -> Path:
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def put(packages: Packages, path: Path, terms: Terms = ANY) -> Package:
    return install(packages, path, terms, now=NOW)


def half_written(packages: Packages) -> Iterator[Path]:
    return (path for path in packages.folder.iterdir() if path.name.startswith((".new-", ".gone-")))
