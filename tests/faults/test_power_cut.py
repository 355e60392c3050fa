"""The power goes off: what was acknowledged is on the disk. With a weaker promise to the disk this test must fail.

The server is stopped, the disk's image is copied as it is, without sync, and the copy is mounted as after a reboot.
"""

import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from tests.acceptance.house import House
from tests.faults.conftest import Build
from tests.faults.crowd import wait_until
from tests.faults.loopdisk import ext4, mounted, snapshot
from tests.faults.opened import opened, sqlite_urls
from tests.faults.stream import Stream

pytestmark = [pytest.mark.rig, pytest.mark.slow, pytest.mark.usefixtures("disk_rig")]
WEAK = (sys.executable, "-m", "tests.faults.weak_launcher")


@dataclass
class Toll:
    """What the cuts cost."""

    cuts: int = 0
    checked: int = 0
    missing: int = 0
    doubled: int = 0
    unreadable: int = 0
    lossy: int = 0


def _after_reboot(house: House, image: Path, known: set[str], toll: Toll) -> None:
    copy = image.with_suffix(".cut")
    with mounted(copy, image.with_suffix(".after")) as disk:
        toll.cuts += 1
        toll.checked += len(known)
        try:
            with opened(*sqlite_urls(disk), house.key) as databases:
                said, sound = databases.said(), databases.sound()
        except (DatabaseError, KeyError):
            toll.unreadable += 1
            toll.lossy += 1
            return
        stored = [text.rsplit("token-", 1)[-1].rstrip(".") for text in said]
        missing = len({token.removeprefix("token-") for token in known} - set(stored))
        toll.missing += missing
        toll.lossy += missing > 0
        toll.doubled += len(stored) - len(set(stored))
        toll.unreadable += not sound


def _cut(house: House, stream: Stream, image: Path, toll: Toll) -> None:
    house.signal(signal.SIGSTOP)
    time.sleep(0.1)  # answers on their way have arrived
    known = stream.known()
    snapshot(image, image.with_suffix(".cut"))
    house.signal(signal.SIGCONT)
    _after_reboot(house, image, known, toll)


def _cuts(
    build: Build, tmp_path: Path, number: int, enough: Callable[[Toll], bool] = lambda toll: False, **how: object
) -> Toll:
    image, at, toll, chance = tmp_path / "disk.img", tmp_path / "disk", Toll(), random.Random(7)
    with ext4(image, at, 192):
        house = build(cases_url=f"sqlite:///{at}/cases.db", vault_url=f"sqlite:///{at}/vault.db", **how)
        house.migrate().start()
        with Stream(house.street, house.carrier()) as stream:
            assert wait_until(lambda: len(stream.known()) > 50, 60)
            while toll.cuts < number and not enough(toll):
                time.sleep(chance.uniform(0.1, 0.6))
                _cut(house, stream, image, toll)
        house.kill()
    print(f"\n{toll}")
    shutil.rmtree(at, ignore_errors=True)
    return toll


def test_twenty_power_cuts_lose_nothing_that_was_acknowledged(build: Build, tmp_path: Path) -> None:
    toll = _cuts(build, tmp_path, 20)
    assert (toll.cuts, toll.missing, toll.doubled, toll.unreadable) == (20, 0, 0, 0)
    assert toll.checked > 1000


@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_the_same_cuts_do_lose_rows_with_a_weaker_promise(build: Build, tmp_path: Path, level: str) -> None:
    weak = {"launcher": WEAK, "environ": {"TEST_SYNCHRONOUS": level}}
    toll = _cuts(build, tmp_path, 20, lambda toll: toll.lossy >= 3, **weak)
    assert toll.lossy > 0
