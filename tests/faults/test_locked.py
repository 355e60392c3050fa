"""Another process holds the database: callers wait or are told to come again, and the desk still answers the rest."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.acceptance.house import House
from tests.faults.conftest import Build
from tests.faults.opened import opened


@contextmanager
def _locked(house: House, name: str, seconds: float) -> Iterator[None]:
    """Hold the write lock as a backup or a person with a shell might."""
    held, path = threading.Event(), house.folder / "var" / name

    def hold() -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(seconds)
        connection.execute("ROLLBACK")
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(5)
    try:
        yield
    finally:
        thread.join()


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("cases.db", 3.0),
        pytest.param("cases.db", 14.0, marks=pytest.mark.slow),
        pytest.param("vault.db", 14.0, marks=pytest.mark.slow),
    ],
)
def test_a_locked_database_delays_or_refuses_but_never_hangs(build: Build, name: str, seconds: float) -> None:
    house = build().migrate().start()
    answers: list[tuple[str, int, float]] = []

    def send(number: int) -> None:
        carrier, text = house.carrier(), f"They took it, token-{number:06d}."
        began = time.monotonic()
        status = carrier.once(house.street.from_twilio.text(f"+8190{number:08d}", text))
        answers.append((text, status, time.monotonic() - began))

    with _locked(house, name, seconds):
        senders = [threading.Thread(target=send, args=(number,)) for number in range(12)]
        for sender in senders:
            sender.start()
        began = time.monotonic()
        assert house.get("/healthz") == 200
        assert time.monotonic() - began < 1.0
        for sender in senders:
            sender.join(20)
    assert len(answers) == 12
    assert {status for _, status, _ in answers} <= {200, 503}
    assert max(took for _, _, took in answers) < 10.0
    if seconds < 5:
        assert {status for _, status, _ in answers} == {200}
    send(99)
    assert answers[-1][1] == 200
    with opened(*house.opened, house.key) as databases:
        stored = databases.said()
    assert {text for text, status, _ in answers if status == 200} <= set(stored)
    assert len(stored) == len(set(stored))
