"""Codes that open a way into a report: random, for fourteen days, of one use, and nobody can try many."""

import itertools
import re

from bot.casework import codes
from bot.casework.codes import DAYS, TRIES_AN_HOUR, Purpose
from storage.codes import ALL_ALIASES, Codes
from storage.engine import Store
from storage.times import DAY_MS, HOUR_MS
from tests.storage.conftest import Urls, keyring, with_store

CASE, ANN, BOB, NOW = "c" * 32, "a" * 32, "b" * 32, 1_800_000_000_000
COUNT = itertools.count(987_654_321_987)


def ids() -> str:
    return f"{next(COUNT):032x}"


def issue(unit, purpose=Purpose.BIND, at=NOW):
    return codes.issue(unit.cases, keyring(), purpose=purpose, case_id=CASE, by_id="m", at=at, ids=ids)


def enter(unit, digits, alias=ANN, at=NOW):
    return codes.enter(unit.cases, keyring(), digits, alias=alias, at=at)


def test_a_code_leads_to_its_case_until_it_is_used_or_its_days_are_over(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        digits, expires = await store.write(issue)
        assert re.fullmatch(r"\d{12}", digits)
        assert re.fullmatch(r"\d{4}-\d{4}-\d{4}", codes.written(digits))
        assert expires == NOW + DAYS * DAY_MS
        found = await store.write(lambda unit: enter(unit, digits))
        assert found is not None
        assert (found.case_id, found.purpose) == (CASE, Purpose.BIND)
        assert await store.write(lambda unit: enter(unit, digits, at=expires)) is None
        assert await store.write(lambda unit: Codes(unit.cases).use(found))
        assert not await store.write(lambda unit: Codes(unit.cases).use(found)), "one use"
        assert await store.write(lambda unit: enter(unit, digits)) is None
        await store.write(lambda unit: Codes(unit.cases).forget(at=expires))

    with_store(urls, talk)


def test_a_new_code_for_one_person_ends_the_one_before_and_codes_to_join_stand_side_by_side(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        first, _ = await store.write(issue)
        second, _ = await store.write(issue)
        assert await store.write(lambda unit: enter(unit, first)) is None
        assert await store.write(lambda unit: enter(unit, second))
        joins = [(await store.write(lambda unit: issue(unit, Purpose.JOIN)))[0] for _ in range(2)]
        for digits in joins:
            found = await store.write(lambda unit, digits=digits: enter(unit, digits))
            assert found is not None
            assert await store.write(lambda unit, found=found: Codes(unit.cases).use(found))
            assert await store.write(lambda unit, digits=digits: enter(unit, digits)), "for many"

    with_store(urls, talk)


def test_after_five_wrong_codes_even_the_right_one_does_not_work_for_an_hour(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        digits, _ = await store.write(issue)
        for number in range(TRIES_AN_HOUR):
            assert await store.write(lambda unit, number=number: enter(unit, f"{number:012d}")) is None
        assert await store.write(lambda unit: enter(unit, digits)) is None
        assert await store.write(lambda unit: enter(unit, digits, alias=BOB)), "who did not guess is not held up"
        assert await store.write(lambda unit: enter(unit, digits, at=NOW + HOUR_MS))

    with_store(urls, talk)


def test_everybody_together_may_not_try_many(urls: Urls, monkeypatch) -> None:
    monkeypatch.setattr(codes, "TRIES_OF_ALL", 3)

    async def talk(store: Store) -> None:
        digits, _ = await store.write(issue)
        for number in range(3):
            await store.write(lambda unit, number=number: enter(unit, f"{number:012d}", alias=f"{number:032d}"))
        assert await store.write(lambda unit: enter(unit, digits)) is None
        assert await store.write(lambda unit: Codes(unit.cases).wrong(ALL_ALIASES, hour_ago=NOW - HOUR_MS)) == 3

    with_store(urls, talk)
