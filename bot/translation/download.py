"""Fetches one large file to the disk, going on where it broke off, and only from hosts that are allowed.

What it fetches is not believed: the caller compares the checksum. A kill leaves a part; the next call goes on with it.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bot.translation.archive import CHUNK, Progress
from bot.translation.disk import checksum, refusing, require_space
from bot.translation.faults import Fault, PackageRefused

if TYPE_CHECKING:
    import httpx

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
REDIRECTS = 3
TRIES = 5  # in a row without a byte more
WAIT_SECONDS = 1.0  # after the first failure; doubled each time


@dataclass(frozen=True, slots=True)
class Reach:
    """Where from, how much, how long. `hosts` are names, with a port where it is not the usual one. Seconds, bytes."""

    hosts: frozenset[str]
    most_bytes: int = 8_000_000_000
    connect: float = 10.0
    read: float = 30.0
    whole: float = 7200.0


class _BrokenOff(Exception):
    """Worth another try from where it stopped. Holds the kind of error, not its text."""


def require_allowed(url: str, reach: Reach) -> None:
    """https to one of the hosts; plain http to this machine only. Raises PackageRefused."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise PackageRefused(Fault.WRONG_HOST, url) from None
    named = f"{host}:{port}" if port else host
    if parts.username is not None or named not in reach.hosts:
        raise PackageRefused(Fault.WRONG_HOST, named)
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise PackageRefused(Fault.NOT_SECURE, named)


def host_of(url: str) -> str:
    """As `Reach.hosts` names it."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def fetch(
    url: str,
    part: Path,
    reach: Reach,
    *,
    progress: Progress | None = None,
    certain: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """Fetch `url` into `part`, which may hold its beginning already; the sha256 of the whole.

    `certain`: the caller knows the checksum, so a part may be gone on with though the server names no version of it.
    Raises PackageRefused; what was fetched until then stays, unless it was too large or of another version.
    """
    require_allowed(url, reach)
    tries, wait, deadline = 0, WAIT_SECONDS, time.monotonic() + reach.whole
    with refusing(), _client(reach) as client:
        part.parent.mkdir(parents=True, exist_ok=True)
        while True:
            before = _length(part)
            try:
                return _once(client, url, part, reach, progress=progress, certain=certain, deadline=deadline)
            except _BrokenOff as broken:
                tries, wait = (0, WAIT_SECONDS) if _length(part) > before else (tries + 1, wait * 2)
                if tries >= TRIES or time.monotonic() > deadline:
                    raise PackageRefused(Fault.NOT_FETCHED, f"{host_of(url)}: {broken}") from broken
            sleep(wait)


def fetch_small(url: str, reach: Reach) -> bytes:
    """A file that fits into memory. Raises PackageRefused."""
    require_allowed(url, reach)
    content = bytearray()
    try:
        with _client(reach) as client, _answer(client, url, {}, reach) as answer:
            if answer.status_code != 200:
                raise PackageRefused(Fault.NOT_FETCHED, f"{host_of(url)}: HTTP {answer.status_code}")
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > reach.most_bytes:
                    raise PackageRefused(Fault.TOO_LARGE, url)
    except _BrokenOff as broken:
        raise PackageRefused(Fault.NOT_FETCHED, f"{host_of(url)}: {broken}") from broken
    except _transport_error() as error:
        raise PackageRefused(Fault.NOT_FETCHED, f"{host_of(url)}: {type(error).__name__}") from error
    return bytes(content)


def forget(part: Path) -> None:
    """Remove what was fetched, whole or in part."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _client(reach: Reach) -> "httpx.Client":
    import httpx

    return httpx.Client(
        timeout=httpx.Timeout(reach.read, connect=reach.connect),
        headers={"Accept-Encoding": "identity", "User-Agent": "madoguchi"},
        follow_redirects=False,
    )


def _transport_error() -> "type[httpx.TransportError]":
    import httpx

    return httpx.TransportError


def _once(
    client: "httpx.Client",
    url: str,
    part: Path,
    reach: Reach,
    *,
    progress: Progress | None,
    certain: bool,
    deadline: float,
) -> str:
    begun, headers = _begun(url, part, certain=certain)
    with _answer(client, url, headers, reach) as answer:
        if answer.status_code == 416 and begun:
            if answer.headers.get("content-range") == f"bytes */{begun}":  # it was all there already
                return _digest(part)
            forget(part)
            raise _BrokenOff("HTTP 416")
        _require_content(answer, host_of(url))
        begun, whole = _range(answer, begun)
        if whole > reach.most_bytes:
            raise PackageRefused(Fault.TOO_LARGE, f"{whole} > {reach.most_bytes}")
        require_space(part.parent, whole - begun)
        if not begun:
            forget(part)
            _write_note(part, url, answer)
        return _stream(answer, part, begun, whole, reach, progress=progress, deadline=deadline)


def _require_content(answer: "httpx.Response", host: str) -> None:
    status = answer.status_code
    if status in (408, 429) or status >= 500:
        raise _BrokenOff(f"HTTP {status}")
    if status not in (200, 206):
        raise PackageRefused(Fault.NOT_FETCHED, f"{host}: HTTP {status}")


def _begun(url: str, part: Path, *, certain: bool) -> tuple[int, dict[str, str]]:
    """How much is there, and how to ask for the rest of the very same file: by its strong ETag, or its date."""
    begun = _length(part)
    try:
        note = json.loads(_note(part).read_bytes())
        same = note["url"] == url
        version = str(note["etag"] or note["modified"] or "")
    except (OSError, ValueError, KeyError, TypeError):
        same, version = False, ""
    if not begun or not same or not (version or certain):
        return 0, {}
    return begun, {"Range": f"bytes={begun}-"} | ({"If-Range": version} if version else {})


@contextmanager
def _answer(client: "httpx.Client", url: str, headers: dict[str, str], reach: Reach) -> "Iterator[httpx.Response]":
    """The answer behind at most three redirects, each of them to a host that is allowed."""
    for _ in range(REDIRECTS + 1):
        request = client.build_request("GET", url, headers=headers)
        try:
            answer = client.send(request, stream=True)
        except _transport_error() as error:
            raise _BrokenOff(type(error).__name__) from error
        with closing(answer):
            if not answer.has_redirect_location:
                if answer.headers.get("content-encoding", "identity") != "identity":
                    raise PackageRefused(Fault.NOT_FETCHED, f"{host_of(url)}: Content-Encoding")
                yield answer
                return
            url = urljoin(url, answer.headers["location"])
        require_allowed(url, reach)
    raise PackageRefused(Fault.NOT_FETCHED, f"{host_of(url)}: redirects")


def _range(answer: "httpx.Response", begun: int) -> tuple[int, int]:
    """From which byte the answer goes on, and how long the whole is (0: not said)."""
    length = answer.headers.get("content-length", "")
    said = int(length) if length.isascii() and length.isdigit() else 0
    if answer.status_code == 200:
        return 0, said
    unit, _, rest = answer.headers.get("content-range", "").partition(" ")
    span, _, whole = rest.partition("/")
    start = span.partition("-")[0]
    if unit != "bytes" or start != str(begun) or not begun:
        raise PackageRefused(Fault.NOT_FETCHED, "Content-Range")
    return begun, int(whole) if whole.isascii() and whole.isdigit() else begun + said


def _stream(
    answer: "httpx.Response",
    part: Path,
    begun: int,
    whole: int,
    reach: Reach,
    *,
    progress: Progress | None,
    deadline: float,
) -> str:
    digest, done = hashlib.sha256(), 0
    with part.open("ab+") as file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
        try:
            for chunk in answer.iter_bytes():
                done += len(chunk)
                if done > (whole or reach.most_bytes):
                    break
                file.write(chunk)
                digest.update(chunk)
                if progress is not None:
                    progress(done, whole)
                if time.monotonic() > deadline:
                    raise PackageRefused(Fault.NOT_FETCHED, "too slow")
        except _transport_error() as error:
            raise _BrokenOff(type(error).__name__) from error
    if done > (whole or reach.most_bytes):
        forget(part)
        raise PackageRefused(Fault.TOO_LARGE, str(done))
    if whole and done < whole:
        raise _BrokenOff("cut short")
    return digest.hexdigest()


def _digest(part: Path) -> str:
    with part.open("rb") as file:
        return checksum(file)


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _note(part: Path) -> Path:
    """Beside the part: which version of which file it is the beginning of."""
    return part.with_name(part.name + ".note")


def _write_note(part: Path, url: str, answer: "httpx.Response") -> None:
    etag = answer.headers.get("etag", "")
    strong = "" if etag.startswith("W/") else etag  # a weak one may stand for other bytes (RFC 9110, 13.1.5)
    note = {"url": url, "etag": strong, "modified": answer.headers.get("last-modified", "")}
    _note(part).write_text(json.dumps(note), "utf-8")
