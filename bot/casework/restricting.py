"""Restricting a case to named members, naming them, keeping somebody out, lifting it. One transaction of the caller's.

Anybody who sees a case may restrict it: that only ever takes sight away. Naming and lifting are a lead's. Nobody is
named against whom the conflict guard speaks, and no case is left that nobody sees.
"""

from bot.casework import access, desk
from bot.casework.access import LEAD, READERS, Restriction
from bot.casework.conflicts import guarded
from bot.casework.desk import Hand, NoSuchCase, NotAllowed
from storage.access import Access, CaseAccess
from storage.alerts import Alerts
from storage.case_terms import CaseTerms
from storage.cases import Case
from storage.engine import Unit
from storage.members import Member, Members

NAMEABLE = READERS | {"translator"}
RESTRICTED, LIFTED, NAMED, KEPT_OUT = "restricted", "restriction_lifted", "access_named", "access_kept_out"


def found(unit: Unit, case_id: str, member: Member) -> Case:
    """The case, if it exists for her. Raises NoSuchCase where it does not, and where there is none."""
    case = desk.find(unit, case_id)
    if not access.may_see(unit, case, member):
        raise NoSuchCase
    return case


def restrict(hand: Hand, case_id: str, why: str) -> None:
    """From now on only named members see it; where nobody is named, leads. Of a conflict of interest those whom the
    guard holds back are kept out at once. Raises NotAllowed.
    """
    case = found(hand.unit, case_id, acting(hand))
    if why not in {Restriction.VIOLENCE, Restriction.CONFLICT}:
        raise NotAllowed("no_restriction", status=422)
    if case.restricted == why:
        return
    hand.cases.flag(case.id, "restricted", why)
    desk.record(hand, case, RESTRICTED, now=why)
    CaseTerms(hand.unit.cases).forget(case.id)
    if why == Restriction.CONFLICT:
        for member_id in in_conflict(hand.unit, case):
            keep_out_of(hand, case, member_id)
    never_blind(hand, case)


def lift(hand: Hand, case_id: str, reason: str) -> None:
    """Everybody who reads cases sees it again. Raises NotAllowed without a reason: it stands in the history."""
    case = by_lead(hand, case_id)
    said = desk.words(reason)
    hand.cases.flag(case.id, "restricted", "")
    CaseAccess(hand.unit.cases).forget(case.id)
    desk.record(hand, case, LIFTED, was=case.restricted, reason=said)


def name(hand: Hand, case_id: str, member_id: str) -> None:
    """She sees it, and so does the lead who named her. Raises NotAllowed for whoever the conflict guard holds back."""
    case = by_lead(hand, case_id)
    member = Members(hand.unit.cases).get(member_id)
    if member is None or member.disabled or member.role not in NAMEABLE:
        raise NotAllowed("no_member", status=422)
    conflict = in_conflict(hand.unit, case)
    if member.id in conflict:
        raise NotAllowed("in_conflict")
    for one in {member.id, hand.by} - conflict:
        put(hand, case, one, granted=True)
    desk.record(hand, case, NAMED, reason=member.name)


def keep_out(hand: Hand, case_id: str, member_id: str) -> None:
    """She does not see it any more, whatever her role. Raises NotAllowed where nobody would be left who does."""
    case = by_lead(hand, case_id)
    keep_out_of(hand, case, member_id)
    never_blind(hand, case)


def keep_out_of(hand: Hand, case: Case, member_id: str) -> None:
    member = Members(hand.unit.cases).get(member_id)
    if member is None:
        raise NotAllowed("no_member", status=422)
    put(hand, case, member.id, granted=False)
    Alerts(hand.unit.cases).forget_of(case.id, member.id)
    desk.record(hand, case, KEPT_OUT, reason=member.name)


def put(hand: Hand, case: Case, member_id: str, *, granted: bool) -> None:
    CaseAccess(hand.unit.cases).set(Access(case.id, member_id, granted, hand.by, hand.at))


def never_blind(hand: Hand, case: Case) -> None:
    """Somebody must be left who sees it and may name others: a lead."""
    case = desk.find(hand.unit, case.id)
    left = access.seeing(hand.unit, case, Members(hand.unit.cases).all())
    if not any(one.role == LEAD for one in left.values()):
        raise NotAllowed("nobody_left")


def in_conflict(unit: Unit, case: Case) -> frozenset[str]:
    """Members who must not work on it: the report names them, or they work for one of its companies."""
    return frozenset(block.person_id for block in guarded(unit, case).members)


def by_lead(hand: Hand, case_id: str) -> Case:
    """The restricted case, for a lead who sees it."""
    me = acting(hand)
    case = found(hand.unit, case_id, me)
    if me.role != LEAD:
        raise NotAllowed("role_restrict", status=403)
    if not case.restricted:
        raise NotAllowed("not_restricted")
    return case


def acting(hand: Hand) -> Member:
    member = Members(hand.unit.cases).get(hand.by)
    if member is None:
        raise NoSuchCase
    return member
