"""A message that we start comes by day where she is, and at an hour that she called safe."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.quiet_hours import SAFE, Quiet, earliest, zones_of

NIGHT = Quiet(time(21), time(8))
TOKYO = (ZoneInfo("Asia/Tokyo"),)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
countries = st.sampled_from(["JP", "VN", "ID", "NP", "MM", "LK", "MN", "BR", "US", "", "ZZ"])


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO[0])


@pytest.mark.parametrize(
    ("at", "safe", "then"),
    [
        ("2026-11-22T14:07:30", "", "2026-11-22T14:07:30"),
        ("2026-11-22T20:59:59", "", "2026-11-22T20:59:59"),
        ("2026-11-22T21:00:00", "", "2026-11-23T08:00:00"),
        ("2026-11-23T03:12:00", "any", "2026-11-23T08:00:00"),
        ("2026-11-23T12:00:00", "morning", "2026-11-24T08:00:00"),
        ("2026-11-23T12:00:00", "evening", "2026-11-23T18:00:00"),
        ("2026-11-23T20:30:00", "evening", "2026-11-23T20:30:00"),
        ("2026-11-23T21:30:00", "evening", "2026-11-24T18:00:00"),
        ("2026-11-23T12:00:00", "off", "2026-11-28T09:00:00"),  # Monday -> Saturday
    ],
)
def test_it_waits_for_the_day_and_for_the_hours_she_called_safe(at: str, safe: str, then: str) -> None:
    assert earliest(tokyo(at), TOKYO, NIGHT, safe) == tokyo(then)


def test_without_quiet_hours_only_her_own_word_counts() -> None:
    assert Quiet.read("") is None
    assert earliest(tokyo("2026-11-23T03:00:00"), TOKYO, None) == tokyo("2026-11-23T03:00:00")
    assert earliest(tokyo("2026-11-23T03:00:00"), TOKYO, None, "morning") == tokyo("2026-11-23T06:00:00")


def test_it_is_day_where_she_is_and_not_where_the_desk_is() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # 8:30 in Tokyo, 5:15 in Kathmandu
    nepal = earliest(at, zones_of("NP", "Asia/Tokyo"), NIGHT)
    assert nepal.astimezone(ZoneInfo("Asia/Kathmandu")).time() == time(8, 0)
    assert earliest(at, zones_of("", "Asia/Tokyo"), NIGHT) == at


def test_in_a_country_of_several_zones_it_is_day_in_all_of_them() -> None:
    zones = zones_of("ID", "Asia/Tokyo")
    assert len(zones) == 3
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # 6:30 in Jakarta, 8:30 in Jayapura
    assert earliest(at, zones, NIGHT).astimezone(ZoneInfo("Asia/Jakarta")).time() == time(8, 0)


@given(moments, countries, st.sampled_from(["", "any", *SAFE]))
def test_it_is_never_early_never_lost_and_always_by_day(at: datetime, country: str, safe: str) -> None:
    zones = zones_of(country, "Asia/Tokyo")
    then = earliest(at, zones, NIGHT, safe)
    assert at <= then < at + timedelta(days=8)
    if then > at or len(zones) < 4:
        assert all(not NIGHT.covers(then.astimezone(zone).time()) for zone in zones)
