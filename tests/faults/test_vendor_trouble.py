"""A vendor refuses, stalls or cuts the line: all is said in the end, in order, and twice only where nobody can know."""

import time
from collections import deque
from functools import cache

import pytest

from tests.acceptance.house import House, Street
from tests.acceptance.workers import OnLine, OnSms, OnTelegram, worker
from tests.faults.opened import opened
from tests.vendors.stand_in import StandIn, Trouble

CHANNELS = ("telegram", "sms", "line")
REFUSED = {
    "server error": Trouble(status=503),
    "throttled": Trouble(status=429, retry_after=1),
    "cut before": Trouble(drop=True),
}
TAKEN = {"cut after": Trouble(drop=True, accept=True), "error after": Trouble(status=500, accept=True)}


def _vendor(street: Street, channel: str) -> StandIn:
    return {"telegram": street.telegram, "sms": street.twilio, "line": street.line}[channel]


def _texts(person: OnTelegram | OnSms | OnLine, least: int = 1, quiet: float = 0.3) -> list[str]:
    """What she is shown, once nothing more has come for `quiet` seconds."""
    person.phones.wait(person.address, lambda bubbles: len(bubbles) >= least, 15)
    before = -1
    while before != (now := len(person.phones.seen(person.address))):
        before = now
        time.sleep(quiet)
    return [bubble.text for bubble in person.phones.seen(person.address)]


@cache
def _undisturbed(street: Street, house: House, channel: str) -> list[str]:
    person = worker(channel, street, house.carrier())
    person.say("They lock the door at night")
    return _texts(person)


@pytest.mark.parametrize("trouble", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("channel", CHANNELS)
def test_what_was_refused_is_said_once_in_the_end(street: Street, house: House, channel: str, trouble: Trouble) -> None:
    expected = _undisturbed(street, house, channel)
    person = worker(channel, street, house.carrier())
    _vendor(street, channel).trouble_for[person.address] = deque([trouble])
    person.say("They lock the door at night")
    assert _texts(person, len(expected)) == expected


@pytest.mark.parametrize("trouble", TAKEN.values(), ids=TAKEN)
@pytest.mark.parametrize("channel", CHANNELS)
def test_what_was_taken_without_an_answer_is_not_said_again_where_that_can_be_known(
    street: Street, house: House, channel: str, trouble: Trouble
) -> None:
    expected = _undisturbed(street, house, channel)
    person = worker(channel, street, house.carrier())
    _vendor(street, channel).trouble_for[person.address] = deque([trouble])
    person.say("They lock the door at night")
    shown = _texts(person, len(expected), quiet=1.2)
    if channel == "telegram":  # takes no key and cannot be asked
        assert list(dict.fromkeys(shown)) == expected
        assert len(shown) <= len(expected) + 1
    else:
        assert shown == expected


def test_one_workers_trouble_does_not_hold_up_another(street: Street, house: House) -> None:
    unlucky, lucky = (worker("telegram", street, house.carrier()) for _ in range(2))
    street.telegram.trouble_for[unlucky.address] = deque([Trouble(hang=5.0, drop=True)])
    unlucky.say("Hello")
    began = time.monotonic()
    lucky.say("Hello")
    assert lucky.phones.wait(lucky.address, lambda bubbles: len(bubbles) > 0, 5)
    assert time.monotonic() - began < 2.0


def test_nobody_who_blocked_us_or_opted_out_is_written_to(street: Street, house: House) -> None:
    person = worker("telegram", street, house.carrier())
    street.telegram.blocked.add(person.address)
    person.say("Hello")
    time.sleep(1.0)
    tries = len([call for call in street.telegram.calls if call.to == person.address])
    assert tries == 1
    quiet = worker("sms", street, house.carrier())
    assert house.carrier().once(street.from_twilio.text(quiet.address, "STOP", OptOutType="STOP")) == 200
    time.sleep(0.5)
    assert quiet.phones.seen(quiet.address) == []


def test_everything_is_in_order_though_the_first_call_fails(street: Street, house: House) -> None:
    person = worker("telegram", street, house.carrier())
    street.telegram.trouble_for[person.address] = deque([Trouble(status=503), Trouble(status=503)])
    for text in ("First", "TEST", "MENU"):
        person.say(text)
    _texts(person, 3)
    with opened(*house.opened, house.key) as databases:
        rows = [row for row in databases.messages() if row.author == "bot"]
        mine = next(row.conversation for row in databases.messages() if row.text == "First")
    said = [text for row in rows if row.conversation == mine for text in (*row.body.get("before", ()), row.text)]
    assert "\n".join(_texts(person)).replace("\n", "") == "\n".join(said).replace("\n", "")
