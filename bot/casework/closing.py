"""How a company's part of a case ends, and with it the case: by the worker's own word, or by her recorded silence.

A member only proposes. Rule 1: no call in this file closes anything for a member or a company, and nothing closes while
somebody may be treating her badly. Each act is one transaction of the caller's.
"""

from bot.casework import desk, threads
from bot.casework.desk import Hand
from bot.casework.lifecycle import Outcome, Status
from storage.cases import Case
from storage.disclosures import Disclosures, Thread
from storage.times import milliseconds


def frozen(case: Case) -> bool:
    """Nothing of this case closes: she said, or somebody fears, that she is treated badly because of it."""
    return case.retaliation


def silent(hand: Hand, thread: Thread) -> None:
    """She did not answer in her days: this part is closed, and the history says that it was silence.

    While the case is frozen, or she waits for a person, her days are prolonged instead.
    """
    case = desk.find(hand.unit, thread.case_id)
    if frozen(case) or case.wants_person:
        later = milliseconds(hand.timetable.put_off(hand.now))
        Disclosures(hand.unit.cases).limit(thread.id, due_at=later, late=False)
        return
    threads.step(hand, thread, Status.CLOSED, outcome=Outcome.NO_REPLY, reason="no_reply")
