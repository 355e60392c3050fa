"""What the clock does to threads: as `bot.casework.limits` for cases, and safety checks, counted from the day on which
a company was told. Runs inside the caller's transaction; nothing here reads a clock or sends.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.casework import closing, lifecycle, safety, threads
from bot.casework.alerting import Occasion
from bot.casework.company_calls import Occasion as Call
from bot.casework.company_calls import call
from bot.casework.deadlines import Deadline, Kind
from bot.casework.desk import Hand, find, record
from bot.casework.lifecycle import Actor, Graph, Status
from storage.cases import Case
from storage.deadlines import Deadlines
from storage.disclosures import Disclosures, Thread
from storage.notices import unanswered
from storage.times import milliseconds, moment

DELAYED = {Actor.DESK: "update.delay", Actor.COMPANY: "update.company_late"}
LATE = "late"


def plan(hand: Hand, *, most: int) -> int:
    """Plan the threads that moved since they were planned. How many there were."""
    waiting = Disclosures(hand.unit.cases).unplanned(most)
    for thread in waiting:
        ahead = [(one.kind.value, one.n, milliseconds(one.at)) for one in planned(hand, thread)]
        Deadlines(hand.unit.cases).plan_thread(thread, ahead, ids=hand.ids)
    return len(waiting)


def planned(hand: Hand, thread: Thread) -> Sequence[Deadline]:
    """Its limit and what comes before it, and the safety checks that have not been asked."""
    since, due = moment(thread.moved_at), None if thread.due_at is None else moment(thread.due_at)
    ahead = hand.timetable.plan(thread.status, since, due, graph=Graph.THREAD)
    return (*ahead, *checks(thread, safety.days_of(hand.unit, find(hand.unit, thread.case_id))))


def checks(thread: Thread, days_asked: Sequence[int]) -> Sequence[Deadline]:
    """The safety checks that have not been asked. They go on after its end."""
    if thread.notified_at is None:
        return ()
    told = moment(thread.notified_at)
    return [
        Deadline(Kind.SAFETY, n, told + timedelta(days=days)) for n, days in enumerate(days_asked) if n >= thread.checks
    ]


def reach(hand: Hand, thread_id: str, kind: Kind, n: int) -> None:
    """Do what is due for one thread. Its row is claimed by the caller."""
    thread = Disclosures(hand.unit.cases).get(thread_id)
    if thread is not None:
        DONE[kind](hand, find(hand.unit, thread.case_id), thread, n)


def _due(hand: Hand, case: Case, thread: Thread, n: int) -> None:
    if lifecycle.stage(thread.status, Graph.THREAD).acts is Actor.COMPANY:
        call(hand, thread, Call.DUE)
    else:
        hand.alarm(hand.unit, case.id, Occasion.DUE, at=hand.at)


def _ask(hand: Hand, case: Case, thread: Thread, n: int) -> None:
    """The question that stands is announced once more."""
    question = lifecycle.stage(thread.status, Graph.THREAD).tells
    asked = unanswered(hand.unit.cases, case.conversation_id, (question,)) if question else None
    if asked is not None and hand.again(hand.unit, case.conversation_id, *asked, at=hand.at):
        record(hand, case, "reminded")


def _late(hand: Hand, case: Case, thread: Thread, n: int) -> None:
    """Whoever has the turn missed the limit: the history says so and she hears it with a new date. A company that
    misses that too is taken up by the desk.
    """
    acts = lifecycle.stage(thread.status, Graph.THREAD).acts or Actor.DESK
    if acts is Actor.COMPANY and thread.late:
        threads.step(hand, thread, Status.ESCALATED)
        hand.alarm(hand.unit, case.id, Occasion.LATE, at=hand.at)
        return
    put_off = milliseconds(hand.timetable.put_off(hand.now))
    Disclosures(hand.unit.cases).limit(thread.id, due_at=put_off, late=True)
    record(hand, case, LATE, was=thread.status, reason=threads.company_name(hand.unit, thread.company_id))
    hand.alarm(hand.unit, case.id, Occasion.LATE, at=hand.at)
    if acts is Actor.COMPANY:
        call(hand, thread, Call.LATE)
    threads.inform(hand, threads.find(hand.unit, thread.id), DELAYED[acts], {})


def _expire(hand: Hand, case: Case, thread: Thread, n: int) -> None:
    """On to where the table says. Her silence to a proposed closing is `closing`'s."""
    stage = lifecycle.stage(thread.status, Graph.THREAD)
    if stage.status is Status.CLOSING_PROPOSED:
        closing.silent(hand, thread)
    elif stage.expires is not None:
        threads.step(hand, thread, stage.expires, outcome=stage.outcome.value if stage.outcome else "", tells=False)
        threads.settle(hand, case.id)


def _safety(hand: Hand, case: Case, thread: Thread, n: int) -> None:
    safety.ask(hand, thread, n)


Done = Callable[[Hand, Case, Thread, int], None]
DONE: Mapping[Kind, Done] = {
    Kind.DUE: _due,
    Kind.ASK: _ask,
    Kind.LATE: _late,
    Kind.EXPIRE: _expire,
    Kind.SAFETY: _safety,
}
