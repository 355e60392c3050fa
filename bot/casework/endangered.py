"""The one exception to her answer: a life is in danger (`decisions.md` 12). Two members decide, the minimum is
told, all of it stands in the history, and she hears of it. A person calls the office: nothing leaves from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.casework import desk
from bot.casework.access import READERS
from bot.casework.desk import Hand, NotAllowed
from bot.casework.parties import held
from storage.cases import Case, CaseEvent, Cases
from storage.engine import Unit
from storage.members import Members

ASKED, TOLD, REFUSED = "danger_asked", "danger_told", "danger_refused"
NOTICE = "update.danger_told"
LONGEST_OFFICE, LONGEST = 100, 300
"""Letters: so much is the minimum."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One member wants this office to be told this. `seq` is its line in the history."""

    by: str
    seq: int
    office: str
    words: str


def standing(events: Sequence[CaseEvent]) -> Wish | None:
    """The wish that waits for a second member."""
    last = next((one for one in reversed(events) if one.kind in (ASKED, TOLD, REFUSED)), None)
    if last is None or last.kind != ASKED:
        return None
    office, _, words = last.reason.partition("\n")
    return Wish(last.actor, last.seq, office, words)


def wish(hand: Hand, case_id: str, office: str, words: str) -> None:
    """The first member. Nobody is told yet. Raises NotAllowed."""
    case = allowed(hand, case_id)
    office, words = " ".join(desk.words(office).split()), desk.words(words)
    if len(office) > LONGEST_OFFICE or len(words) > LONGEST:
        raise NotAllowed("danger_long", status=422)
    if of(hand.unit, case):
        raise NotAllowed("danger_waits")
    hand.cases.flag(case.id, "urgent", True)
    desk.record(hand, case, ASKED, reason=f"{office}\n{words}")


def decide(hand: Hand, case_id: str, *, seen: int, agrees: bool) -> None:
    """The second member, who is another. Raises NotAllowed."""
    case = allowed(hand, case_id)
    one = of(hand.unit, case)
    if one is None or one.seq != seen:
        raise NotAllowed("moved")
    if agrees and one.by == hand.by:
        raise NotAllowed("danger_same", status=403)
    desk.record(hand, case, TOLD if agrees else REFUSED, reason=f"{one.office}\n{one.words}")
    if agrees:
        desk.inform(hand, case, NOTICE, {"office": one.office})


def of(unit: Unit, case: Case) -> Wish | None:
    return standing(Cases(unit.cases).events(case.id, desk.key_of(unit, case)))


def allowed(hand: Hand, case_id: str) -> Case:
    """Raises NotAllowed for whoever does not read cases."""
    member = Members(hand.unit.cases).get(hand.by)
    if member is None or member.disabled or member.role not in READERS:
        raise NotAllowed("role", status=403)
    return held(hand, case_id)
