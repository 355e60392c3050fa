"""Moments and days as the tables keep them: whole milliseconds and whole days since 1970, UTC. Reads no clock."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_MS = 86_400_000
MONTH_MS = 31 * DAY_MS
"""The longest one: what is kept for months goes a little later than promised to the desk, never sooner."""
HOUR_MS = 3_600_000
MINUTE_MS = 60_000


def milliseconds(moment: datetime) -> int:
    """Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def day_of(milliseconds: int) -> int:
    return milliseconds // DAY_MS
