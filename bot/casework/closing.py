"""How a company's part of a case ends, and with it the case: by the worker's own word, or by her recorded silence.

A member only proposes. Rule 1: no call in this file closes anything for a member or a company, and nothing closes while
somebody may be treating her badly. Each act is one transaction of the caller's.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.casework import collective, desk, reopening, threads, worry
from bot.casework.desk import Hand, MovedMeanwhile, NotAllowed
from bot.casework.lifecycle import Actor, Outcome, Status
from bot.casework.results import OF_THREAD, PROPOSABLE, Said
from bot.casework.unasking import unask
from bot.intake.renderer import RIGHTS, SAID, TRANSLATED
from storage.cases import Case
from storage.conversations import Conversations
from storage.disclosures import Disclosures, Thread
from storage.notices import Told
from storage.recipients import Recipients
from storage.times import DAY_MS, milliseconds, moment

ASK = "closing.ask"
PROPOSED, HEARD = "closing_asked", "closing_said"
REOPEN = timedelta(days=180)
"""For so long after the end she may open her report again (`domain.md` 5, 20)."""
UNHEARD_MS = 180 * DAY_MS
"""For so long the silence of somebody who cannot hear us is none."""
WORDS = "words"
LONGEST = 200
"""Letters of what a company did, in a question that has to fit a phone."""


def propose(
    hand: Hand, thread_id: str, *, version: int, outcome: str, text: str = "", written: str = "", machine: bool = False
) -> Thread:
    """Ask her whether it is over. `text` is what the company did, in her language; without it the result's own words
    are used. `written` is what the member wrote, for the history; `machine`: a computer translated it.

    Raises NotAllowed for what is no result, no such step, or a case that is frozen; MovedMeanwhile.
    """
    thread = threads.find(hand.unit, thread_id)
    if thread.version != version:
        raise MovedMeanwhile
    if outcome not in PROPOSABLE:
        raise NotAllowed("no_result", status=422)
    case = desk.find(hand.unit, thread.case_id)
    if case.retaliation:
        raise NotAllowed("worry")
    after = threads.step(hand, thread, Status.CLOSING_PROPOSED, tells=False)
    desk.record(hand, case, PROPOSED, now=outcome, reason=written or text)
    unask(hand, case, ASK, thread_id=thread.id)
    threads.inform(hand, after, ASK, asked(hand, after, outcome, text, machine=machine))
    # `text` is in her language: the others read the result's own words, each in hers.
    shared = replace(case, status=after.status, due_at=after.due_at)
    collective.tell_all(hand, shared, ASK, asked(hand, after, outcome, "", machine=False))
    return after


def worded(thread: Thread, outcome: str) -> dict[str, object]:
    """What a text that is translated first has to know when it is sent. Raises NotAllowed for what is no result."""
    if outcome not in PROPOSABLE:
        raise NotAllowed("no_result", status=422)
    return {"thread": thread.id, "version": thread.version, "outcome": outcome}


def proposed(hand: Hand, how: Mapping[str, Any], text: str, *, written: str, machine: bool) -> None:
    """As `propose`, with a text that was looked at. Raises NotAllowed `too_long` for what no question can hold."""
    if len(text) > LONGEST:
        raise NotAllowed("too_long", status=422)
    propose(
        hand,
        str(how["thread"]),
        version=int(how["version"]),
        outcome=str(how["outcome"]),
        text=text,
        written=written,
        machine=machine,
    )


def asked(hand: Hand, thread: Thread, outcome: str, text: str, *, machine: bool) -> dict[str, str]:
    """What fills the question, and what her answer will need: an answer to an older proposal closes nothing."""
    ends = hand.now if thread.due_at is None else moment(thread.due_at)
    until = (ends + REOPEN).astimezone(hand.zone).date().isoformat()
    needed = {"thread": thread.id, "version": str(thread.version), "proposed": outcome}
    note = {TRANSLATED: "yes"} if machine and text else {}
    return {**needed, **note, "outcome": text or outcome, "until": until}


def said(hand: Hand, case: Case, told: Told, value: str) -> None:
    """She answered: `value` is a `Said`, `skip`, or empty for words of her own.

    Whatever is not clearly a yes keeps it open. Of a report that several share she who sent it first decides; what the
    others say is heard by the desk.
    """
    thread = Disclosures(hand.unit.cases).get(told.params.get("thread", ""))
    name = threads.company_name(hand.unit, thread.company_id) if thread else ""
    desk.record(hand, case, HEARD, now=value or WORDS, reason=name)
    if thread is None or value == "skip":
        return
    if value == Said.WORSE:
        for case_id in dict.fromkeys((case.id, thread.case_id)):
            worry.flag(hand, desk.find(hand.unit, case_id), said=value)
        thread = threads.find(hand.unit, thread.id)  # the flag has taken the question back
    stands = thread.status == Status.CLOSING_PROPOSED and str(thread.version) == told.params.get("version")
    if value in (Said.SOLVED, Said.PARTLY):
        if stands and case.id == thread.case_id:
            agreed(hand, thread, Said(value), told.params.get("proposed", ""))
    elif stands:
        threads.step(hand, thread, Status.DIALOGUE)
    elif case.status == Status.CLOSED:
        reopening.reopen(hand, case)


def agreed(hand: Hand, thread: Thread, value: Said, proposed: str) -> None:
    result = OF_THREAD[Outcome(proposed), value]
    threads.step(hand, thread, Status.CLOSED, outcome=result)
    take_back(hand, thread)
    threads.settle(hand, thread.case_id, said={RIGHTS: SAID})


def take_back(hand: Hand, thread: Thread) -> None:
    """It is over: nobody else who shares the report is asked any more. Their conversations are in no turn now."""
    for other in collective.together(hand.unit, thread.case_id):
        unask(replace(hand, actor=Actor.CLOCK), other, ASK, thread_id=thread.id)


def silent(hand: Hand, thread: Thread) -> None:
    """She did not answer in her days: this part is closed, and the history says that it was silence.

    While the case is frozen, while she waits for a person, and for half a year while she cannot hear us, her days are
    prolonged instead.
    """
    case = desk.find(hand.unit, thread.case_id)
    waits = case.retaliation or case.wants_person
    if waits or (deaf(hand, case) and hand.at - thread.moved_at < UNHEARD_MS):
        later = milliseconds(hand.timetable.put_off(hand.now))
        Disclosures(hand.unit.cases).limit(thread.id, due_at=later, late=False)
        return
    unask(hand, case, ASK, thread_id=thread.id)
    take_back(hand, thread)
    threads.step(hand, thread, Status.CLOSED, outcome=Outcome.NO_REPLY, reason=Outcome.NO_REPLY)
    threads.settle(hand, case.id)


def deaf(hand: Hand, case: Case) -> bool:
    """She hides, has stopped us, or her contact is gone: what she was asked has not reached her."""
    alias = Conversations(hand.unit.cases).alias(case.conversation_id)
    recipient = Recipients(hand.unit.cases).get(alias) if alias else None
    return recipient is not None and (recipient.hidden or bool(recipient.stopped))
