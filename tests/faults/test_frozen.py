"""The process stands still for a while: vendors give up and call again, and everything is there once."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.acceptance.house import House
from tests.acceptance.workers import worker
from tests.faults.conftest import Build
from tests.faults.opened import opened
from tests.postgres import Server


def test_a_frozen_process_takes_everything_once_when_it_goes_on(house: House) -> None:
    carrier = house.carrier(timeout=0.5)
    people = [worker(channel, house.street, carrier) for n in range(4) for channel in ("line", "sms", "telegram")]
    house.signal(signal.SIGSTOP)
    texts = [f"The dormitory has no water, token-{number:06d}." for number in range(len(people))]
    threads = [threading.Thread(target=person.say, args=(text,)) for person, text in zip(people, texts, strict=True)]
    for thread in threads:
        thread.start()
    time.sleep(3.0)
    assert carrier.attempts > len(people)
    house.signal(signal.SIGCONT)
    for thread in threads:
        thread.join(20)
    assert len(set(carrier.acknowledged)) == len(people)
    with opened(*house.opened, house.key) as databases:
        said = databases.said()
    assert sorted(text for text in said if text in texts) == texts
    for person in people:
        seen = person.phones.wait(person.address, lambda bubbles: len(bubbles) > 0, 10)
        assert len(seen) == len({bubble.text for bubble in seen}) > 0


@pytest.mark.slow
def test_a_frozen_database_server_is_told_to_vendors_in_time(build: Build, postgres: Server) -> None:
    urls = postgres.empty_pair()
    house = build(cases_url=urls[0], vault_url=urls[1], roles=("web", "worker", "scheduler")).migrate().start()
    carrier = house.carrier(timeout=15.0)
    person = worker("sms", street := house.street, carrier, 900)
    assert person.say("The first message") == 200
    with _frozen(postgres):
        began = time.monotonic()
        assert carrier.once(street.from_twilio.text(person.address, "While it stands")) == 503
        assert time.monotonic() - began < 12.0
        assert house.get("/healthz", timeout=2.0) in (200, 503)
    assert person.say("It goes on") == 200
    with opened(*house.opened, house.key) as databases:
        said = databases.said()
    assert said.count("The first message") == said.count("It goes on") == 1


@contextmanager
def _frozen(postgres: Server) -> Iterator[None]:
    """Every process of the server stands still."""
    assert postgres.pid is not None
    processes = [psutil.Process(postgres.pid), *psutil.Process(postgres.pid).children(recursive=True)]
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()
