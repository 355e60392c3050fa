"""Days on which the desk works. Pure: the zone, the weekdays and the holidays are given; nothing here reads a clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ALL_WEEK = frozenset(range(7))
LONGEST_CLOSED = 30  # days; a calendar without a working day in a month is a slip in the settings


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`weekdays` count from Monday, 0. Holidays are days of `zone`."""

    zone: tzinfo = UTC
    weekdays: frozenset[int] = ALL_WEEK
    holidays: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays

    def moved(self, limit: datetime) -> datetime:
        """`limit`, or the same hour of the desk's next working day if it ends on one that is none
        (`decisions.md` 29). Unchanged where none comes within a month.
        """
        local = limit.astimezone(self.zone)
        for days in range(LONGEST_CLOSED):
            later = local + timedelta(days=days)
            if self.works(later.date()):
                return later.astimezone(limit.tzinfo) if days else limit
        return limit


def weekdays(hours: Iterable[str]) -> frozenset[int]:
    """The weekdays of `Mon-Fri 09:00-17:00`, from Monday, 0; every day where no hours are given."""
    found: set[int] = set()
    for text in hours:
        first, _, last = text.partition(" ")[0].partition("-")
        begins, ends = WEEK.index(first), WEEK.index(last or first)
        found.update(day % 7 for day in range(begins, ends + 1 if ends >= begins else ends + 8))
    return frozenset(found) or ALL_WEEK
