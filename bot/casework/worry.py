"""The flag that somebody treats her badly since she wrote, or that she fears it: nothing closes, a member looks.

A closing that was asked about is taken back, so that no yes said under pressure ends anything: when a member has looked
and says why it is over, it is asked about anew. Each act is one transaction of the caller's.
"""

from datetime import timedelta

from bot.casework import desk, threads
from bot.casework.alerting import Occasion
from bot.casework.desk import Hand, NotAllowed
from bot.casework.lifecycle import Status
from bot.casework.unasking import unask
from storage.cases import Case
from storage.deadlines import Deadlines

FLAGGED, LOOKED, OVERDUE = "worried", "worry_over", "worry_late"
LOOK_WITHIN = timedelta(hours=24)
"""In which a person of the desk has to look (`domain.md` 5, 21)."""


def look_by(case: Case) -> int | None:
    """Until when (ms) somebody has to have looked; None where nothing is to be looked at."""
    if not case.retaliation or case.worried_at is None:
        return None
    return case.worried_at + int(LOOK_WITHIN.total_seconds()) * 1000


def flag(hand: Hand, case: Case, *, said: str = "", reason: str = "") -> None:
    """Nothing of this case closes from now on, and everybody who may look is called at once. `said` is her answer, as a
    code; `reason` what a member writes who heard of it otherwise.
    """
    if not case.retaliation:
        hand.cases.worry(case.id, at=hand.at)
    desk.record(hand, case, FLAGGED, now=said, reason=desk.plain(reason)[: desk.LONGEST_TEXT])
    for thread in threads.of_case(hand.unit, case.id):
        if thread.status == Status.CLOSING_PROPOSED:
            threads.step(hand, thread, Status.DIALOGUE, tells=False)
            unask(hand, case, "closing.ask", thread_id=thread.id)
    hand.alarm(hand.unit, case.id, Occasion.URGENT, at=hand.at)


def looked(hand: Hand, case_id: str, reason: str) -> Case:
    """A member has looked and says why the case may go on. Raises NotAllowed where nothing is flagged, and without a
    reason. A case of which nothing was left to do closes at the clock's next tick.
    """
    case = desk.find(hand.unit, case_id)
    if not case.retaliation:
        raise NotAllowed("no_worry")
    said = desk.words(reason)
    hand.cases.calm(case.id)
    desk.record(hand, case, LOOKED, reason=said)
    if case.status == Status.WITH_COMPANIES and threads.all_over(hand.unit, case.id):
        Deadlines(hand.unit.cases).limit(case.id, due_at=hand.at, late=case.late)
    return desk.find(hand.unit, case.id)


def nobody_looked(hand: Hand, case: Case) -> None:
    """The day is over: they are called again, and the history says so."""
    if case.retaliation:
        desk.record(hand, case, OVERDUE)
        hand.alarm(hand.unit, case.id, Occasion.URGENT, at=hand.at)
