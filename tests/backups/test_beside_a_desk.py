"""Backups of a desk that runs: made while it takes turns, and killed at every kind of point."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.backups import manifest
from bot.backups.manifest import BackupDamaged
from tests.acceptance.house import ROOT, House
from tests.faults.conftest import Build, build
from tests.faults.crowd import Crowd
from tests.faults.opened import opened
from tests.postgres import Server

__all__ = ["build"]
PEOPLE, BACKUPS, KILLS = 6, 3, 4


def desk_on(build: Build, database: str, request: pytest.FixtureRequest) -> House:
    if database == "sqlite":
        return build()
    server: Server = request.getfixturevalue("postgres")
    cases, vault = server.empty_pair()
    request.addfinalizer(lambda: server.drop_pair((cases, vault)))
    return build(cases_url=cases, vault_url=vault)


def restored(build: Build, database: str, request: pytest.FixtureRequest, folder: Path) -> list[str]:
    """All that workers said, by a desk that has nothing but the backup and the key. Every row must open."""
    other = desk_on(build, database, request)
    if database == "postgresql":
        other.command("migrate")
    other.command("restore", str(folder), "--yes")
    with opened(*other.opened, other.key) as databases:
        assert databases.sound()
        return databases.said()


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_backup_made_while_workers_write_is_whole_and_every_word_of_it_opens(
    build: Build, database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    house = desk_on(build, database, request)
    house.migrate()
    house.start()
    crowd = Crowd(house, PEOPLE, house.carrier(), seconds=40.0)
    crowd.start()
    folders = [tmp_path / f"copy{n}" for n in range(BACKUPS)]
    during = []
    for folder in folders:
        house.command("backup", str(folder))
        during.append(crowd.running())
    crowd.join(45)
    assert crowd.failed == []
    assert during[0], "no backup was made while somebody wrote"
    with opened(*house.opened, house.key) as databases:
        everything = databases.said()
    house.stop()
    counted = [restored(build, database, request, folder) for folder in (folders[0], folders[-1])]
    for said in counted:
        assert said
        assert set(said) <= set(everything)
    assert len(counted[0]) <= len(counted[1])


def backup(house: House, folder: Path, kill_at: int) -> "subprocess.CompletedProcess[bytes]":
    words = ["backup", str(folder), "--config", str(house.config)]
    return subprocess.run(
        [sys.executable, "-m", "tests.backups.killed", str(kill_at), str(folder.parent), *words],
        cwd=ROOT,
        env=house._environ(),
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_backup_killed_at_any_point_is_whole_or_refused_and_the_desk_is_unharmed(
    build: Build, database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    house = desk_on(build, database, request)
    house.migrate()
    house.start()
    place = tmp_path / "backups"
    place.mkdir()
    counting = backup(house, place / "first", 0)
    assert counting.returncode == 0, counting.stderr
    points = int(counting.stderr.split()[-1])
    assert points > KILLS
    whole = 0
    for n in range(KILLS):
        folder = place / f"copy{n}"
        at = 1 + n * (points - 1) // (KILLS - 1)
        assert backup(house, folder, at).returncode == -signal.SIGKILL
        try:
            manifest.read(folder)
            whole += 1
        except BackupDamaged:
            assert not folder.exists()
        assert house.get("/readyz") == 200
    assert whole < KILLS
    part = next(path for path in place.iterdir() if path.name.endswith(".part"))
    assert "not a whole backup" in refused(house, part)
    last = house.command("backup", str(place / "last"))
    assert "Removed" in last
    assert [path.name for path in place.iterdir() if path.name.startswith(".")] == []
    after = Crowd(house, 1, house.carrier(), seconds=30.0, first=7000)
    after.start()
    after.join(30)
    assert after.failed == []
    with opened(*house.opened, house.key) as databases:
        assert databases.sound()


def refused(house: House, folder: Path) -> str:
    """What `restore` says of what is there; it must not touch anything."""
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "restore", str(folder), "--replace", "--yes", "--config", str(house.config)],
        cwd=ROOT,
        env=house._environ(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1
    return ran.stderr.decode()
