"""kill -9 at fifty random points of two hundred conversations: nothing lost, nothing applied twice, replies counted."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from tests.acceptance.house import House
from tests.faults.conftest import Build
from tests.faults.crowd import Crowd, compare, wait_until
from tests.faults.opened import opened
from tests.postgres import Server
from tests.vendors.line import REPLY_SECONDS, Line
from tests.vendors.stand_in import Call

PEOPLE, KILLS = 200, 50
MARGIN = 10.0  # the last seconds of a reply token's minute are not trusted


@dataclass
class Account:
    """What the kills cost, channel by channel."""

    kills: int = 0
    events: int = 0
    deliveries: int = 0
    lost: int = 0
    doubled: int = 0
    again: "Counter[str]" = field(default_factory=Counter)
    missing: "Counter[str]" = field(default_factory=Counter)
    line_pushed: int = 0  # a push said again beside its own key
    line_in_time: int = 0  # a reply said again while its token could still have told; LINE gives replies no key


def _expected(house: House) -> "dict[str, Counter[str]]":
    """What a worker on each channel is shown when nothing goes wrong."""
    quiet = Crowd(house, 3, house.carrier(), seconds=20.0, first=100)
    quiet.start()
    quiet.join(60)
    assert quiet.failed == []
    return {quiet.story(number).channel: quiet.shown(number) for number in range(3)}


def _kill_at_random_points(house: House, crowd: Crowd, kills: int, account: Account) -> None:
    """Points are counted in deliveries, so that they fall where the work is, and then a moment of chance."""
    chance, turns = random.Random(9), 12 * crowd.people
    for point in sorted(chance.sample(range(20, turns), kills)):
        wait_until(lambda point=point: len(crowd.carrier.acknowledged) >= point or not crowd.running(), 120)  # type: ignore[misc]
        if not crowd.running():
            return
        time.sleep(chance.uniform(0, 0.03))
        house.kill()
        account.kills += 1
        house.start()


def _settle(house: House) -> None:
    """Until the outbox has nothing left to send."""
    with opened(*house.opened, house.key) as databases:
        assert wait_until(lambda: databases.count("outbox", "state = 'queued'") == 0, 60), "the outbox did not empty"


def _worker_rows(house: House) -> "Counter[str]":
    """Every word of every worker's message, and under the empty word the messages themselves."""
    with opened(*house.opened, house.key) as databases:
        said = databases.said()
    return Counter({"": len(said)}) + Counter(word for text in said for word in text.replace(".", " ").split())


def _audit(crowd: Crowd, expected: "dict[str, Counter[str]]", said: "Counter[str]", account: Account) -> None:
    account.events = sum(len(dialogue.worker.sent) for dialogue in crowd.dialogues.values())
    account.deliveries = crowd.carrier.attempts
    account.lost = max(0, account.events - said[""])
    account.doubled = max(0, said[""] - account.events)
    for number, dialogue in crowd.dialogues.items():
        written = Counter(word for text in dialogue.said for word in text.replace(".", " ").split())
        for token in crowd.tokens(number):
            assert written[token] > 0
            account.lost += max(0, written[token] - said[token])
            account.doubled += max(0, said[token] - written[token])
        channel = crowd.story(number).channel
        again, missing = compare(crowd, number, expected[channel])
        account.again[channel] += again
        account.missing[channel] += missing


def _said_again(line: Line) -> tuple[int, int]:
    """Accepted twice with the same words: pushes beside their own key, replies repeated before their token was over."""
    pushed, in_time, last = 0, 0, dict[str, Call]()
    for call in (call for call in line.sends() if call.to):
        before = last.get(call.to)
        last[call.to] = call
        if before is None or before.fields["messages"] != call.fields["messages"]:
            continue
        if before.path.endswith("push"):
            pushed += 1
        else:
            in_time += call.at - _issued(line, before) < REPLY_SECONDS - MARGIN
    return pushed, in_time


def _issued(line: Line, reply: Call) -> float:
    """A token's minute begins with the worker's message, however long we were away since."""
    return line.tokens[str(reply.fields["replyToken"])].issued


def _sound(house: House, people: int) -> None:
    with opened(*house.opened, house.key) as databases:
        assert databases.sound()
        assert databases.count("cases") == people
        assert databases.count("inbox") == 0
        assert databases.count("outbox", "state = 'dead'") == 0


def _run(house: House, people: int, kills: int) -> Account:
    house.migrate().start()
    expected = _expected(house)
    before = _worker_rows(house)
    account, crowd = Account(), Crowd(house, people, house.carrier())
    crowd.start()
    _kill_at_random_points(house, crowd, kills, account)
    crowd.join(1000)
    assert crowd.failed == []
    assert len(set(crowd.references.values())) == people
    _settle(house)
    _sound(house, people + 3)
    said = _worker_rows(house)
    said.subtract(before)
    _audit(crowd, expected, said, account)
    account.line_pushed, account.line_in_time = _said_again(house.street.line)
    print(f"\n{account}")
    return account


def _check(account: Account) -> None:
    assert account.lost == 0, account
    assert account.doubled == 0, account
    assert account.line_pushed == 0, account
    assert sum(account.missing.values()) == 0, account


@pytest.mark.slow
def test_a_few_kills_lose_nothing_and_repeat_nothing(build: Build) -> None:
    house = build()
    account = _run(house, 6, 2)
    assert account.kills == 2
    _check(account)


@pytest.mark.slow(minutes=4)
def test_fifty_kills_of_two_hundred_conversations_on_sqlite(build: Build) -> None:
    house = build()
    account = _run(house, PEOPLE, KILLS)
    assert account.kills == KILLS
    _check(account)


@pytest.mark.slow(minutes=8)
def test_fifty_kills_of_two_hundred_conversations_on_postgresql(build: Build, postgres: Server) -> None:
    urls = postgres.empty_pair()
    house = build(cases_url=urls[0], vault_url=urls[1], roles=("web", "worker", "scheduler"))
    account = _run(house, PEOPLE, KILLS)
    assert account.kills == KILLS
    _check(account)
