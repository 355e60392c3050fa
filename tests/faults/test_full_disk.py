"""The disk is full: what cannot be stored is refused, what was acknowledged is stored, and space is all it takes."""

import shutil
import time
from pathlib import Path

import pytest

from tests.faults.conftest import Build
from tests.faults.loopdisk import resize, tmpfs
from tests.faults.opened import opened
from tests.faults.stream import Stream

pytestmark = [pytest.mark.rig, pytest.mark.usefixtures("disk_rig")]

LEFT = 900  # KiB beside the tables


def test_a_full_disk_refuses_and_recovers_without_a_restart(build: Build, tmp_path: Path) -> None:
    with tmpfs(tmp_path / "disk", 65_536) as disk:
        house = build(cases_url=f"sqlite:///{disk}/cases.db", vault_url=f"sqlite:///{disk}/vault.db")
        house.migrate()
        resize(disk, shutil.disk_usage(disk).used // 1024 + LEFT)
        house.start()
        carrier = house.carrier()
        with Stream(house.street, carrier) as stream:
            _until(lambda: stream.attempted > len(stream.known()) + 50, 40)
            assert house.get("/healthz", timeout=2.0) == 503  # and it says why
            before = len(stream.known())
            resize(disk, 65_536)
            freed = time.monotonic()
            _until(lambda: len(stream.known()) > before + 20, 5)
            recovered = time.monotonic() - freed
            assert house.get("/healthz") == 200
        with opened(*house.opened, house.key) as databases:
            stored = databases.said()
            assert databases.sound()
        house.kill()
    texts = {f"They keep it, {token}." for token in stream.known()}
    assert before > 0
    assert texts <= set(stored)
    assert len(stored) == len(set(stored))
    print(f"\nfull after {before} messages; taken again {recovered:.1f} s after space was there")


def _until(holds: object, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)
