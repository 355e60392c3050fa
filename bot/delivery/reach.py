"""Whether a worker may be written to: why not, from when to when, and what becomes of what was to be said meanwhile.

The states stand with the recipient and, as the flag `unreachable`, with her cases. Runs inside the caller's
transaction; nothing here sends. A window that is closed is no such state: see `bot.delivery.window`.
"""

from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from bot.delivery.quiet_hours import earliest, zones_of
from bot.intake.scene import Scene
from storage.cases import Cases
from storage.engine import Unit
from storage.parking import park, unpark
from storage.recipients import Recipients
from storage.times import milliseconds, moment

KEPT = "kept"
"""The `window_wait` of someone for whom something waits since she was out of reach."""
NIGHT = "night"
"""Why a notice waits that came in the hours of her night: until morning, or until she writes."""
WINDOW = "window"
"""The flag of a case while something waits for WhatsApp's 24 hours to open."""


class Stop(StrEnum):
    """Why she cannot be written to. Each is undone by a message of hers, a quota by time."""

    OPTED_OUT = "opted_out"
    BLOCKED = "blocked"
    UNFOLLOWED = "unfollowed"
    UNREACHABLE = "unreachable"
    QUOTA = "quota"


def stop(unit: Unit, alias: str, why: Stop, *, at: int, until: int | None = None) -> None:
    """A vendor says that she cannot be written to. Of a quota only that row is touched: answers may still be free."""
    Recipients(unit.cases).stop(alias, why, until)
    if why is not Stop.QUOTA:
        park(unit.cases, alias, why=why, at=at)
    recipient = Recipients(unit.cases).get(alias)
    if recipient is not None and not recipient.window_wait:
        Recipients(unit.cases).wait(alias, KEPT)
    Cases(unit.cases).out_of_reach(alias, why)


def not_before(scene: Scene, at: int = 0) -> int:
    """When what we start may be sent to her: now (or at `at`) by day, where she is and at the hours she called safe."""
    at, terms, recipient = at or scene.at, scene.intake.terms, scene.recipient
    if recipient.last_in_at and at - recipient.last_in_at < terms.awake:
        return at
    zones = zones_of(recipient.country, scene.intake.config.desk.time_zone)
    return milliseconds(earliest(moment(at), zones, terms.quiet, dict(scene.state.answers).get("contact.when", "")))


def stopped(scene: Scene, why: Stop) -> None:
    """She says it herself, by a block or a word. Saved with the turn."""
    alias = scene.recipient.alias
    scene.change(stopped=why, stopped_until=None, window_wait=scene.recipient.window_wait or KEPT)
    park(scene.unit.cases, alias, why=why, at=scene.at)
    Cases(scene.unit.cases).out_of_reach(alias, why)


def back(scene: Scene) -> None:
    """She has written: she can be reached."""
    recipient = scene.recipient
    if recipient.stopped or recipient.window_wait:
        Cases(scene.unit.cases).out_of_reach(recipient.alias, "")
    scene.change(stopped="", stopped_until=None)


def over(unit: Unit, *, at: int) -> int:
    """Stops that end by themselves, as a quota does with its month. How many."""
    done = Recipients(unit.cases).over(at)
    for alias in done:
        Recipients(unit.cases).stop(alias, "")
        Cases(unit.cases).out_of_reach(alias, "")
        unpark(unit.cases, alias, at=at, answered=False)
    return len(done)


def quota_over(channel: str, at: int, zone: tzinfo) -> int:
    """When a used-up allowance is there again: LINE's with the month, WhatsApp's with the day (63038)."""
    now = moment(at).astimezone(zone)
    if channel != "line":
        return milliseconds(now + timedelta(days=1))
    first = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=zone)
    return milliseconds(first)
