"""What is left when an installation is killed at any step, and what two at once do to each other."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.translation import disk, verifying
from bot.translation.faults import PackageRefused
from bot.translation.installing import install
from bot.translation.packages import Packages
from tests.source import TOP
from tests.translation.parcels import ANY, NOW, files, half_written, put, zipped


@pytest.fixture
def packages(tmp_path: Path) -> Packages:
    return Packages(tmp_path / "languages")


def names(packages: Packages) -> list[str]:
    return sorted(path.name for path in packages.folder.iterdir() if path.is_dir())


# A process of its own that dies, as by kill -9, at the nth step that changes the disk.
DIES = """
import os, pathlib, signal, sys
left = int(sys.argv[4])
def dying(real):
    def step(*words, **more):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*words, **more)
    return step
for name in ("fsync", "rename", "replace", "unlink", "rmdir", "mkdir", "open"):
    setattr(os, name, dying(getattr(os, name)))
from tests.translation.parcels import NOW
from bot.translation.installing import Terms, install, remove
from bot.translation.packages import Packages
packages = Packages(pathlib.Path(sys.argv[1]))
if sys.argv[3] == "install":
    install(packages, pathlib.Path(sys.argv[2]), Terms(unpinned=True), now=NOW)
else:
    remove(packages, "translate-id_en")
"""


def killed(packages: Packages, parcel: Path, what: str, at: int) -> bool:
    """Did it die? False: it came to its end before the step."""
    command = [sys.executable, "-c", DIES, str(packages.folder), str(parcel), what, str(at)]
    ended = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert ended.returncode in (0, -9), ended.stderr
    return ended.returncode == -9


def sound(packages: Packages) -> list[str]:
    """The versions that are there, each whole."""
    fresh = Packages(packages.folder)
    verdicts = verifying.verify(fresh)
    assert all(verdict.sound for verdict in verdicts), verdicts
    return [verdict.version for verdict in verdicts]


class TestAKill:
    STEPS = (1, 2, 3, 5, 8, 11, 14, 17, 20, 22, 24, 26, 28, 30, 32, 34, 36, 40, 44, 48, 60, 80)

    def test_of_an_upgrade_leaves_the_old_or_the_new(self, packages: Packages, tmp_path: Path) -> None:
        zipped(tmp_path / "a", files())
        zipped(tmp_path / "b", files(version="2.0"))
        seen, ended = set(), False
        for step in self.STEPS:
            shutil.rmtree(packages.folder, ignore_errors=True)
            put(packages, tmp_path / "a")
            ended = not killed(packages, tmp_path / "b", "install", step)
            seen.add((found := sound(packages))[0])
            assert len(found) == 1
            if ended:
                break
            assert put(packages, tmp_path / "b").version == "2.0"
            assert list(half_written(packages)) == []
            assert len(names(packages)) == 1
        assert ended
        assert seen == {"1.9", "2.0"}

    def test_of_a_removal_leaves_it_whole_or_gone(self, packages: Packages, tmp_path: Path) -> None:
        zipped(tmp_path / "a", files())
        seen, ended = [], False
        for step in (1, 2, 3, 4, 5, 7, 9, 12, 20, 40):
            shutil.rmtree(packages.folder, ignore_errors=True)
            put(packages, tmp_path / "a")
            ended = not killed(packages, tmp_path / "a", "remove", step)
            seen.append(sound(packages))
            assert put(packages, tmp_path / "a").version == "1.9"
            assert list(half_written(packages)) == []
            if ended:
                break
        assert ended
        assert seen[0] == ["1.9"]
        assert seen[-1] == []


class TestTwoAtOnce:
    def test_are_served_one_after_the_other(self, packages: Packages, tmp_path: Path) -> None:
        parcels_ = [zipped(tmp_path / version, files(version=version)) for version in ("1.0", "1.1", "1.2", "1.3")]
        waited: list[str] = []
        troubles: list[BaseException] = []

        def one(path: Path) -> None:
            try:
                install(packages, path, ANY, now=NOW, waiting=lambda: waited.append(path.name))
            except BaseException as error:
                troubles.append(error)

        threads = [threading.Thread(target=one, args=(path,)) for path in parcels_]
        with disk.locked(packages.folder):
            for thread in threads:
                thread.start()
            while len(waited) < len(threads):
                pass
        for thread in threads:
            thread.join()
        assert troubles == []
        assert [package.generation for package in packages.installed()] == [4]
        assert len(sound(packages)) == 1

    def test_the_second_is_refused_where_it_may_not_wait(self, packages: Packages, tmp_path: Path) -> None:
        with disk.locked(packages.folder), pytest.raises(PackageRefused, match="busy"):
            put(packages, zipped(tmp_path / "a", files()))
