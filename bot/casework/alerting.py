"""Who of the desk hears of a case by mail, why, and how soon. Writes rows in the caller's transaction; nothing sends.

A mail says that there is something, where, and nothing else (`domain.md` 12, trap 18): no reference, no word of a case.
"""

from collections.abc import Callable
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


class Occasion(StrEnum):
    URGENT = "urgent"  # somebody is in danger
    NEW = "new"
    ANSWERED = "answered"
    COMPANY = "company"  # a company wrote
    UNREACHED = "no_mail"  # a company cannot be reached by mail
    DUE = "due"  # half or four fifths of the time are over
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Alarm:
    """`on` is false where the desk has no mail server: then nothing is kept to be sent."""

    ids: Callable[[], str] = str
    on: bool = False

    def __call__(self, unit: Unit, case_id: str, occasion: Occasion, *, at: int) -> None:
        """Everybody who reads cases and sees this one; at once where somebody is in danger."""
        case = Cases(unit.cases).get(case_id) if self.on else None
        if case is None:
            return
        due_at = at if occasion is Occasion.URGENT else at + TOGETHER
        for member in filter(reached, access.seeing(unit, case, Members(unit.cases).all()).values()):
            Alerts(unit.cases).add(
                self.ids(), member_id=member.id, case_id=case_id, occasion=occasion.value, at=at, due_at=due_at
            )


def reached(member: Member) -> bool:
    """She reads cases, and her login is an address."""
    return not member.disabled and member.role in READERS and "@" in member.login
