"""One desk and its vendors for the tests that leave it well, and desks of their own for those that do not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import House, Street, open_street
from tests.faults.loopdisk import can_mount

BODY_LIMIT = 200_000
UNLIMITED = f"""
[limits]
address_per_minute = 1000000
channel_per_minute = 100000000
body_bytes = {BODY_LIMIT}

[outbox]
lease_seconds = 10.0
tick_seconds = 0.5
first_wait_seconds = 0.2
"""
Build = Callable[..., House]


@pytest.fixture(scope="session")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_street() as vendors:
        desk = House(tmp_path_factory.mktemp("shared") / "desk", vendors, more=UNLIMITED)
        desk.migrate().start()
        yield desk
        desk.close()


@pytest.fixture
def house(shared_house: House) -> Iterator[House]:
    """The desk that many tests share. Whoever leaves a call that breaks a vendor's specification fails."""
    yield shared_house
    shared_house.street.assert_contract()


@pytest.fixture
def street(house: House) -> Street:
    return house.street


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Makes a desk of this test's own, with vendors of its own; stops it in the end."""
    houses: list[House] = []
    with open_street() as vendors:

        def make(**settings: object) -> House:
            house = House(tmp_path / f"desk{len(houses)}", vendors, more=UNLIMITED, **settings)  # type: ignore[arg-type]
            houses.append(house)
            return house

        yield make
        for house in houses:
            house.close()


@pytest.fixture
def disk_rig() -> None:
    if not can_mount():
        pytest.skip("needs root, a loop device and mkfs.ext4")
