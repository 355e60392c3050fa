"""Looks for a person's words in any bytes: as they are, and in the disguises that software gives to text."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus


def disguises(words: str) -> set[bytes]:
    """Every form of `words` that is looked for."""
    plain = words.encode()
    wide = {words.encode("utf-16-le"), words.encode("utf-16-be")}
    hexadecimal = {plain.hex().encode(), plain.hex().upper().encode()}
    escaped = json.dumps(words)[1:-1].encode()
    percent = {quote(words, safe="").encode(), quote_plus(words).encode(), quote(words, safe="").lower().encode()}
    return {plain, escaped, *wide, *hexadecimal, *percent, *_base64(plain)}


def _base64(plain: bytes) -> Iterator[bytes]:
    """Text inside a longer base64 text begins at any of three places; the ends depend on the neighbours."""
    for lead in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            coded = encode(b"\0" * lead + plain)
            yield coded[(0, 2, 3)[lead] : len(coded) - (0, 4, 4)[(lead + len(plain)) % 3]].rstrip(b"=")


def files_below(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def traces(canaries: Iterable[str], files: Iterable[Path]) -> list[str]:
    """`file: canary` for every canary found, without the form it had."""
    patterns = {canary: re.compile(b"|".join(map(re.escape, disguises(canary)))) for canary in canaries}
    contents = [(path, path.read_bytes()) for path in files]
    return [
        f"{path.name}: {canary}"
        for path, content in contents
        for canary, form in patterns.items()
        if form.search(content)
    ]
