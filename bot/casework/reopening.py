"""Opening a report again because she says so: any message of hers does it, or 1 below the news of its end.

For 180 days after it was closed (`[lifecycle] reopen`); later she is told to send a new one, and nothing is lost: the
desk reads what she wrote. Reports that ended otherwise stay open to her until they are closed. Each act is one
transaction of the caller's.
"""

from datetime import timedelta

from bot.casework import desk, lifecycle
from bot.casework.alerting import Occasion
from bot.casework.desk import Hand
from bot.casework.lifecycle import ENDINGS, REOPENED, Actor, Status
from storage.cases import Case
from storage.times import moment

DAYS, SETTING = 180, "reopen"
LATE = "reopen.late"


def ended(case: Case) -> bool:
    """It is over, and her word would open it again. One in a shared report is not: that one goes on."""
    return case.status in ENDINGS and Status.IN_REVIEW in lifecycle.open_to(case.status, Actor.WORKER)


def reopen(hand: Hand, case: Case) -> bool:
    """She wants it open again: she is told by when another person looks at it, or that it is too late."""
    if not ended(case):
        return False
    days = hand.timetable.days.get(SETTING, DAYS)
    if case.status == Status.CLOSED and hand.now - moment(case.moved_at) > timedelta(days=days):
        desk.inform(hand, case, LATE, {})
        return False
    moved = desk.step(hand, case, Status.IN_REVIEW)
    hand.alarm(hand.unit, case.id, Occasion.ANSWERED, at=hand.at)
    desk.inform(hand, moved, REOPENED, {})
    return True
