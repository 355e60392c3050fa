"""The index of Argos packages: which exist, in which version, and where. Read as a stranger's; it has no checksums.

The last one fetched is kept beside the packages, so that a page can show it without a network.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.translation import disk
from bot.translation.codes import ARGOS_CODE, code_of, tag_of
from bot.translation.download import Reach, fetch_small
from bot.translation.engine import Direction
from bot.translation.faults import Fault, PackageRefused

KEPT = "index.json"
KNOWN = Path(__file__).with_name("known_index.toml")
MOST_BYTES = 5_000_000
MOST_ROWS = 5_000
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
_LINK = re.compile(r"https?://[\x21-\x7e]{1,500}")


@dataclass(frozen=True, slots=True)
class Offer:
    """One package of the index. `direction` is in our languages."""

    code: str
    version: str
    direction: Direction
    links: tuple[str, ...]


def parse(content: bytes) -> Sequence[Offer]:
    """The newest of each code. Rows that make no sense are left out. Raises PackageRefused where it is no index."""
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackageRefused(Fault.BAD_INDEX) from error
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise PackageRefused(Fault.BAD_INDEX)
    newest: dict[str, Offer] = {}
    for offer in _offers(rows):
        there = newest.get(offer.code)
        if there is None or _order(offer.version) > _order(there.version):
            newest[offer.code] = offer
    if rows and not newest:
        raise PackageRefused(Fault.BAD_INDEX)
    return [newest[code] for code in sorted(newest)]


def _offers(rows: Sequence[object]) -> Iterator[Offer]:
    for row in rows:
        if isinstance(row, Mapping) and row.get("type", "translate") == "translate":
            codes = [row.get("from_code"), row.get("to_code")]
            version, links = row.get("package_version"), row.get("links")
            if not all(isinstance(code, str) and ARGOS_CODE.fullmatch(code) for code in codes) or codes[0] == codes[1]:
                continue
            if not isinstance(version, str) or not _VERSION.fullmatch(version) or not isinstance(links, list):
                continue
            sound = tuple(link for link in links if isinstance(link, str) and _LINK.fullmatch(link))
            direction = Direction(tag_of(str(codes[0])), tag_of(str(codes[1])))
            if sound:
                yield Offer(f"translate-{codes[0]}_{codes[1]}".lower(), version, direction, sound)


def _order(version: str) -> tuple[tuple[int, str], ...]:
    """`1.10` after `1.9`: numbers as numbers."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.split(r"[.+-]", version))


def refresh(folder: Path, url: str, reach: Reach) -> Sequence[Offer]:
    """Fetch the index and keep it. Raises PackageRefused; the one that was kept stays."""
    content = fetch_small(url, replace(reach, most_bytes=MOST_BYTES))
    offers = parse(content)
    with disk.refusing():
        folder.mkdir(parents=True, exist_ok=True)
        disk.replace(folder / KEPT, content)
    return offers


def kept(folder: Path) -> Sequence[Offer] | None:
    """The last one that was fetched; None where none was, or what is there cannot be read."""
    try:
        return parse((folder / KEPT).read_bytes())
    except (OSError, PackageRefused):
        return None


def known() -> tuple[date, Sequence[tuple[str, Direction]]]:
    """When the index was read for this version, and the code and direction of every package it held then."""
    said = tomllib.loads(KNOWN.read_text("utf-8"))
    pairs = [(code, "en") for code in said["with_english"]] + [tuple(pair) for pair in said["others"]]
    both = [pair for one, other in pairs for pair in ((one, other), (other, one))]
    return said["read"], [(f"translate-{one}_{other}", Direction(tag_of(one), tag_of(other))) for one, other in both]


def wanted(words: str, offers: Sequence[Offer]) -> Sequence[Offer]:
    """What `words` mean: a package's code, or a language of ours with both directions to and from English."""
    if exact := [offer for offer in offers if offer.code == words]:
        return exact
    code = code_of(words)
    pair = {f"translate-{code}_en", f"translate-en_{code}"}
    found = [offer for offer in offers if offer.code in pair]
    if not found:
        raise PackageRefused(Fault.NOT_IN_INDEX, words)
    return found
