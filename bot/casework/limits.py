"""What the clock does to cases: plans their deadlines, and does what is due. Runs inside the caller's transaction.

Whoever moves a case plans nothing: every case whose deadlines are not those of what it is now is found and planned
here, so that no way to move one can forget it. Nothing here reads a clock or sends.
"""

from itertools import groupby

from bot.casework import lifecycle, survey, thread_limits, threads, worry
from bot.casework.alerting import Occasion
from bot.casework.deadlines import Kind
from bot.casework.desk import Hand, find, inform, record, step
from bot.casework.lifecycle import Actor
from storage.cases import Case
from storage.deadlines import Deadlines, Planned
from storage.notices import last_told, unanswered
from storage.times import DAY_MS, HOUR_MS, milliseconds, moment

DELAYED = "update.delay"
APART = frozenset({Kind.SAFETY.value, Kind.WORRY.value, Kind.SURVEY.value})
"""What statuses have no say in."""
UNCHANGED = "update.unchanged"
ASKING = ("update.question", "consent.preview", "closing.ask")
"""What is asked again: her case waits for the answer."""


def plan(hand: Hand, *, most: int) -> int:
    """Plan the cases and threads that moved since they were planned. How many there were, of whichever are more."""
    cases = Deadlines(hand.unit.cases).unplanned(most)
    for case in cases:
        since, due = moment(case.moved_at), None if case.due_at is None else moment(case.due_at)
        ahead = hand.timetable.plan(case.status, since, due)
        planned = [(one.kind.value, one.n, milliseconds(one.at)) for one in ahead]
        Deadlines(hand.unit.cases).plan(case, [*planned, *aside(case)], ids=hand.ids)
    return max(len(cases), thread_limits.plan(hand, most=most))


def aside(case: Case) -> list[tuple[str, int, int]]:
    """What is to happen whatever the status: somebody looks at a worry, and after the end she is asked how it was."""
    look_by = worry.look_by(case)
    looks = [] if look_by is None else [(Kind.WORRY.value, 0, look_by)]
    return [*looks, *([(Kind.SURVEY.value, 0, case.moved_at + survey.AFTER_MS)] if survey.wanted(case) else [])]


def reach(hand: Hand, case_id: str) -> None:
    """Do what is due for one case and for its threads, once. Of several deadlines of one thing that an outage let pass
    only the last means something.
    """
    deadlines = Deadlines(hand.unit.cases)
    for _, found in groupby(sorted(deadlines.due(case_id, at=hand.at), key=lane), key=lane):
        *passed, last = found
        for one in passed:
            deadlines.claim(one.id)
        case = hand.cases.get(case_id)
        if case is not None and not _waits(hand, case, last) and deadlines.claim(last.id):
            if last.thread_id:
                thread_limits.reach(hand, last.thread_id, Kind(last.kind), last.n)
            else:
                DONE[Kind(last.kind)](hand, case)


def lane(one: Planned) -> tuple[str, str]:
    """What is missed in one lane is made good by its last; a safety check is no matter of statuses."""
    return one.thread_id, one.kind if one.kind in APART else ""


def _waits(hand: Hand, case: Case, deadline: Planned) -> bool:
    """Her days do not end behind her back: what she wrote may still lie unread here, or in a queue after an outage, and
    a clock that jumped is set right within a day. Nothing ends while she may be in trouble for having written.
    """
    if deadline.kind != Kind.EXPIRE:
        return False
    outage = hand.at - deadline.due_at > HOUR_MS and not deadline.put_off
    if not outage and not case.unread and not case.retaliation:
        return False
    Deadlines(hand.unit.cases).put_off(deadline.id, to=hand.at + DAY_MS)
    return True


def _due(hand: Hand, case: Case) -> None:
    hand.alarm(hand.unit, case.id, Occasion.DUE, at=hand.at)


def _ask(hand: Hand, case: Case) -> None:
    """The question that stands is announced once more. Nothing stands where she was asked by hand."""
    asked = unanswered(hand.unit.cases, case.conversation_id, ASKING)
    if asked is not None and hand.again(hand.unit, case.conversation_id, *asked, at=hand.at):
        record(hand, case, "reminded")


def _late(hand: Hand, case: Case) -> None:
    """The desk missed its limit: the history says so, and she hears it with a new date."""
    put_off = milliseconds(hand.timetable.put_off(hand.now))
    Deadlines(hand.unit.cases).limit(case.id, due_at=put_off, late=True)
    record(hand, case, "late")
    hand.alarm(hand.unit, case.id, Occasion.LATE, at=hand.at)
    inform(hand, find(hand.unit, case.id), DELAYED, {})


def _silence(hand: Hand, case: Case) -> None:
    """So long without news: she hears that there is none. Whoever was told something meanwhile hears it later. A case
    on which nobody works any more, because its end had to wait, ends now.
    """
    threads.settle(hand, case.id)
    if find(hand.unit, case.id).status != case.status:
        return
    told = last_told(hand.unit.cases, case.conversation_id) or case.moved_at
    until = milliseconds(hand.timetable.quiet_until(moment(told)))
    heard = until > hand.at
    if not heard:
        until = milliseconds(hand.timetable.quiet_until(hand.now))
    Deadlines(hand.unit.cases).limit(case.id, due_at=until, late=case.late)
    if not heard:
        inform(hand, find(hand.unit, case.id), UNCHANGED, {})


def _expire(hand: Hand, case: Case) -> None:
    """On to where the table says, with the outcome if that closes it."""
    stage = lifecycle.stage(case.status)
    if stage.expires is None:
        return
    result = stage.outcome.value if stage.outcome else ""
    moved = step(hand, case, stage.expires, outcome=result)
    message_id = lifecycle.message(case.status, moved.status, Actor.CLOCK)
    if message_id:
        inform(hand, moved, message_id, {"result": result} if result else {})


DONE = {
    Kind.DUE: _due,
    Kind.ASK: _ask,
    Kind.LATE: _late,
    Kind.SILENCE: _silence,
    Kind.EXPIRE: _expire,
    Kind.WORRY: worry.nobody_looked,
    Kind.SURVEY: survey.ask,
}
