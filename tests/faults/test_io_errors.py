"""The disk fails now and then: an error is never taken for a success, and the desk goes on."""

import shutil

import pytest

from tests.acceptance.house import House
from tests.faults.conftest import Build
from tests.faults.opened import opened
from tests.vendors.carrier import Carrier

pytestmark = [pytest.mark.rig]
SYNC = "enable_random name=posix/io/sync/*,probability=0.05"
WRITE = "enable_random name=posix/io/rw/pwrite*,probability=0.005"
SENT, STARTS = 300, 10


@pytest.mark.parametrize("fault", [SYNC, WRITE], ids=["sync", "write"])
def test_random_io_errors_lose_nothing_that_was_acknowledged(build: Build, fault: str) -> None:
    if shutil.which("fiu-run") is None:
        pytest.skip("needs fiu-run (fiu-utils)")
    house = build(before=("fiu-run", "-x", "-c", fault))
    _started(house.migrate())
    acknowledged, refused, silent = _send(house.carrier(timeout=12.0), house)
    house.kill()
    with opened(*house.opened, house.key) as databases:
        stored = databases.said()
        assert databases.sound()
    print(f"\nacknowledged {len(acknowledged)}, refused {refused}, no answer {silent}")
    assert acknowledged <= set(stored)
    assert len(stored) == len(set(stored))
    assert len(acknowledged) > SENT // 2
    assert refused > 0, "no fault was met: the test proves nothing"
    assert silent == 0


def _started(house: House) -> None:
    """The disk may fail while it starts, too; whoever keeps it running starts it again, as systemd does."""
    for _ in range(STARTS):
        try:
            house.start()
        except AssertionError:
            house.kill()
        else:
            return
    raise AssertionError(f"not started in {STARTS} tries:\n{house.logs()[-2000:]}")


def _send(carrier: Carrier, house: object) -> tuple[set[str], int, int]:
    acknowledged, refused, silent = set(), 0, 0
    for count in range(SENT):
        text = f"It is still not paid, token-{count:06d}."
        status = carrier.once(house.street.from_twilio.text(f"+8190{count % 7:08d}", text))  # type: ignore[attr-defined]
        if status == 200:
            acknowledged.add(text)
        refused += status == 503
        silent += status == 0
        assert status in (0, 200, 503)
    return acknowledged, refused, silent
