"""All that is shown of a case's review: on its own page whole, on the page of the case in a few lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.casework import assessing, desk, gate
from bot.casework.access import seeing
from bot.casework.assessment import Assessment, Danger, danger
from bot.casework.conflicts import guarded
from bot.casework.desk import Opened
from bot.casework.restricting import NAMEABLE
from bot.casework.routing import Block
from bot.casework.suggesting import SEXUAL, Proposed, violence
from bot.console.meanings import hers
from bot.console.reading_aid import Aid
from storage.access import Access, CaseAccess
from storage.assessments import Kept
from storage.cases import Case, CaseEvent
from storage.engine import Unit
from storage.members import Member, Members

LOOKED = "read"


@dataclass(frozen=True, slots=True)
class Review:
    """What is known so far. `looked`: who looked first, and when; `proposed`: why it may be sexual violence."""

    assessment: Assessment = field(default_factory=Assessment)
    kept: Kept | None = None
    proposed: Proposed = field(default_factory=Proposed)
    looked: CaseEvent | None = None
    named: Sequence[Access] = ()

    @property
    def danger(self) -> Danger:
        return danger(self.assessment.detriment)

    @property
    def version(self) -> int:
        return self.kept.version if self.kept else 0


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """For the page of the review: beside it who sees the case, who might, and whom the conflict guard holds back."""

    case: Case
    review: Review
    people: Mapping[str, Member]
    seeing: Sequence[Member]
    might: Sequence[Member]
    conflict: Sequence[Block]
    doubtful: int


def review(unit: Unit, opened: Opened, texts: Iterable[str]) -> Review:
    """`texts` is what was made of hers, in a language of the desk. Raises `storage.vault.KeyDestroyed`."""
    case = opened.case
    assessment, kept = assessing.of(unit, case, desk.key_of(unit, case))
    said = [text for one in opened.said if (text := hers(one))]
    marked = Aid(case.language, "en").listed(said).suggestion.dangers
    known = [term for one in marked if one.what == SEXUAL for term in one.terms]
    proposed = violence(assessment, [*said, *texts], known)
    looked = next((event for event in opened.events if event.kind == LOOKED), None)
    return Review(assessment, kept, proposed, looked, CaseAccess(unit.cases).of(case.id))


def review_page(unit: Unit, case_id: str) -> ReviewPage:
    """Raises NoSuchCase, `storage.vault.KeyDestroyed`."""
    opened = desk.open_case(unit, case_id)
    case, key = opened.case, desk.key_of(unit, opened.case)
    members = Members(unit.cases).all()
    made = [one.text for _, one in gate.renderings(unit, case, key)]
    found = review(unit, opened, made)
    conflict = guarded(unit, case).members
    near, there = {block.person_id for block in conflict}, seeing(unit, case, members)
    granted = {row.member_id for row in found.named if row.granted}
    might = [
        one
        for one in members
        if not one.disabled and one.role in NAMEABLE and one.id not in granted and one.id not in near
    ]
    people, doubtful = {one.id: one for one in members}, len(gate.unconfirmed(unit, case, key))
    return ReviewPage(case, found, people, list(there.values()), might, conflict, doubtful)
