"""What an installer does to a disk: copy, checksum, make durable, take away, one at a time. Knows nothing of packages.

A power cut or a kill leaves at most something whose name begins with a dot; who holds the lock next removes it.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from bot.translation.archive import CHUNK, Limits, Progress, sound_name
from bot.translation.faults import Fault, PackageRefused

LOCK = ".lock"
SPARE = 50_000_000  # bytes left free: a desk on a full disk takes no message
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def locked(folder: Path, *, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Alone in `folder`, which is made. Waits for another after calling `waiting`; without it, refuses: BUSY."""
    with refusing():
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("ab")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting is None:
                raise PackageRefused(Fault.BUSY) from None
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def refusing() -> Iterator[None]:
    """An error of the disk as a refusal that names the file."""
    try:
        yield
    except OSError as error:
        fault = Fault.NO_SPACE if error.errno in FULL else Fault.UNWRITABLE
        raise PackageRefused(fault, f"{error.filename or ''} {error.strerror or ''}".strip()) from error


def require_space(folder: Path, size: int) -> None:
    """Raises PackageRefused where `size` bytes and a spare do not fit."""
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise PackageRefused(Fault.NO_SPACE, f"{(size + SPARE) // 1_000_000} MB > {free // 1_000_000} MB")


@dataclass(frozen=True, slots=True)
class Folder:
    """Files of a folder that somebody made, by path. No link is followed."""

    path: Path
    files: Mapping[str, int]

    @property
    def size(self) -> int:
        return sum(self.files.values())

    def read(self, path: str, most: int) -> bytes:
        if self.files[path] > most:
            raise PackageRefused(Fault.TOO_LARGE, path)
        with (self.path / path).open("rb") as file:
            return file.read(most)

    def unpack(self, into: Path, progress: Progress | None = None) -> None:
        """Copy every file below `into`, which must be new."""
        done = 0
        for path in sorted(self.files):
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with (self.path / path).open("rb") as source, target.open("xb") as file:
                while chunk := source.read(CHUNK):
                    file.write(chunk)
                    done += len(chunk)
                    if progress is not None:
                        progress(done, self.size)


def folder_of(path: Path, limits: Limits = Limits(), *, without: str = "") -> Folder:
    """Raises PackageRefused for links, devices, odd names and too much of anything. `without`: a file that is left."""
    found: dict[str, int] = {}
    for at, folders, names in os.walk(path):
        for name in (*folders, *names):
            full = Path(at, name)
            inner = full.relative_to(path).as_posix()
            sound_name(inner, limits)
            status = full.lstat()
            if stat.S_ISREG(status.st_mode) and inner != without:
                found[inner] = status.st_size
            elif not stat.S_ISDIR(status.st_mode) and inner != without:
                raise PackageRefused(Fault.UNSAFE, inner)
            if len(found) > limits.files:
                raise PackageRefused(Fault.TOO_MANY, str(len(found)))
    if sum(found.values()) > limits.size:
        raise PackageRefused(Fault.TOO_LARGE, str(sum(found.values())))
    return Folder(path, found)


def checksum(file: BufferedReader) -> str:
    """The sha256 of all of an open file, which is rewound."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def checksums(folder: Path, paths: Iterable[str]) -> Mapping[str, tuple[int, str]]:
    """Path -> (bytes, sha256) of files below `folder`."""
    found: dict[str, tuple[int, str]] = {}
    for path in paths:
        with (folder / path).open("rb") as file:
            found[path] = (os.fstat(file.fileno()).st_size, checksum(file))
    return found


def checksum_of_all(files: Mapping[str, tuple[int, str]]) -> str:
    """One sha256 for a folder: of a line for each file, `sha256  path`, sorted by path, as `sha256sum` prints them."""
    lines = "".join(f"{digest}  {path}\n" for path, (_size, digest) in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def make_durable(folder: Path) -> None:
    """Everything below `folder`, and its own list of names, is on the disk when this returns."""
    for at, _folders, names in os.walk(folder):
        for name in names:
            _sync(Path(at, name))
        _sync(Path(at))


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def publish(staged: Path, target: Path) -> None:
    """`staged` becomes `target` in one step, durably. Everything in it must be durable already."""
    staged.rename(target)
    _sync(target.parent)


def replace(path: Path, content: bytes) -> None:
    """The file holds its old or its new content, whatever happens."""
    new = path.with_name(f".new-{path.name}")
    new.write_bytes(content)
    _sync(new)
    new.replace(path)
    _sync(path.parent)


def discard(folder: Path) -> None:
    """Out of sight in one step, then gone; a reader who has it open keeps what he opened."""
    if not folder.exists():
        return
    gone = folder.with_name(f".gone-{folder.name}") if not folder.name.startswith(".") else folder
    if gone != folder:
        shutil.rmtree(gone, ignore_errors=True)
        folder.rename(gone)
        _sync(folder.parent)
    shutil.rmtree(gone)
