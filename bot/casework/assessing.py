"""What members do with the assessment of a report: save what they found out, and what follows from it for the case.

Each act is one transaction of the caller's and leaves a line in the history for each thing it changed.
"""

from bot.casework import desk
from bot.casework.alerting import Occasion
from bot.casework.assessment import Assessment, Malformed, Signs
from bot.casework.desk import Hand, MovedMeanwhile, NotAllowed
from bot.casework.lifecycle import Status
from bot.casework.parties import held
from storage.assessments import Assessments, Kept
from storage.cases import Case
from storage.crypto import DataKey
from storage.deadlines import Deadlines
from storage.engine import Unit
from storage.times import milliseconds
from storage.translation_tasks import Tasks

ASSESSED, CATEGORY, PARALLEL, MINOR = "assessed", "category", "parallel", "minor"
SIGNS, URGENT, CALM = "signs", "urgent", "not_urgent"


def of(unit: Unit, case: Case, key: DataKey) -> tuple[Assessment, Kept | None]:
    """What is known so far; nothing of it where nobody began. Raises `storage.vault.KeyDestroyed` by its key."""
    kept = Assessments(unit.cases, key).of(case.id)
    return (Assessment.read(kept.body) if kept else Assessment()), kept


def save(hand: Hand, case_id: str, after: Assessment, *, seen: int) -> None:
    """Keep it, if nobody saved another than version `seen` (0: none) meanwhile. Raises MovedMeanwhile, NoSuchCase."""
    case = held(hand, case_id)
    key = desk.key_of(hand.unit, case)
    before, _ = of(hand.unit, case, key)
    if not Assessments(hand.unit.cases, key).save(case.id, after.body, seen=seen, by_id=hand.by, at=hand.at):
        raise MovedMeanwhile
    if after != before:
        desk.record(hand, case, ASSESSED, was=before.verdict, now=after.verdict)
    follow(hand, case, before, after)


def follow(hand: Hand, case: Case, before: Assessment, after: Assessment) -> None:
    """What the answers mean for the case itself."""
    if after.category and after.category != case.category:
        hand.cases.flag(case.id, "category", after.category)
        desk.record(hand, case, CATEGORY, was=case.category, now=after.category)
    for name, was, now in ((PARALLEL, case.parallel, after.parallel), (MINOR, case.minor, after.minor)):
        if was != now:
            hand.cases.flag(case.id, name, now)
            desk.record(hand, case, name, now="yes" if now else "no")
    escalated = after.signs is Signs.ESCALATE and before.signs is not Signs.ESCALATE
    if escalated:
        desk.record(hand, case, SIGNS, now=after.signs)
        hand.alarm(hand.unit, case.id, Occasion.URGENT, at=hand.at)
    if after.minor and not case.urgent:
        hurry(hand, case)


def urgent(hand: Hand, case_id: str, to: bool) -> None:
    """A member sees that somebody is in danger, or that nobody is any more."""
    case = held(hand, case_id)
    if case.urgent == to:
        return
    if to:
        hurry(hand, case)
    elif case.minor:
        raise NotAllowed("minor_urgent")
    else:
        hand.cases.flag(case.id, "urgent", False)
        desk.record(hand, case, CALM)


def hurry(hand: Hand, case: Case) -> None:
    """To the top of every list; a person looks within 24 hours, and those who read cases hear of it at once."""
    hand.cases.flag(case.id, "urgent", True)
    desk.record(hand, case, URGENT)
    hand.alarm(hand.unit, case.id, Occasion.URGENT, at=hand.at)
    Tasks(hand.unit.cases).hurry(case.conversation_id)
    due = hand.timetable.due(Status.RECEIVED, hand.now, urgent=True)
    if case.status == Status.RECEIVED and due and (case.due_at is None or milliseconds(due) < case.due_at):
        Deadlines(hand.unit.cases).limit(case.id, due_at=milliseconds(due), late=case.late)


def read(values: dict[str, object]) -> Assessment:
    """What a form says. Raises NotAllowed."""
    try:
        return Assessment.read(values)
    except Malformed:
        raise NotAllowed("assessment_form", status=422) from None
