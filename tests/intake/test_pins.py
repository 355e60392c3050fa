"""PIN hashes and how many wrong tries there are."""

import pytest

from bot.intake.pins import NOBODY, Tries, hash_of, hashed, matches, matches_hash
from bot.intake.slow import Answers, Slow
from storage.times import HOUR_MS

SALT = bytes(range(16))


def test_a_pin_matches_its_own_hash_only():
    phc = hashed("4821", SALT)
    assert phc.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches_hash("4821", phc)
    assert not matches_hash("4822", phc)


def test_nobodys_hash_can_be_compared_and_matches_nothing():
    assert not any(matches_hash(pin, NOBODY) for pin in ("0000", "1234", ""))


def test_a_turn_asks_for_a_hash_and_is_given_it():
    with pytest.raises(Slow) as asked:
        hash_of("4821", Answers(), SALT)
    phc = hash_of("4821", asked.value.more(), SALT)
    assert matches_hash("4821", phc)


def test_a_turn_asks_whether_a_pin_matches_and_keeps_earlier_answers():
    phc = hashed("4821", SALT)
    with pytest.raises(Slow) as first:
        matches("1111", phc, Answers())
    with pytest.raises(Slow) as second:
        matches("4821", phc, first.value.more())
    both = second.value.more()
    assert matches("4821", phc, both)
    assert not matches("1111", phc, both)


@pytest.mark.parametrize("wrong", range(5))
def test_five_wrong_tries_an_hour_are_allowed(wrong: int):
    tries = Tries(0, 0, 0)
    for _ in range(wrong):
        tries = tries.wrong(1000)
    assert tries.allowed(2000)


def test_the_sixth_waits_for_the_next_hour():
    tries = Tries(0, 0, 0)
    for _ in range(5):
        tries = tries.wrong(HOUR_MS)
    assert not tries.allowed(2 * HOUR_MS - 1)
    assert tries.allowed(2 * HOUR_MS)


def test_after_fifteen_wrong_tries_only_the_desk_can_help():
    tries = Tries(0, 0, 0)
    for hour in range(15):
        assert tries.allowed(hour * HOUR_MS)
        tries = tries.wrong(hour * HOUR_MS)
    assert tries.dead
    assert not tries.allowed(1000 * HOUR_MS)
