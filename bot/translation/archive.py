"""A package's zip file, judged by its list before a byte of it is unpacked. What it holds is not judged here.

Whatever the list says, nothing is written outside the folder that is given, and never more than was announced.
"""

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath

from bot.translation.faults import Fault, PackageRefused

Progress = Callable[[int, int], None]  # bytes done, bytes in all
CHUNK = 1 << 20
ENCRYPTED = 0x1
# A zip's last record, the one before it in large archives, and the entry in front of each file (PKWARE APPNOTE 4.3).
END, END64, LOCATOR64, HEAD = 22, 56, 20, 30
LONGEST_COMMENT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and counts. `ratio`: how many times larger it may get by unpacking, from `ratio_from` bytes on."""

    size: int = 8_000_000_000
    files: int = 500
    listing: int = 1_000_000
    ratio: int = 200
    ratio_from: int = 50_000_000
    name: int = 200
    depth: int = 8


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive whose list is sound. `files`: path below its single folder -> size in bytes."""

    top: str
    files: Mapping[str, int]
    _zip: zipfile.ZipFile

    @property
    def size(self) -> int:
        return sum(self.files.values())

    def read(self, path: str, most: int) -> bytes:
        """A small file of it. Raises PackageRefused where it is larger than `most` or damaged."""
        if self.files[path] > most:
            raise PackageRefused(Fault.TOO_LARGE, path)
        with _unzipping(), self._zip.open(f"{self.top}/{path}") as source:
            return source.read(most)

    def unpack(self, into: Path, progress: Progress | None = None) -> None:
        """Write every file below `into`, which must be new. Raises PackageRefused, or OSError of the disk."""
        done = 0
        for path in sorted(self.files):
            target = into.joinpath(*path.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            with _unzipping(), self._zip.open(f"{self.top}/{path}") as source, target.open("xb") as file:
                while chunk := source.read(CHUNK):
                    file.write(chunk)
                    done += len(chunk)
                    if progress is not None:
                        progress(done, self.size)


@contextmanager
def opened(file: BufferedReader, limits: Limits = Limits()) -> Iterator[Archive]:
    """Raises PackageRefused for whatever is wrong with the list, or OSError where the file cannot be read."""
    if _listing(file) > limits.listing:
        raise PackageRefused(Fault.TOO_MANY)
    with _unzipping():
        zipped = zipfile.ZipFile(file)
    with zipped:
        top, files = _judged(zipped, limits)
        yield Archive(top, files, zipped)


@contextmanager
def _unzipping() -> Iterator[None]:
    """zipfile says in many ways that bytes are no sound archive; the file system's own errors go on as they are."""
    try:
        yield
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError) as error:
        raise PackageRefused(Fault.NOT_AN_ARCHIVE) from error
    except (NotImplementedError, RuntimeError, ValueError, struct.error, OverflowError) as error:
        raise PackageRefused(Fault.NOT_AN_ARCHIVE) from error


def _listing(file: BufferedReader) -> int:
    """How many bytes the archive says its list has: zipfile would read all of it into memory."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - END - LONGEST_COMMENT - LOCATOR64 - END64))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + END > len(tail):
        raise PackageRefused(Fault.NOT_AN_ARCHIVE)
    announced: int = struct.unpack_from("<L", tail, at + 12)[0]
    if at >= LOCATOR64 + END64 and tail[at - LOCATOR64 : at - LOCATOR64 + 4] == b"PK\x06\x07":
        announced64: int = struct.unpack_from("<Q", tail, at - LOCATOR64 - END64 + 40)[0]
        return announced64 if announced == 0xFFFFFFFF else max(announced, announced64)
    return announced


def _judged(zipped: zipfile.ZipFile, limits: Limits) -> tuple[str, Mapping[str, int]]:
    entries = zipped.infolist()
    if len(entries) > limits.files:
        raise PackageRefused(Fault.TOO_MANY, str(len(entries)))
    for entry in entries:
        _sound_entry(entry, limits)
    _nothing_twice(entries)
    size, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if size > limits.size or (size > limits.ratio_from and size > packed * limits.ratio):
        raise PackageRefused(Fault.TOO_LARGE, str(size))
    tops = {entry.filename.split("/")[0] for entry in entries}
    files = {entry.filename: entry.file_size for entry in entries if not entry.is_dir()}
    if len(tops) != 1 or not files or any("/" not in name for name in files):
        raise PackageRefused(Fault.NOT_ONE_FOLDER, ", ".join(sorted(tops)[:5]))
    _no_overlap(zipped, entries)
    (top,) = tops
    return top, {name[len(top) + 1 :]: length for name, length in files.items()}


def _sound_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    """An ordinary file or folder with an ordinary name, packed in the ordinary way."""
    sound_name(entry.orig_filename, limits)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind and (kind == stat.S_IFDIR) != entry.is_dir()):
        raise PackageRefused(Fault.UNSAFE, entry.filename)
    if entry.flag_bits & ENCRYPTED or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackageRefused(Fault.NOT_AN_ARCHIVE, entry.filename)
    if entry.is_dir() and entry.file_size:
        raise PackageRefused(Fault.UNSAFE, entry.filename)


def sound_name(name: str, limits: Limits = Limits()) -> None:
    """A path below one folder, the same on every file system. Raises PackageRefused."""
    path = name.removesuffix("/")
    parts = path.split("/")
    bad_part = any(part in ("", ".", "..") or part != part.strip() or part.endswith(".") for part in parts)
    if bad_part or not path.isprintable() or set(path) & set('\\:*?"<>|') or PurePosixPath(path).is_absolute():
        raise PackageRefused(Fault.UNSAFE, name)
    if len(path.encode()) > limits.name or len(parts) > limits.depth:
        raise PackageRefused(Fault.UNSAFE, name)


def _nothing_twice(entries: list[zipfile.ZipInfo]) -> None:
    """No two entries that some file system takes for one, and no file that is also a folder."""
    folded = [_folded(entry.filename.removesuffix("/")) for entry in entries]
    if len(set(folded)) != len(folded):
        raise PackageRefused(Fault.TWICE)
    files = {_folded(entry.filename) for entry in entries if not entry.is_dir()}
    for name in folded:
        if any(str(above) in files for above in PurePosixPath(name).parents):
            raise PackageRefused(Fault.TWICE, name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _no_overlap(zipped: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Entries that share their bytes make a small archive huge."""
    ordered = sorted(entries, key=lambda one: one.header_offset)
    ends = [*(one.header_offset for one in ordered[1:]), zipped.start_dir]
    for entry, end in zip(ordered, ends, strict=True):
        if entry.header_offset + HEAD + entry.compress_size > end:
            raise PackageRefused(Fault.NOT_AN_ARCHIVE, entry.filename)
