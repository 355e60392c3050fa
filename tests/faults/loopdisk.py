"""A small disk of our own: an ext4 file system in a file, whose power can be cut. Needs root and a loop device."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def can_mount() -> bool:
    return os.geteuid() == 0 and Path("/dev/loop-control").exists() and shutil.which("mkfs.ext4") is not None


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=60)


@contextmanager
def ext4(image: Path, at: Path, megabytes: int = 64) -> Iterator[Path]:
    """A fresh file system in `image`, mounted on `at`."""
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image))
    with mounted(image, at):
        yield at


@contextmanager
def mounted(image: Path, at: Path, kind: str = "ext4") -> Iterator[Path]:
    """The file system in `image`, its journal replayed as after any power cut."""
    at.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", kind, "-o", "loop", str(image), str(at))
    try:
        yield at
    finally:
        _unmount(at)


@contextmanager
def tmpfs(at: Path, kilobytes: int) -> Iterator[Path]:
    """A disk that is soon full."""
    at.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(at))
    try:
        yield at
    finally:
        _unmount(at)


def resize(at: Path, kilobytes: int) -> None:
    _run("mount", "-o", f"remount,size={kilobytes}k", str(at))


def snapshot(image: Path, to: Path) -> None:
    """What the device has been given until now: nothing is synced, nothing frozen."""
    _run("cp", "--sparse=always", str(image), str(to))


def _unmount(at: Path) -> None:
    for _ in range(20):
        with suppress(subprocess.CalledProcessError):
            _run("umount", str(at))
            return
        subprocess.run(["sleep", "0.1"], check=False)
    subprocess.run(["umount", "-l", str(at)], check=False)
