"""A street of vendors, a desk on either database, and where pictures are put."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import House, Street, open_street

DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))


@pytest.fixture
def street() -> Iterator[Street]:
    with open_street() as vendors:
        yield vendors


@pytest.fixture(params=DATABASES)
def house(request: pytest.FixtureRequest, street: Street, tmp_path: Path) -> Iterator[House]:
    """A running desk that a browser on this machine can use."""
    if request.param == "sqlite":
        desk = House(tmp_path / "desk", street, local=True)
    else:
        cases, vault = request.getfixturevalue("postgres").empty_pair()
        roles = ("web", "worker", "scheduler")
        desk = House(tmp_path / "desk", street, cases_url=cases, vault_url=vault, roles=roles, local=True)
    desk.migrate().start()
    yield desk
    codes = desk.stop()
    desk.close()
    assert set(codes) == {0}, desk.logs()[-3000:]
    assert "Traceback" not in desk.logs()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """SCREENSHOTS names a folder to keep them in; else they go with the test's own files."""
    return Path(os.environ.get("SCREENSHOTS") or tmp_path / "pictures")
