"""Who of the desk hears of a case by mail, why, and how soon. Writes rows in the caller's transaction; nothing sends.

A mail says that there is something, where, and nothing else (`domain.md` 12, trap 18): no reference, no word of a case.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.casework import access
from storage.alerts import Alerts
from storage.cases import Cases
from storage.engine import Unit
from storage.members import Member, Members
from storage.times import MINUTE_MS

TOGETHER = 10 * MINUTE_MS
"""What comes within so long goes out as one mail (`domain.md` 5, 8)."""
READERS = frozenset({"lead", "member"})
AUDITOR = "auditor"


class Occasion(StrEnum):
    URGENT = "urgent"  # somebody is in danger
    NEW = "new"
    ANSWERED = "answered"
    COMPANY = "company"  # a company wrote
    UNREACHED = "no_mail"  # a company cannot be reached by mail
    DUE = "due"  # half or four fifths of the time are over
    LATE = "late"
    TREND = "trend"  # several reports of one kind from one place; leads only
    PUBLISH = "publish"  # an issue of the public list is due; of no case
    ANCHOR = "anchor"  # where the audit ended that day; auditors only, of no case


@dataclass(frozen=True, slots=True)
class Alarm:
    """`on` is false where the desk has no mail server: then nothing is kept to be sent."""

    ids: Callable[[], str] = str
    on: bool = False

    def __call__(self, unit: Unit, case_id: str, occasion: Occasion, *, at: int) -> None:
        """Everybody who reads cases and sees this one; at once where somebody is in danger."""
        for member in self._seeing(unit, case_id):
            self._add(unit, member, case_id, occasion, at=at)

    def leads(self, unit: Unit, case_id: str, occasion: Occasion, *, at: int) -> None:
        """The leads who see this case."""
        for member in self._seeing(unit, case_id):
            if member.role == access.LEAD:
                self._add(unit, member, case_id, occasion, at=at)

    def readers(self, unit: Unit, occasion: Occasion, *, at: int) -> None:
        """Everybody who reads cases, of something that is about no case."""
        for member in Members(unit.cases).all() if self.on else ():
            if reached(member):
                self._add(unit, member, "", occasion, at=at)

    def auditors(self, unit: Unit, day: int, *, at: int) -> None:
        """Every auditor, of the line of this day (its ordinal); at once."""
        for member in Members(unit.cases).all() if self.on else ():
            if member.role == AUDITOR and not member.disabled and "@" in member.login:
                values = {"case_id": str(day), "occasion": Occasion.ANCHOR.value}
                Alerts(unit.cases).add(self.ids(), member_id=member.id, at=at, due_at=at, **values)

    def _seeing(self, unit: Unit, case_id: str) -> Iterator[Member]:
        case = Cases(unit.cases).get(case_id) if self.on else None
        if case is not None:
            yield from filter(reached, access.seeing(unit, case, Members(unit.cases).all()).values())

    def _add(self, unit: Unit, member: Member, case_id: str, occasion: Occasion, *, at: int) -> None:
        due_at = at if occasion is Occasion.URGENT else at + TOGETHER
        alerts = Alerts(unit.cases)
        alerts.add(self.ids(), member_id=member.id, case_id=case_id, occasion=occasion.value, at=at, due_at=due_at)


def reached(member: Member) -> bool:
    """She reads cases, and her login is an address."""
    return not member.disabled and member.role in READERS and "@" in member.login
