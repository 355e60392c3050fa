"""The desk's work: who can sign in, what workers are told, what is stuck, whether anything runs."""

from collections.abc import Iterator
from datetime import datetime

from bot.checkups.finding import Finding, fail, ok, warn
from bot.config import Config
from storage import backups
from storage.engine import Unit
from storage.inbox import Inbox
from storage.keyring import Keyring
from storage.leases import held_until
from storage.media import Media
from storage.members import Members
from storage.outbox import Outbox
from storage.removals import Removals
from storage.times import DAY_MS, HOUR_MS, MINUTE_MS, milliseconds
from storage.translation_tasks import UNTRANSLATED, Tasks

BACKUP_DAYS = 2
LATE_MS = 5 * MINUTE_MS


def desk(config: Config) -> Iterator[Finding]:
    known = config.desk
    if known.country not in known.emergency:
        yield warn("emergency numbers", f"none for {known.country}", f"add [desk.emergency.{known.country}]")
    else:
        yield ok("emergency numbers", f"for {', '.join(sorted(known.emergency))}")
    if not known.phone:
        yield warn("the desk's phone", "workers are told no number to call", "set [desk] phone")


def members(unit: Unit) -> Iterator[Finding]:
    able = [one for one in Members(unit.cases).all() if not one.disabled]
    joined = sum(bool(one.password) for one in able)
    if not able:
        yield warn("members", "nobody can sign in", "run: madoguchi user add LOGIN")
    else:
        yield ok("members", f"{joined} of {len(able)} have chosen a password")


def backup(unit: Unit, now: datetime) -> Iterator[Finding]:
    at = backups.last(unit.cases)
    days = None if at is None else (milliseconds(now) - at) // DAY_MS
    if days is None:
        yield warn("backup", "none was ever made with this program", "run every day: madoguchi backup DIR")
    elif days > BACKUP_DAYS:
        yield warn("backup", f"the last is {days} days old", "run every day: madoguchi backup DIR")
    else:
        yield ok("backup", f"the last is {days} days old")


def stuck(unit: Unit, keyring: Keyring, now: datetime) -> Iterator[Finding]:
    queued, dead, oldest = Outbox(unit.cases).figures()
    kept = Inbox(unit.cases, keyring).figures()
    late = 0 if oldest is None else milliseconds(now) - oldest
    if dead:
        yield warn("outbox", f"{dead} messages are dead", "see: madoguchi outbox list; then retry or discard")
    if late > LATE_MS:
        yield fail("outbox", f"{queued} wait, the oldest since {late // MINUTE_MS} minutes", "is a worker running?")
    if not dead and late <= LATE_MS:
        yield ok("outbox", f"{queued} waiting, none dead")
    if aside := kept.get("set_aside", 0):
        yield fail("inbox", f"{aside} messages could not be read by our code", "please report it, with the log's lines")
    else:
        yield ok("inbox", f"{kept.get('held', 0)} held for their turn, none set aside")


def files(unit: Unit, keyring: Keyring, now: datetime) -> Iterator[Finding]:
    """Files that do not come, copies that do not go."""
    waiting, oldest = Media(unit.cases).figures().get("waiting", (0, 0))
    removals = Removals(unit.cases, keyring).figures()
    late = (milliseconds(now) - oldest) // MINUTE_MS if waiting else 0
    if late * MINUTE_MS > HOUR_MS:
        yield warn("files", f"{waiting} wait, the oldest for {late} minutes", "is a worker running? see the log")
    else:
        yield ok("files", f"{waiting} to be fetched")
    if dead := removals.get("dead", 0):
        yield warn("copies", f"{dead} messages are still at the vendor", "delete them in the vendor's console")
    else:
        yield ok("copies", f"{removals.get('waiting', 0)} to be deleted at the vendor")


def translations(unit: Unit, now: datetime) -> Iterator[Finding]:
    """Texts that nobody at the desk can read yet."""
    waiting, oldest, for_a_person = Tasks(unit.cases).backlog()
    late = 0 if oldest is None else (milliseconds(now) - oldest) // MINUTE_MS
    reasons = {reason for (state, reason), _ in Tasks(unit.cases).figures().items() if state == UNTRANSLATED}
    if late * MINUTE_MS > HOUR_MS:
        yield warn("translations", f"{waiting} texts wait, the oldest for {late} minutes", "see the log of the worker")
    elif for_a_person:
        why = ", ".join(sorted(reasons))
        yield warn(
            "translations", f"{for_a_person} texts wait for a translator ({why})", "see: madoguchi languages list"
        )
    else:
        yield ok("translations", f"{waiting} texts to be translated")


def scheduler(unit: Unit, now: datetime) -> Iterator[Finding]:
    until, at = held_until(unit.cases, "scheduler"), milliseconds(now)
    if until is None:
        yield warn("scheduler", "it never ran here", "start: madoguchi serve (or scheduler)")
    elif until < at:
        yield warn(
            "scheduler", f"silent for {(at - until) // MINUTE_MS} minutes", "start: madoguchi serve (or scheduler)"
        )
    elif until > at + LATE_MS:
        yield fail("scheduler", "its last sign of life is in the future", "set the clock (NTP): it went back")
    else:
        yield ok("scheduler", "running")
