"""kill -9 of a desk that asks Telegram for updates: nothing lost, nothing applied twice, nobody waits for a lease."""

import json
import time
from collections import Counter

import pytest

from bot.conversation import script
from tests.acceptance.house import House
from tests.bench.dialogue import words
from tests.faults.conftest import Build
from tests.faults.crowd import DIGITS, wait_until
from tests.faults.opened import opened

PEOPLE, KILLS = 30, 4
FIRST = "4000"


def begin(house: House) -> None:
    text = house.config.read_text(encoding="utf-8")
    house.config.write_text(text.replace("[channels.telegram]", '[channels.telegram]\nmode = "polling"'), "utf-8")
    house.migrate().start()


def told(text: str, user: str) -> str:
    """Her words carry her number; what she chooses from a list does not."""
    return f"{text} w{user}" if " " in text else text


def write(house: House, user: str, text: str) -> None:
    house.street.telegram.updates.append(json.loads(house.street.from_telegram.text(user, text).body))


def shown(house: House, user: str) -> list[str]:
    return [DIGITS.sub("0", bubble.text) for bubble in house.street.telegram.phones.seen(user)]


@pytest.mark.slow
def test_a_poller_killed_again_and_again_loses_nothing_and_applies_nothing_twice(build: Build) -> None:
    house, typed = build(), words(script.build())
    telegram = house.street.telegram
    begin(house)
    first = [told(text, FIRST) for text in typed]
    for text in first:
        write(house, FIRST, text)
    assert wait_until(lambda: len(telegram.sends()) >= len(typed) and not telegram.updates, 60)
    settle(house)
    expected = shown(house, FIRST)
    people = [str(5000 + number) for number in range(PEOPLE)]
    waiting = [(user, told(text, user)) for text in typed for user in people]
    house.kill()
    for user, text in waiting:
        write(house, user, text)
    house.start()
    for kill in range(1, KILLS + 1):
        point = len(typed) + kill * len(waiting) // (KILLS + 1)
        assert wait_until(lambda point=point: len(telegram.sends()) >= point, 60), "deaf after a kill"  # type: ignore[misc]
        house.kill()
        house.start()
        started = time.monotonic()
        assert wait_until(lambda before=len(telegram.sends()): len(telegram.sends()) > before, 30)  # type: ignore[misc]
        assert time.monotonic() - started < 20, "it waited for the lease of the dead"
    assert wait_until(lambda: not telegram.updates, 60), "all were settled"
    settle(house)
    again = Counter[str]()
    for user in people:
        seen, rest = shown(house, user), Counter(expected)
        assert not rest - Counter(seen), "she missed a message"
        again[user] = len(seen) - len(expected)
        assert [text for at, text in enumerate(seen) if at == 0 or text != seen[at - 1]] == without_echo(expected)
    assert max(again.values()) <= KILLS  # what was on its way at a kill: Telegram can be asked nothing
    assert filed(house) == Counter(text for _, text in waiting) + Counter(first)


def without_echo(texts: list[str]) -> list[str]:
    return [text for at, text in enumerate(texts) if at == 0 or text != texts[at - 1]]


def settle(house: House) -> None:
    with opened(*house.opened, house.key) as databases:
        assert wait_until(lambda: databases.count("outbox", "state = 'queued'") == 0, 60), "the outbox did not empty"


def filed(house: House) -> "Counter[str]":
    with opened(*house.opened, house.key) as databases:
        assert databases.sound()
        assert databases.count("cases") == PEOPLE + 1
        return Counter(databases.said())
