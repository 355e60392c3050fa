"""What is planned for each status: a table of examples, and laws over all of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.deadlines import Kind, Timetable
from bot.casework.lifecycle import STAGES, Actor, Graph, Stage, Status
from bot.casework.working_days import WorkingDays
from bot.config import parse
from bot.parts import timetable_of

SINCE = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday
WITH_LIMIT = [stage for stage in STAGES if stage.days is not None]


def planned(status: str, **settings: object) -> list[tuple[str, int]]:
    """(what, after how many days) of a case that is in `status` since SINCE."""
    timetable = Timetable(**settings)  # type: ignore[arg-type]
    due = timetable.due(status, SINCE)
    return [(str(one.kind), (one.at - SINCE).days) for one in timetable.plan(status, SINCE, due)]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("received", [("due", 1), ("due", 2), ("late", 3)]),
        ("in_review", [("due", 7), ("due", 11), ("late", 14)]),
        ("needs_info", [("ask", 5), ("ask", 10), ("expire", 30)]),
        ("with_companies", [("silence", 30)]),
        ("out_of_scope", [("expire", 14)]),
        ("kept_private", [("ask", 30), ("expire", 90)]),
        ("dormant", [("expire", 180)]),
        ("joined", [("silence", 30)]),
        ("withdrawn", [("expire", 30)]),
        ("closed", []),
    ],
)
def test_what_happens_to_a_case_and_when(status: str, expected: list[tuple[str, int]]) -> None:
    assert planned(status) == expected


def test_reminders_and_days_are_configured() -> None:
    assert planned("needs_info", reminders={"needs_info": (2,)}, days={"needs_info": 9}) == [("ask", 2), ("expire", 9)]
    assert planned("needs_info", reminders={"needs_info": (2, 40)}) == [("ask", 2), ("expire", 30)]


def test_the_configuration_reaches_the_timetable() -> None:
    text = "[desk]\nholidays = [2026-11-30]\n[lifecycle]\nneeds_info_reminders = [3]\nreceived = 5\nlate = 2"
    timetable = timetable_of(parse(text, folder=Path(), environ={}))
    assert timetable.reminders["needs_info"] == (3,)
    assert timetable.days["received"] == 5
    assert not timetable.working.works(datetime(2026, 11, 30).date())
    friday = datetime(2026, 11, 27, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert timetable.put_off(friday - timedelta(days=1)) == friday + timedelta(days=4)  # Saturday, Sunday, a holiday


@pytest.mark.parametrize("stage", WITH_LIMIT, ids=lambda stage: f"{stage.graph}-{stage.status}")
def test_every_status_with_a_limit_has_something_happen_at_its_end(stage: Stage) -> None:
    timetable = Timetable()
    due = timetable.due(stage.status, SINCE, graph=stage.graph)
    plan = timetable.plan(stage.status, SINCE, due, graph=stage.graph)
    assert plan[-1].at == due
    assert plan[-1].kind in (Kind.LATE, Kind.SILENCE, Kind.EXPIRE)
    assert len({(one.kind, one.n) for one in plan}) == len(plan)


@given(
    st.sampled_from(WITH_LIMIT),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_only_the_desk_and_companies_get_until_a_working_day(stage: Stage, since: datetime, days: set[int]) -> None:
    open_days = Timetable(working=WorkingDays(UTC, frozenset(days)))
    every_day = Timetable()
    due, plain = (table.due(stage.status, since, graph=stage.graph) for table in (open_days, every_day))
    assert due is not None
    assert plain is not None
    if stage.acts in (Actor.DESK, Actor.COMPANY):
        assert due.weekday() in days
        assert plain <= due < plain + timedelta(days=7)
    else:
        assert due == plain


def test_danger_does_not_wait_for_monday() -> None:
    weekdays = Timetable(working=WorkingDays(UTC, frozenset(range(5))))
    saturday = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert weekdays.due(Status.RECEIVED, saturday, urgent=True) == saturday + timedelta(days=1)
    assert weekdays.due(Status.RECEIVED, saturday, graph=Graph.CASE) == saturday + timedelta(days=3)
