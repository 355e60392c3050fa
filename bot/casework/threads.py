"""Threads of a case: one for each company that is to be told something. Each act is one transaction of the caller's.

Every move of a thread is compare-and-set, leaves a line in the history of its case and, where the table says so, is
told to the worker. Nothing here writes a text for a company: that is `bot.casework.disclosure`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.casework import collective, desk, lifecycle, results
from bot.casework.desk import Hand, MovedMeanwhile, NoSuchCase, NotAllowed
from bot.casework.lifecycle import Actor, Graph, IllegalMove, Outcome, Status
from storage.cases import Case
from storage.companies import Companies
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.times import milliseconds, moment

THREAD = "thread"
"""The kind of line that a move leaves in the history: its reason is the company's name."""
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
NUMBER = 8
NUMBERS_TRIED = 20
OVER = frozenset({Status.CLOSED, Status.KEPT_PRIVATE, Status.WITHDRAWN})
"""Nobody works on a thread that is in one of these."""


def find(unit: Unit, thread_id: str) -> Thread:
    """Raises NoSuchCase: whether the case or the thread is not there is nobody's business."""
    thread = Disclosures(unit.cases).get(thread_id)
    if thread is None:
        raise NoSuchCase
    return thread


def of_case(unit: Unit, case_id: str) -> Sequence[Thread]:
    return Disclosures(unit.cases).of_case(case_id)


def open_thread(hand: Hand, case: Case, company_id: str) -> Thread:
    """The thread of this company, begun if there is none: a summary is to be written. Nobody is told anything yet."""
    threads = Disclosures(hand.unit.cases)
    known = threads.between(case.id, company_id)
    if known is not None:
        return known
    thread_id = hand.ids()
    hand.unit.vault.create_key(thread_id, wrap_id=hand.ids(), at_ms=hand.at)
    due = hand.timetable.due(Status.IN_REVIEW, hand.now, graph=Graph.THREAD)
    for _ in range(NUMBERS_TRIED):
        thread = Thread(
            id=thread_id,
            number=number(int(hand.ids(), 16)),
            case_id=case.id,
            company_id=company_id,
            contact_id="",
            status=Status.IN_REVIEW,
            version=0,
            moved_at=hand.at,
            due_at=milliseconds(due) if due else None,
            late=False,
            notified_at=None,
            acknowledged_at=None,
            checks=0,
            outcome="",
            created_at=hand.at,
        )
        if threads.add(thread):
            break
    else:
        raise NotAllowed("moved")
    desk.record(hand, case, THREAD, now=Status.IN_REVIEW, reason=company_name(hand.unit, company_id))
    return thread


def number(chance: int) -> str:
    """What company and desk call a thread: eight consonants of 128 random bits, so that it spells no word and cannot be
    taken for a worker's reference, which is digits.
    """
    letters = []
    for _ in range(NUMBER):
        chance, one = divmod(chance, len(LETTERS))
        letters.append(LETTERS[one])
    return "".join(letters)


def step(
    hand: Hand,
    thread: Thread,
    to: str,
    *,
    outcome: str = "",
    reason: str = "",
    said: Mapping[str, str] | None = None,
    tells: bool = True,
) -> Thread:
    """One edge of the table for `hand.actor`: compare and set, a line in the history, and her message if the table has
    one. `said` fills that message; `tells=False` where the caller tells her in words of its own.

    Raises NotAllowed for what is no edge, MovedMeanwhile.
    """
    case = desk.find(hand.unit, thread.case_id)
    try:
        stage = lifecycle.move(thread.status, to, hand.actor, graph=Graph.THREAD)
    except IllegalMove:
        raise NotAllowed("no_such_step") from None
    since = moment(thread.notified_at) if stage.counted_from and thread.notified_at else hand.now
    due = hand.timetable.due(stage.status, since, graph=Graph.THREAD, sms=case.channel == "sms")
    moved = Disclosures(hand.unit.cases).move(
        thread.id,
        was=thread.status,
        version=thread.version,
        to=stage.status,
        at=hand.at,
        due_at=milliseconds(max(due, hand.now)) if due else None,
        outcome=outcome,
    )
    if not moved:
        raise MovedMeanwhile
    name = company_name(hand.unit, thread.company_id)
    told = f"{name}: {desk.plain(reason)[: desk.LONGEST_TEXT]}" if reason else name
    desk.record(hand, case, THREAD, was=thread.status, now=stage.status, reason=told)
    after = find(hand.unit, thread.id)
    if tells and stage.tells and hand.actor is not Actor.WORKER:
        inform(hand, after, stage.tells, said or {})
    return after


def inform(hand: Hand, thread: Thread, message_id: str, params: Mapping[str, str]) -> None:
    """Queue a notice to the worker about this thread, and to all who share her report: dates and next step are the
    thread's, not the case's.
    """
    case = replace(desk.find(hand.unit, thread.case_id), status=thread.status, due_at=thread.due_at)
    desk.inform(hand, case, message_id, params)
    if message_id in collective.TO_ALL:
        collective.tell_all(hand, case, message_id, params)


def all_over(unit: Unit, case_id: str) -> bool:
    """Nobody works on any thread of this case any more; false where it never had one."""
    threads = of_case(unit, case_id)
    return bool(threads) and all(one.status in OVER for one in threads)


def settle(hand: Hand, case_id: str, *, said: Mapping[str, str] | None = None) -> None:
    """After a thread ended: a case on which nobody works any more ends too, with the result of its threads.

    One of which no company heard is kept private. Any other is closed, by her word or by the clock only, and not while
    somebody may be treating her badly; all that share it end with it. `said` goes to what she is told of the end.
    """
    case = desk.find(hand.unit, case_id)
    if case.status != Status.WITH_COMPANIES or not all_over(hand.unit, case_id):
        return
    ended = of_case(hand.unit, case_id)
    kept = any(Status.KEPT_PRIVATE in (one.status, one.outcome) for one in ended)
    if kept and all(one.notified_at is None for one in ended):
        moved = desk.step(hand, case, Status.KEPT_PRIVATE)
        if hand.actor is Actor.CLOCK:
            desk.inform(hand, moved, "update.kept_private", {})
    elif hand.actor in (Actor.WORKER, Actor.CLOCK) and not case.retaliation:
        result = results.of_case(Outcome(one.outcome or one.status) for one in ended)
        moved = desk.step(hand, case, Status.CLOSED, outcome=result)
        desk.inform(hand, moved, "update.closed", {**(said or {}), "result": result})
        collective.close_with(hand, moved)


def company_name(unit: Unit, company_id: str) -> str:
    company = Companies(unit.cases).get(company_id)
    return company.name if company else ""
