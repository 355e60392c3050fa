"""Who of the desk may see a case: the one rule, asked by every door, list, search, count and mail.

A restricted case exists for its named members only; everybody else meets what meets her where there is no case at all.
Reads only. What changes it is `bot.casework.restricting`.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from storage.access import Access, CaseAccess
from storage.cases import Case
from storage.engine import Unit
from storage.members import Member

LEAD = "lead"
READERS = frozenset({LEAD, "member"})


class Restriction(StrEnum):
    """Why only named members see a case (`domain.md` 6)."""

    NONE = ""
    VIOLENCE = "gbv"  # sexual or gender-based violence
    CONFLICT = "coi"  # somebody of the desk is too near to it


def sees(rows: Iterable[Access], member: Member) -> bool:
    """The rule for a restricted case. Whoever was kept out stays out whatever her role; where no lead is named, or
    none who is named is a lead any more, leads see it, so that no case is ever without one. Administrators never do.
    """
    said = {row.member_id: row for row in rows}
    if member.id in said:
        return said[member.id].granted
    return member.role == LEAD and not any(row.granted and row.lead for row in said.values())


def may_see(unit: Unit, case: Case, member: Member) -> bool:
    """Whether there is such a case for her. What her role may do with it is asked elsewhere."""
    return not case.restricted or sees(CaseAccess(unit.cases).of(case.id), member)


def hidden_from(unit: Unit, member: Member) -> frozenset[str]:
    """The ids of all cases that do not exist for her: for lists, counts, mails and figures."""
    rows = CaseAccess(unit.cases)
    restricted = rows.restricted()
    of: dict[str, list[Access]] = {case_id: [] for case_id in restricted}
    for row in rows.all() if restricted else ():
        if row.case_id in of:
            of[row.case_id].append(row)
    return frozenset(case_id for case_id, said in of.items() if not sees(said, member))


def visible(unit: Unit, member: Member, cases: Iterable[Case]) -> Sequence[Case]:
    """Those of `cases` that exist for her, in their order."""
    hidden = hidden_from(unit, member)
    return [case for case in cases if case.id not in hidden]


def restricted(unit: Unit) -> frozenset[str]:
    """Every restricted case: left out of what is counted, suggested, joined or published for more than its members."""
    return frozenset(CaseAccess(unit.cases).restricted())


def seeing(unit: Unit, case: Case, members: Iterable[Member]) -> Mapping[str, Member]:
    """Which of these members read cases and see this one, by id."""
    return {one.id: one for one in members if one.role in READERS and not one.disabled and may_see(unit, case, one)}
