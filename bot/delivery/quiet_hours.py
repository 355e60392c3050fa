"""When a message that we start may arrive: not at night where she is, but when she called it safe (`contact.when`).

Pure. Answers to what she writes are never held back; whoever writes at night is awake, and hears at once what waited.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

ALL_WEEK, WEEKEND = range(7), (5, 6)
SAFE: Mapping[str, tuple[Iterable[int], time, time]] = {
    "morning": (ALL_WEEK, time(6), time(11)),
    "evening": (ALL_WEEK, time(18), time(22)),
    "off": (WEEKEND, time(9), time(20)),
}
"""What she may have said of `contact.when` -> weekdays (Monday is 0) and hours of her day. Anything else: any time."""
STEP, LONGEST = timedelta(minutes=15), timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `begins` until `ends` of her day nothing is sent that she did not ask for; over midnight as a rule."""

    begins: time
    ends: time

    @classmethod
    def read(cls, text: str) -> "Quiet | None":
        """`21:00-08:00`; None for an empty text, which means that any hour will do."""
        begins, dash, ends = text.partition("-")
        return cls(time.fromisoformat(begins), time.fromisoformat(ends)) if dash else None

    def covers(self, hour: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends


def earliest(at: datetime, zones: Iterable[ZoneInfo], quiet: Quiet | None, safe: str = "") -> datetime:
    """`at` itself, or the first quarter of an hour after it at which she may be written to.

    `zones` are those she may be in: it must be day in all of them. Where no such hour comes within a week, `at`: a
    message too early is better than none.
    """
    known = tuple(zones)
    if _good(at, known, quiet, safe):
        return at
    aligned = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    tries = (aligned + STEP * count for count in range(1, LONGEST // STEP))
    return next((later for later in tries if _good(later, known, quiet, safe)), at)


def _good(at: datetime, zones: tuple[ZoneInfo, ...], quiet: Quiet | None, safe: str) -> bool:
    return all(_awake(at.astimezone(zone), quiet, safe) for zone in zones)


def _awake(local: datetime, quiet: Quiet | None, safe: str) -> bool:
    if quiet is not None and quiet.covers(local.time()):
        return False
    if safe not in SAFE:
        return True
    days, begins, ends = SAFE[safe]
    return local.weekday() in days and begins <= local.time() < ends


@lru_cache(maxsize=512)
def zones_of(country: str, otherwise: str) -> tuple[ZoneInfo, ...]:
    """The zones of a country (ISO 3166 code; CLDR's list) that differ now; the desk's own zone for an unknown one."""
    names = get_global("territory_zones").get(country, ()) if country else ()
    by_offset: dict[timedelta | None, ZoneInfo] = {}
    for name in names:
        try:
            zone = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
        by_offset.setdefault(datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone).utcoffset(), zone)
    return tuple(by_offset.values()) or (ZoneInfo(otherwise),)
