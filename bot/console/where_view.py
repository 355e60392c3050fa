"""What time it is where a worker is, and when what the desk writes now would reach her. Reads no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.casework.desk import Opened
from bot.console.console import Console
from bot.delivery.quiet_hours import earliest, zones_of
from storage.times import milliseconds

WHEN = "contact.when"


@dataclass(frozen=True, slots=True)
class Where:
    """`hours` is one local time for each zone her country has; `sent_at` (local to the first) where it is not now."""

    country: str
    hours: Sequence[datetime]
    safe: str = ""
    sent_at: datetime | None = None


def where(given: Console, opened: Opened) -> Where | None:
    """By the country of her number; the desk's own zone where nobody knows it. None once her contact is erased."""
    if opened.recipient is None:
        return None
    now, terms = given.now(), given.intake.terms
    zones, safe = zones_of(opened.recipient.country, given.desk.time_zone), opened.report.get(WHEN, "")
    wrote = opened.recipient.last_in_at
    awake = bool(wrote) and milliseconds(now) - wrote < terms.awake
    at = now if awake else earliest(now, zones, terms.quiet, safe)
    hours = sorted((now.astimezone(zone) for zone in zones), key=lambda hour: hour.utcoffset() or timedelta())
    return Where(opened.recipient.country, hours, safe, at.astimezone(zones[0]) if at > now else None)
