"""The wired path of the public list: rows as they are published, issue after issue, leave nobody alone."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.casework import public_check
from bot.casework.public_columns import Facts, Place, band, coded, may_be_told
from bot.casework.publication import Coded
from bot.casework.publishing import columns, known_groups, rows_of
from storage.publication import PublicRow

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DELAY = timedelta(days=30)
CONTINENTS = {"TH": "Asia", "VN": "Asia", "BR": "America"}
STATUSES = ("with_companies", "with_companies", "closed", "closed", "out_of_scope", "withdrawn")
OUTCOMES = ("remedied", "no_agreement", "withdrawn")


def ids(chance: random.Random) -> Iterator[str]:
    while True:
        yield f"{chance.getrandbits(128):032x}"


def drawn(chance: random.Random, id_: str) -> Facts:
    status = chance.choice(STATUSES)
    received = NOW - timedelta(days=chance.randrange(31, 500))
    return Facts(
        id_,
        status,
        chance.choice(OUTCOMES) if status == "closed" else "",
        chance.choice(("WAG", "OSH")),
        received,
        received + timedelta(days=chance.randrange(300)),
        received,
        (Place("site", chance.choice(("site", "supplier")), chance.choice(("TH", "VN", "BR")), "Food"),),
        {"who.ask": chance.choice(("me", "group", "other")), "remedy.ask": chance.choice(("pay", "stop"))},
        restricted=chance.random() < 0.2,
    )


def later(chance: random.Random, one: Facts) -> Facts:
    """Time passes: some end, some are restricted, some are erased."""
    if one.status == "with_companies" and chance.random() < 0.5:
        one = replace(one, status="closed", outcome=chance.choice(OUTCOMES))
    if chance.random() < 0.05:
        one = replace(one, status="withdrawn", outcome="")
    return replace(one, restricted=one.restricted or chance.random() < 0.05)


def said(rows: list[PublicRow]) -> dict[str, public_check.Row]:
    return {row.number: columns(row) for row in rows}


def issues(chance: random.Random, k: int, many: int) -> Iterator[tuple[list[PublicRow], list[Facts]]]:
    rows: list[PublicRow] = []
    cases: list[Facts] = []
    draw = ids(chance)
    for number in range(many):
        cases = [later(chance, one) for one in cases]
        cases += [drawn(chance, f"{number}-{n}") for n in range(chance.randrange(5, 30))]
        listed = {row.case_id for row in rows}
        told = [one for one in cases if one.id in listed or may_be_told(one, now=NOW, delay=DELAY)]
        rows = rows_of([coded(one, CONTINENTS) for one in told], rows, k=k, ids=lambda: next(draw))
        yield rows, cases


@pytest.mark.parametrize(
    ("sets", "seed"), [(25, 1), *(pytest.param(2500, seed, marks=pytest.mark.slow) for seed in (2, 3, 4, 5))]
)
def test_random_cases_in_consecutive_issues_leave_nobody_alone(sets: int, seed: int) -> None:
    chance, shown = random.Random(seed), 0
    for _ in range(sets):
        k, before, history = chance.choice([3, 5]), dict[str, public_check.Row](), dict[str, tuple[object, ...]]()
        restricted_ever: set[str] = set()
        for rows, cases in issues(chance, k, 3):
            after = said(rows)
            assert list(public_check.breaches(before, after, k)) == []
            # Whatever a reader who kept all issues adds and subtracts is a union of rows with one history.
            history = {number: (*history.get(number, (None,)), row) for number, row in after.items()}
            assert all(many >= k for many in Counter(history.values()).values())
            fresh = {row.case_id for row in rows if row.number not in before}
            restricted_ever = {one.id for one in cases if one.restricted and one.id in fresh}
            sizes = Counter(row.cluster for row in rows if row.case_id in restricted_ever)
            assert all(many >= k for many in sizes.values()), "members could count the restricted"
            before, shown = after, shown + len(rows)
    assert shown > 20 * sets, "the lists were too short to say anything"


def test_rows_keep_number_place_and_description_whatever_happens_to_their_cases() -> None:
    earlier: list[PublicRow] = []
    for rows, _ in issues(random.Random(7), 3, 6):
        for was, now in zip(earlier, rows, strict=False):
            assert (was.case_id, was.number, was.place) == (now.case_id, now.number, now.place)
            assert (was.region, was.sector, was.category, was.quarter, was.filer, was.relation, was.remedy) == (
                *(now.region, now.sector, now.category, now.quarter),
                *(now.filer, now.relation, now.remedy),
            )
        assert [row.place for row in rows] == list(range(1, len(rows) + 1))
        earlier = rows
    assert len({row.number for row in earlier}) == len(earlier)
    assert len(known_groups(earlier)) > 1


def test_the_check_stops_what_was_changed_by_hand() -> None:
    *_, (rows, _) = issues(random.Random(7), 3, 3)
    good = said(rows)
    first = rows[0].number
    assert list(public_check.breaches({}, good, 3)) == []
    alone = {**good, first: ("changed", *good[first][1:])}
    assert "a group is smaller than k, or changed for fewer than k" in list(public_check.breaches({}, alone, 3))
    gone = {number: row for number, row in good.items() if number != first}
    assert "a row is gone" in list(public_check.breaches(good, gone, 3))
    assert list(public_check.breaches(good, alone, 3))


@pytest.mark.parametrize(
    ("status", "outcome", "told", "moved", "may"),
    [
        ("with_companies", "", 30, 40, True),
        ("with_companies", "", 29, 40, False),
        ("with_companies", "", None, 400, False),  # no company knows, and it goes on
        ("closed", "remedied", None, 30, True),
        ("closed", "remedied", None, 29, False),
        ("out_of_scope", "", None, 31, True),
        ("closed", "kept_private", None, 90, False),
        ("closed", "withdrawn", 90, 90, False),
        ("withdrawn", "", 90, 90, False),
        ("joined", "", 90, 90, False),
        ("in_review", "", None, 90, False),
    ],
)
def test_a_case_may_be_told_of_thirty_days_after_a_company_knows_or_it_ended(
    status: str, outcome: str, told: int | None, moved: int, may: bool
) -> None:
    def ago(days: int) -> datetime:
        return NOW - timedelta(days=days)

    facts = Facts("c", status, outcome, "WAG", ago(400), ago(moved), None if told is None else ago(told))
    assert may_be_told(facts, now=NOW, delay=DELAY) is may


def test_a_case_is_told_in_coarse_columns() -> None:
    places = (Place("buyer", "member", "JP", "Retail"), Place("site", "supplier", "TH", " Food "))
    received = datetime(2026, 3, 31, tzinfo=UTC)
    answers = {"who.ask": "other", "who.role": "union", "remedy.ask": "pay", "where.company": "Sakura"}
    facts = Facts("c", "closed", "remedied", "WAG", received, NOW, received, places, answers)
    assert coded(facts, CONTINENTS) == Coded(
        "c",
        (("TH", "Asia"), ("food",), ("WAG",), ("2026Q1", "2026")),
        True,
        ("union", "supplier", "pay"),
        ("2026Q4", "remedied", ">180"),
    )
    assert coded(replace(facts, outcome="withdrawn"), CONTINENTS).end == ()
    assert [band(days) for days in (0, 30, 31, 90, 91, 180, 181)] == [
        *("0-30", "0-30", "31-90", "31-90", "91-180", "91-180", ">180")
    ]
