"""Limits end on days on which somebody is there."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.working_days import WorkingDays, weekdays

TOKYO = ZoneInfo("Asia/Tokyo")
WEEK = frozenset(range(5))
DESK = WorkingDays(TOKYO, WEEK, frozenset({date(2026, 11, 23)}))


@pytest.mark.parametrize(
    ("limit", "moved"),
    [
        (datetime(2026, 11, 20, 10, tzinfo=TOKYO), datetime(2026, 11, 20, 10, tzinfo=TOKYO)),
        (
            datetime(2026, 11, 21, 10, tzinfo=TOKYO),
            datetime(2026, 11, 24, 10, tzinfo=TOKYO),
        ),  # Saturday, a holiday on Monday
        (datetime(2026, 11, 23, 0, tzinfo=TOKYO), datetime(2026, 11, 24, 0, tzinfo=TOKYO)),
        (datetime(2026, 11, 20, 16, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC)),  # Saturday 1:00 in Tokyo
    ],
)
def test_a_limit_moves_to_the_next_working_day_of_the_desks_own_zone(limit: datetime, moved: datetime) -> None:
    assert DESK.moved(limit) == moved


def test_a_calendar_without_working_days_moves_nothing() -> None:
    limit = datetime(2026, 11, 20, tzinfo=UTC)
    assert WorkingDays(UTC, frozenset()).moved(limit) == limit


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_it_never_comes_earlier_and_at_most_a_week_later(limit: datetime, days: set[int]) -> None:
    moved = WorkingDays(TOKYO, frozenset(days)).moved(limit)
    assert limit <= moved < limit + timedelta(days=7)
    assert moved.astimezone(TOKYO).weekday() in days


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        (["Mon-Fri 09:00-17:00"], {0, 1, 2, 3, 4}),
        (["Sat 10:00-12:00", "Tue 09:00-17:00"], {1, 5}),
        (["Sat-Tue 09:00-17:00"], {5, 6, 0, 1}),
        ([], set(range(7))),
    ],
)
def test_the_days_somebody_is_there_are_read_from_the_hours(hours: list[str], days: set[int]) -> None:
    assert weekdays(hours) == days
