"""Asking her whether anybody treats her badly since a company was told, and what follows when she says so.

The days are counted from the day a company was told, and go on after her case is closed. Rule 1: what she answered is
not read to any company, and only a member who has looked takes the flag away again.
"""

from collections.abc import Sequence

from bot.casework import desk, worry
from bot.casework.desk import Hand
from bot.casework.lifecycle import Outcome, Status
from bot.casework.unasking import unask
from storage.cases import Case, Cases
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.joined_cases import JOINED, JoinedCases
from storage.notices import Told, last_asked
from storage.times import DAY_MS

DAYS = (14, 45, 90, 180, 365)
"""After a company was told (`decisions.md` 29). The last two only if she agreed."""
AGREED = 3
"""So many of them without being asked whether she wants them."""
SAME_DAYS = 10
"""Checks of several companies within so many days are one."""
CHECK, LATER = "update.safety", "safety.later"
ASKED, HEARD, AGREES = "safety_asked", "safety_said", "safety_later"
WORDS = "words"


def days_of(unit: Unit, case: Case) -> Sequence[int]:
    """The days on which somebody who shares this report is asked."""
    return DAYS if any(one.safety_later for one in sharing(unit, case)) else DAYS[:AGREED]


def sharing(unit: Unit, case: Case) -> Sequence[Case]:
    """The case, and those that are or were worked on with it until it ended."""
    others = [Cases(unit.cases).get(one.case_id) for one in JoinedCases(unit.cases).of(case.id, JOINED)]
    return [case, *(one for one in others if one is not None)]


def ask(hand: Hand, thread: Thread, n: int) -> None:
    """The check of `DAYS[n]` is due: everybody who shares the report is asked, whoever withdrew hers is not.

    It is one check where another company's came within the same days; of the later ones only who agreed to them.
    """
    Disclosures(hand.unit.cases).change(thread.id, "checks", n + 1)
    for case in sharing(hand.unit, desk.find(hand.unit, thread.case_id)):
        wanted = n < AGREED or case.safety_later
        gone = case.status == Status.WITHDRAWN or case.outcome == Outcome.WITHDRAWN
        asked_at = last_asked(hand.unit.cases, case.conversation_id, CHECK)
        lately = asked_at is not None and hand.at - asked_at < SAME_DAYS * DAY_MS
        if wanted and not gone and not lately:
            desk.record(hand, case, ASKED, reason=str(DAYS[n]))
            unask(hand, case, CHECK)
            desk.inform(hand, case, CHECK, {"n": str(n), "thread": thread.id})


def said(hand: Hand, case: Case, told: Told, value: str) -> None:
    """She answered: `value` is no, yes, unsure, `skip`, or empty for words of her own. A person reads those before
    anything closes: whoever is afraid does not always press a button.
    """
    desk.record(hand, case, HEARD, now=value or WORDS)
    if value in ("yes", "unsure", ""):
        thread = Disclosures(hand.unit.cases).get(told.params.get("thread", ""))
        for case_id in dict.fromkeys([case.id, *([thread.case_id] if thread else [])]):
            worry.flag(hand, desk.find(hand.unit, case_id), said=value or WORDS)
    elif value == "no" and told.params.get("n") == str(AGREED - 1):
        ask_later(hand, case)


def ask_later(hand: Hand, case: Case) -> None:
    """After the last check that everybody gets: does she want more of them? Once."""
    if not case.safety_later and last_asked(hand.unit.cases, case.conversation_id, LATER) is None:
        desk.inform(hand, case, LATER, {})


def later_said(hand: Hand, case: Case, told: Told, value: str) -> None:
    """Only a yes is one."""
    desk.record(hand, case, AGREES, now=value or WORDS)
    if value == "yes":
        hand.cases.flag(case.id, "safety_later", True)
        for thread in threads_of(hand.unit, case):
            Disclosures(hand.unit.cases).replan(thread.id)


def looked(hand: Hand, case_id: str, reason: str) -> None:
    """As `worry.looked`. Whoever could not be asked about later checks, because she was in trouble, is asked now."""
    case = worry.looked(hand, case_id, reason)
    if any(one.checks >= AGREED for one in threads_of(hand.unit, case)):
        ask_later(hand, case)


def threads_of(unit: Unit, case: Case) -> Sequence[Thread]:
    """Those of the report that hers is worked on with, if it is."""
    joined = JoinedCases(unit.cases).get(case.id)
    own = Disclosures(unit.cases).of_case(case.id)
    return (
        own if joined is None or joined.state != JOINED else [*own, *Disclosures(unit.cases).of_case(joined.shared_id)]
    )


def until(unit: Unit, case: Case) -> int | None:
    """When the last check that she agreed to is over (ms): her contact is needed so long. None: none is to come."""
    days = DAYS if case.safety_later else DAYS[:AGREED]
    told = [one.notified_at for one in threads_of(unit, case) if one.notified_at is not None]
    return max(told) + (days[-1] + SAME_DAYS) * DAY_MS if told else None
