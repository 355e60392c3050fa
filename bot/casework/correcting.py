"""What members do with a translation: type it better or confirm it, translate a whole text, have it made anew.

The original and the machine's words are never changed. Of two who type at once the second is told and nothing of the
first is lost. Each act is one transaction of the caller's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.casework import anonymity, desk
from bot.casework.anonymity import Left
from bot.casework.desk import CaseworkError, Hand, NoSuchCase, NotAllowed
from bot.casework.texts import NothingThere, Text, find_text
from bot.casework.translated import segments_of
from storage.cases import Case, Cases
from storage.corrections import WHOLE, Correction, Corrections
from storage.crypto import DataKey
from storage.keyring import Keyring
from storage.memory import Memory
from storage.messages import Messages
from storage.renderings import Renderings
from storage.translation_tasks import Tasks

LONGEST_SENTENCE = 4_000
LONGEST_WHOLE = 15_000
NAMES = "names"


class TypedMeanwhile(CaseworkError):
    """Somebody typed here, or it was translated anew, after this page was loaded: nothing happened, look again."""

    status = 409

    def __init__(self) -> None:
        super().__init__("typed_meanwhile")


class NotAnonymous(CaseworkError):
    """Something in it may name somebody: it stays in its case."""

    status = 422

    def __init__(self, left: Sequence[Left]) -> None:
        super().__init__("not_anonymous")
        self.left = left


@dataclass(frozen=True, slots=True)
class Spot:
    """Sentence `n` of a text, or the whole of it (`storage.corrections.WHOLE`), for readers of `target`, as a member
    saw it: rendering `generation`, version `seq` of what was typed.
    """

    case_id: str
    text_id: str
    target: str
    n: int
    generation: int
    seq: int


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a spot: the sentence in her language and the machine's words. Both empty for a whole text."""

    case: Case
    key: DataKey
    text: Text
    segment: str = ""
    machine: str = ""


def correct(hand: Hand, spot: Spot, words: str | None) -> None:
    """Type a sentence instead of the machine's; None confirms its words, nothing typed takes the last version back.

    Raises NothingThere, TypedMeanwhile, NotAllowed.
    """
    found = held(hand, spot)
    longest = LONGEST_WHOLE if spot.n == WHOLE else LONGEST_SENTENCE
    text = found.machine if words is None else fit(words, longest)
    if not text and not spot.seq:
        raise NotAllowed("nothing_written", status=422)
    add(hand, spot, found, text)
    if spot.n == WHOLE and text:
        Tasks(hand.unit.cases).settle(spot.text_id, spot.target)


def held(hand: Hand, spot: Spot) -> Found:
    """The spot, if it is still as the member saw it, and nobody else's until the end of this transaction."""
    case = desk.find(hand.unit, spot.case_id)
    key = desk.key_of(hand.unit, case)
    corrections = Corrections(hand.unit.cases, key)
    if not corrections.hold(case.conversation_id):
        raise NoSuchCase
    text = find_text(hand.unit, key, case.conversation_id, case.language, spot.text_id)
    segment, machine = ("", "") if spot.n == WHOLE else rendered(hand, case, key, spot)
    if version(corrections.of(case.conversation_id), spot) != spot.seq:
        raise TypedMeanwhile
    return Found(case, key, text, segment, machine)


def rendered(hand: Hand, case: Case, key: DataKey, spot: Spot) -> tuple[str, str]:
    """The sentence and the machine's words for it. Raises NothingThere or TypedMeanwhile."""
    stored = Renderings(hand.unit.cases, key).one(case.conversation_id, spot.text_id, spot.target)
    if stored is None:
        raise NothingThere
    if stored.generation != spot.generation:
        raise TypedMeanwhile
    segments = segments_of(stored)
    if not 0 <= spot.n < len(segments):
        raise NothingThere
    return segments[spot.n].source, segments[spot.n].text


def version(typed: Sequence[Correction], spot: Spot) -> int:
    here = [one.seq for one in typed if (one.text_id, one.target, one.n) == (spot.text_id, spot.target, spot.n)]
    return here[-1] if here else 0


def add(hand: Hand, spot: Spot, found: Found, text: str) -> None:
    Corrections(hand.unit.cases, found.key).add(
        hand.ids(),
        conversation_id=found.case.conversation_id,
        message_id=found.text.message_id,
        text_id=spot.text_id,
        target=spot.target,
        n=spot.n,
        language=found.text.language,
        segment=found.segment,
        text=text,
        machine=found.machine,
        member_id=hand.by,
        at=hand.at,
    )


def again(hand: Hand, case_id: str) -> int:
    """Have every text of the case translated anew, except what a person translated: how many. What members typed
    stays.
    """
    case = desk.find(hand.unit, case_id)
    count = Tasks(hand.unit.cases).again(case.conversation_id, at=hand.at)
    if count:
        desk.record(hand, case, "translating_again")
    return count


def release(hand: Hand, spot: Spot, segment: str, text: str, keyring: Keyring) -> None:
    """For all cases from now on: `segment` and `text` after names, places, numbers and companies were removed.

    Only what a person stands behind is released. Raises NotAnonymous, NothingThere, TypedMeanwhile, NotAllowed.
    """
    found = held(hand, spot)
    if not spot.seq:
        raise NotAllowed("not_confirmed", status=422)
    segment, text = fit(segment, LONGEST_SENTENCE), fit(text, LONGEST_SENTENCE)
    if not segment or not text:
        raise NotAllowed("nothing_written", status=422)
    remains = anonymity.left((segment, text), names_of(hand, found))
    if remains:
        raise NotAnonymous(remains)
    source = found.text.language
    Memory(hand.unit.cases, keyring).release(
        hand.ids(), source=source, target=spot.target, segment=segment, text=text, member_id=hand.by, at=hand.at
    )
    desk.record(hand, found.case, "released")


def names_of(hand: Hand, found: Found) -> list[str]:
    """What this case tells as names of people, companies and places."""
    report = Cases(hand.unit.cases).report(found.case.id, found.key)
    told = Messages(hand.unit.cases, found.key).of_part(found.case.conversation_id, NAMES)
    return anonymity.names_told(report.items(), [str(one.body.get("text", "")) for one in told])


def fit(words: str, longest: int) -> str:
    """What was typed, without what cannot be seen. Raises NotAllowed where it is too long."""
    kept = desk.plain(words)
    if len(kept) > longest:
        raise NotAllowed("too_long_typed", status=422)
    return kept
