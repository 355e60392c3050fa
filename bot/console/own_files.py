"""Our own style sheets, scripts and pictures: read once, compressed once, kept by browsers for as long as they stay the
same. Pages ask for them by a hash of what they hold.

Only these are compressed. A page may stand words of a stranger beside words of a worker, and the length of a compressed
page would tell a listener whether they are alike (BREACH, CVE-2013-3587).
"""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
WORDS = (".css", ".js", ".svg", ".txt")
FOR_EVER = "public, max-age=31536000, immutable"
NAMED = re.compile(r'(?<=")/desk/static/([\w.-]+)(?=")')
HEX = 16


@dataclass(frozen=True, slots=True)
class OwnFile:
    """`packed` is empty for what is compressed already."""

    plain: bytes
    packed: bytes
    mime: str
    version: str


@cache
def own_files() -> Mapping[str, OwnFile]:
    """By name. A file that was changed needs another start."""
    return {path.name: read(path) for path in STATIC.iterdir() if path.is_file()}


def read(path: Path) -> OwnFile:
    plain = path.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0) if path.suffix in WORDS else b""
    mime = guess_type(path.name)[0] or "application/octet-stream"
    return OwnFile(plain, packed, mime, sha256(plain).hexdigest()[:HEX])


class OwnFiles:
    """An ASGI application for everything below /desk/static."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.answer(scope)(scope, receive, send)

    def answer(self, scope: Scope) -> Response:
        found = own_files().get(str(scope["path"]).rpartition("/static/")[2])
        if found is None or scope["method"] not in ("GET", "HEAD"):
            return Response(status_code=405 if found else 404)
        sent, headers = Headers(scope=scope), {"ETag": f'"{found.version}"', "Vary": "Accept-Encoding"}
        if QueryParams(scope["query_string"]).get("v") == found.version:
            headers["Cache-Control"] = FOR_EVER
        if headers["ETag"] in sent.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if found.packed and "gzip" in sent.get("accept-encoding", ""):
            return Response(found.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=found.mime)
        return Response(found.plain, headers=headers, media_type=found.mime)


class ByHash(FileSystemLoader):
    """Templates in which each of our own files is asked for by its hash."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, object]:  # type: ignore[override]
        source, name, fresh = super().get_source(environment, template)
        return NAMED.sub(versioned, source), name, fresh


def versioned(found: re.Match[str]) -> str:
    known = own_files().get(found[1])
    return f"{found[0]}?v={known.version}" if known else found[0]
