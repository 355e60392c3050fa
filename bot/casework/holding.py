"""Legal holds: the words of a case stay longer than promised, because a court or an office asked for them.

One lead asks, another member agrees; nothing holds before. A hold keeps no contact, PIN or name (`decisions.md` 9).
Whoever deletes her report is told until when and why its text stays; that date is a promise and is never moved later.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from bot.casework import desk
from bot.casework.desk import Hand, MovedMeanwhile, NotAllowed
from storage.cases import Case
from storage.conversations import HELD, Conversations
from storage.engine import Unit
from storage.held import change_until
from storage.holds import Hold, Holds
from storage.recipients import Recipients
from storage.times import milliseconds, moment

TOLD = "delete.held"
LONGEST_REASON = 160
LONGEST_DAYS = 330
"""She reads the day without its year, for years are counted in many ways. A longer hold is renewed."""
ASKED, AGREED, REFUSED = "asked", "agreed", "refused"


def holds_of(unit: Unit, case: Case) -> Sequence[Hold]:
    """What was asked for and decided, the oldest first."""
    return Holds(unit.cases, desk.key_of(unit, case)).of(case.id)


def ask(hand: Hand, case_id: str, reason: str, *, until: date | None) -> None:
    """Ask that the words stay until the end of that day at the desk, or, with None, that a hold ends.

    `reason` is in the worker's language: she may be told it. Raises NotAllowed.
    """
    case = desk.find(hand.unit, case_id)
    reason = desk.words(reason)
    if len(reason) > LONGEST_REASON:
        raise NotAllowed("hold_reason", status=422)
    if any(one.state == ASKED for one in holds_of(hand.unit, case)):
        raise NotAllowed("hold_waits")
    if until is None and not case.held(hand.at):
        raise NotAllowed("hold_none")
    today = hand.now.astimezone(hand.zone).date()
    if until is not None and not today <= until < today + timedelta(days=LONGEST_DAYS):
        raise NotAllowed("hold_date", status=422)
    ends = None if until is None else end_of(until, hand.zone)
    possible(hand, case, ends)
    hold = Hold(hand.ids(), ASKED, ends, reason, hand.by, hand.at)
    Holds(hand.unit.cases, desk.key_of(hand.unit, case)).ask(case.id, hold)
    desk.record(hand, case, "hold_asked", reason=line(hold, hand.zone))


def decide(hand: Hand, case_id: str, hold_id: str, *, agreed: bool) -> None:
    """Another member agrees, and it holds from now on, or refuses. Raises NotAllowed, MovedMeanwhile."""
    case = desk.find(hand.unit, case_id)
    hold = next((one for one in holds_of(hand.unit, case) if one.id == hold_id), None)
    if hold is None or hold.state != ASKED:
        raise MovedMeanwhile
    if agreed and hold.asked_by == hand.by:
        raise NotAllowed("hold_same", status=403)
    to = AGREED if agreed else REFUSED
    if agreed:
        possible(hand, case, hold.until)
    if not Holds(hand.unit.cases, desk.key_of(hand.unit, case)).decide(case.id, hold.id, to, by=hand.by, at=hand.at):
        raise MovedMeanwhile
    if agreed:
        hand.cases.hold(case.id, hold.until)
        change_until(hand.unit.vault.connection, case.conversation_id, hold.until or hand.at)
    kind = "hold_refused" if not agreed else "hold_set" if hold.until else "hold_lifted"
    desk.record(hand, case, kind, reason=line(hold, hand.zone))


def possible(hand: Hand, case: Case, until: int | None) -> None:
    """Nobody's erasure is stopped after she was told that it comes, and no date that she was told is moved later."""
    alias = Conversations(hand.unit.cases).alias(case.conversation_id)
    if alias is not None:
        Recipients(hand.unit.cases).lock(alias)  # her DELETE, in another process, waits for this or this for it
    scope = Conversations(hand.unit.cases).scope(case.conversation_id)
    if until is not None and scope == "all":
        raise NotAllowed("hold_too_late")
    if until is not None and scope == HELD and until > (desk.find(hand.unit, case.id).hold_until or 0):
        raise NotAllowed("hold_told")


def told(unit: Unit, case: Case, zone: tzinfo, *, at: int) -> Mapping[str, str] | None:
    """What fills `delete.held` for a worker who deletes this report; None where no hold keeps it."""
    if not case.held(at):
        return None
    agreed = [one for one in holds_of(unit, case) if one.state == AGREED and one.until]
    reason = agreed[-1].reason if agreed else ""
    return {"ref": case.reference, "date": last_day(case.hold_until or at, zone).isoformat(), "reason": reason}


def end_of(day: date, zone: tzinfo) -> int:
    """When this day is over at the desk (ms)."""
    return milliseconds(datetime.combine(day + timedelta(days=1), time(), tzinfo=zone))


def last_day(until: int, zone: tzinfo) -> date:
    """The last day of a hold, as it is said."""
    return moment(until - 1).astimezone(zone).date()


def line(hold: Hold, zone: tzinfo) -> str:
    """How the history says it: the last day, and why."""
    return f"{last_day(hold.until, zone).isoformat()}: {hold.reason}" if hold.until else hold.reason
