"""Who of the desk takes a case on, what members note for each other, and when one is done with it for now.

The worker hears nothing of any of it. Each act is one transaction of the caller's; who may see the case is asked at its
door before.
"""

from datetime import date, datetime, time, timedelta

from bot.casework import access, desk, restricting
from bot.casework.desk import Hand, MovedMeanwhile, NotAllowed
from storage.engine import Unit
from storage.members import Members
from storage.saved_lists import Snoozes
from storage.times import milliseconds

TAKEN, LET_GO, NOTED, HANDLED = "taken", "let_go", "noted", "handled"
LONGEST_ASIDE = timedelta(days=60)


def take(hand: Hand, case_id: str, owner_id: str, *, was: str) -> None:
    """`owner_id` looks after it from now on; empty: nobody does. Raises MovedMeanwhile where `was` is not who did,
    NotAllowed for whoever must not work on it.
    """
    case = desk.find(hand.unit, case_id)
    if case.owner_id == owner_id:
        return
    if case.owner_id != was:
        raise MovedMeanwhile
    owner = Members(hand.unit.cases).get(owner_id) if owner_id else None
    if owner_id:
        if owner is None or owner.disabled or owner.role not in access.READERS:
            raise NotAllowed("no_member", status=422)
        if not access.may_see(hand.unit, case, owner) or owner.id in restricting.in_conflict(hand.unit, case):
            raise NotAllowed("in_conflict")
    hand.cases.flag(case.id, "owner_id", owner_id)
    desk.record(hand, case, TAKEN if owner else LET_GO, reason=owner.name if owner else "")


def note(hand: Hand, case_id: str, text: str) -> None:
    """A line for the desk alone; nothing is ever written over. Raises NotAllowed `nothing_written`, `too_long`."""
    said = desk.words(text)
    desk.record(hand, desk.find(hand.unit, case_id), NOTED, reason=said)


def done(hand: Hand, case_id: str) -> None:
    """Nothing is left to do on it now: that she wants a person has been seen to."""
    case = desk.find(hand.unit, case_id)
    if case.wants_person:
        hand.cases.flag(case.id, "wants_person", False)
        desk.record(hand, case, HANDLED)


def put_aside(hand: Hand, case_id: str, until: str) -> None:
    """Out of this member's lists until the morning of that day (ISO); empty: back at once. Deadlines run on, and
    danger, fear and a new answer bring it back. Raises NotAllowed `no_date`.
    """
    case = desk.find(hand.unit, case_id)
    Snoozes(hand.unit.cases).set(case.id, hand.by, morning(hand, until) if until else None, at=hand.at)


def morning(hand: Hand, until: str) -> int:
    today = hand.now.astimezone(hand.zone).date()
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise NotAllowed("no_date", status=422) from None
    if not today < day <= today + LONGEST_ASIDE:
        raise NotAllowed("no_date", status=422)
    return milliseconds(datetime.combine(day, time(), hand.zone))


def aside_until(unit: Unit, case_id: str, member_id: str, *, at: int) -> int | None:
    """When it comes back to her lists (ms)."""
    until = Snoozes(unit.cases).until(case_id, member_id)
    return until if until is not None and until > at else None
