"""What a worker's answer to a notice does to her case, by the message that asked her. One entry a question.

The conversation decides what she reads at once; here rows change, in the same transaction. An answer to a question that
no entry names only tells the desk that it came.
"""

from collections.abc import Callable, Mapping

from bot.casework import closing, consenting, desk, lifecycle, offering, public_texts, reopening, safety, survey
from bot.casework.alerting import Occasion
from bot.casework.desk import Hand
from bot.casework.lifecycle import Actor, Status
from storage.cases import Case
from storage.notices import Notices, Told

SKIPPED = "skip"
Answered = Callable[[Hand, Case, Told, str], None]
ANSWERED: Mapping[str, Answered] = {
    public_texts.ASKS: public_texts.answered,
    consenting.PREVIEW: consenting.answered,
    closing.ASK: closing.said,
    offering.OFFER: offering.offer_answered,
    offering.CHECK: offering.check_answered,
    safety.CHECK: safety.said,
    safety.LATER: safety.later_said,
    survey.FIRST: survey.heard,
}


def answer(hand: Hand, told: Told, value: str) -> None:
    """She answered this notice: `value` is the choice she took, `skip`, or empty for words of her own.

    `hand` acts as the worker. An answer counts once, and only while the notice stands; words that explain it are for
    the desk to read.
    """
    case = hand.cases.of_conversation(told.conversation_id)
    if case is None or (told.state == "answered" and value):
        return
    if told.state == "answered":
        hand.cases.flag(case.id, "unread", True)
        hand.alarm(hand.unit, case.id, Occasion.ANSWERED, at=hand.at)
        return
    Notices(hand.unit.cases, hand.unit.vault.key).move(told.id, "answered")
    hand.cases.flag(case.id, "unread", True)
    hand.alarm(hand.unit, case.id, Occasion.ANSWERED, at=hand.at)
    rule = ANSWERED.get(told.message_id)
    if rule is not None:
        rule(hand, case, told, value)
    elif reopening.ended(case):
        if value != SKIPPED:
            reopening.reopen(hand, case)
    elif Status.IN_REVIEW in lifecycle.open_to(case.status, Actor.WORKER):
        resume(hand, case)


def resume(hand: Hand, case: Case) -> Case:
    """What she said brings the case back to the desk."""
    after = desk.stepped(case, Status.IN_REVIEW, hand.now, hand.timetable, Actor.WORKER)
    hand.cases.move(case.id, was=case.status, version=case.version, to=after.status, at=hand.at, due_at=after.due_at)
    desk.record(hand, case, "answered", was=case.status, now=after.status)
    return desk.find(hand.unit, case.id)
