"""Giving one text to a translator for some days, and what she may do with it: read it, type the translation, no more.

She sees neither the case nor its number, channel or other texts. Every look at a text stands in the case's history.
Each act is one transaction of the caller's; whoever is no longer entitled gets NothingThere, as for what never was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.casework import access, desk
from bot.casework.correcting import LONGEST_WHOLE, fit
from bot.casework.desk import Hand, NoSuchCase, NotAllowed
from bot.casework.texts import Kind, NothingThere, Text, find_text
from storage.assignments import OPEN, Assignment, Assignments
from storage.cases import Case, Cases
from storage.corrections import WHOLE, Corrections
from storage.engine import Unit
from storage.members import Member, Members
from storage.replies import WRITTEN, Replies
from storage.times import milliseconds
from storage.translation_tasks import Tasks
from storage.vault import KeyDestroyed

LONGEST_DAYS = 60
TRANSLATOR = "translator"


@dataclass(frozen=True, slots=True)
class Given:
    """One text that is a translator's now, and the version of its whole translation that stands (0: none)."""

    assignment: Assignment
    text: Text
    seq: int


def assign(hand: Hand, case_id: str, text_id: str, target: str, *, translator_id: str, until: datetime) -> None:
    """Give a text to a translator until then. Raises NotAllowed, NothingThere, NoSuchCase."""
    case = desk.find(hand.unit, case_id)
    key = desk.key_of(hand.unit, case)
    text = find_text(hand.unit, key, case.conversation_id, case.language, text_id)
    translator = Members(hand.unit.cases).get(translator_id)
    if translator is None or translator.role != TRANSLATOR or translator.disabled:
        raise NotAllowed("no_translator", status=422)
    if not access.may_see(hand.unit, case, translator):
        raise NotAllowed("not_named")
    if not hand.now < until <= hand.now + timedelta(days=LONGEST_DAYS):
        raise NotAllowed("no_date", status=422)
    target = case.language if text.kind is Kind.REPLY else target
    if not any(one.member_id == translator_id for one in under_way(hand.unit, case, text_id, target, at=hand.at)):
        added = Assignments(hand.unit.cases).add(
            Assignment(
                hand.ids(), case.conversation_id, text.message_id, text_id, text.kind.value, text.language, target,
                translator_id, hand.by, milliseconds(until), OPEN, hand.at,
            )
        )  # fmt: skip
        if not added:
            raise NoSuchCase
        desk.record(hand, case, "assigned", reason=translator.name)


def under_way(unit: Unit, case: Case, text_id: str, target: str, *, at: int) -> Sequence[Assignment]:
    """Who has this text now."""
    return [
        one
        for one in Assignments(unit.cases).of(case.conversation_id)
        if (one.text_id, one.target, one.state) == (text_id, target, OPEN) and one.until > at
    ]


def withdraw(hand: Hand, case_id: str, assignment_id: str) -> None:
    """Take a text back before its date. Raises NothingThere."""
    case = desk.find(hand.unit, case_id)
    if not Assignments(hand.unit.cases).withdraw(assignment_id, case.conversation_id):
        raise NothingThere
    desk.record(hand, case, "assignment_withdrawn")


def look(hand: Hand, assignment_id: str) -> Given:
    """The translator opens her text: it is in the history who saw it. Raises NothingThere."""
    given = entitled(hand, assignment_id)
    desk.record(hand, case_of(hand, given.assignment), "translator_read")
    return given


def translate(hand: Hand, assignment_id: str, words: str, *, seen: int) -> None:
    """The translator hands in the whole translation; then the text is no longer hers. Raises NothingThere, NotAllowed,
    and NotAllowed `typed_meanwhile` where a member typed one since she looked.
    """
    given = entitled(hand, assignment_id)
    text = fit(words, LONGEST_WHOLE)
    if not text:
        raise NotAllowed("nothing_written", status=422)
    one = given.assignment
    corrections = Corrections(hand.unit.cases, hand.unit.vault.key(one.conversation_id))
    if not corrections.hold(one.conversation_id) or not Assignments(hand.unit.cases).done(one.id):
        raise NothingThere
    if last_seq(corrections, one) != seen:
        raise NotAllowed("typed_meanwhile")
    corrections.add(
        hand.ids(),
        conversation_id=one.conversation_id,
        message_id=one.message_id,
        text_id=one.text_id,
        target=one.target,
        n=WHOLE,
        language=one.source,
        segment="",
        text=text,
        member_id=hand.by,
        at=hand.at,
    )
    Tasks(hand.unit.cases).settle(one.text_id, one.target)
    case = case_of(hand, one)
    hand.cases.flag(case.id, "unread", True)
    desk.record(hand, case, "translated")


def list_of(unit: Unit, translator: Member, *, at: int) -> Sequence[Assignment]:
    """What she may read now, the most pressing first: nothing of a case that was restricted without naming her."""
    mine = Assignments(unit.cases).of_translator(translator.id, at=at)
    return [one for one in mine if (case := of_assignment(unit, one)) and access.may_see(unit, case, translator)]


def of_assignment(unit: Unit, one: Assignment) -> Case | None:
    return Cases(unit.cases).of_conversation(one.conversation_id)


def entitled(hand: Hand, assignment_id: str) -> Given:
    """Hers, open, in time, the text still exists, and so does its case for her. Raises NothingThere."""
    one = Assignments(hand.unit.cases).one_of_translator(assignment_id, hand.by, at=hand.at)
    me, case = Members(hand.unit.cases).get(hand.by), of_assignment(hand.unit, one) if one else None
    if one is None or me is None or case is None or not access.may_see(hand.unit, case, me):
        raise NothingThere
    try:
        key = hand.unit.vault.key(one.conversation_id)
    except KeyDestroyed:
        raise NothingThere from None
    text = find_text(hand.unit, key, one.conversation_id, one.source, one.text_id)
    if text.kind is Kind.REPLY:
        reply = Replies(hand.unit.cases, key).one(one.text_id, one.conversation_id)
        if reply is None or reply.state != WRITTEN:
            raise NothingThere
    return Given(one, text, last_seq(Corrections(hand.unit.cases, key), one))


def last_seq(corrections: Corrections, one: Assignment) -> int:
    """The version of the whole translation that stands now."""
    spot = (one.text_id, one.target, WHOLE)
    return max((c.seq for c in corrections.of(one.conversation_id) if (c.text_id, c.target, c.n) == spot), default=0)


def case_of(hand: Hand, one: Assignment) -> Case:
    case = of_assignment(hand.unit, one)
    if case is None:
        raise NothingThere
    return case
