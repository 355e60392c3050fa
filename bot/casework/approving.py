"""What one member asks for and another decides (`privacy.md` A4): one rule for all of it, in the caller's transaction.

Nobody decides on her own wish, whatever her role. A yes is the asker's alone and holds for half an hour; then it closes
by itself. Every step is in the audit, and where it is about a case in its history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.casework import access, desk, restricting
from bot.casework.desk import Hand, MovedMeanwhile, NoSuchCase, NotAllowed
from storage.approvals import Approval, Approvals
from storage.audit import Audit
from storage.crypto import Place
from storage.engine import Unit
from storage.members import Member, Members
from storage.times import DAY_MS, MINUTE_MS
from storage.vault import KeyDestroyed


class Kind(StrEnum):
    IDENTITY = "identity"  # how a worker is reached, and her name
    EXPORT = "export"  # a list of many cases
    DELETION = "deletion"  # of a case that is over
    MEMBER = "member"  # somebody new at the desk
    ROLE = "role"
    RESET = "reset"  # a new link for a member: whoever has it comes in as her


HOLDS, WAITS = 30 * MINUTE_MS, 7 * DAY_MS
"""How long a yes may be used, and how long a wish waits for one."""
LONGEST_REASON = 500
ABOUT_A_CASE = frozenset({Kind.IDENTITY, Kind.DELETION})
ABOUT_A_MEMBER = frozenset({Kind.MEMBER, Kind.ROLE, Kind.RESET})
KEEPERS = frozenset({"admin"})
LEADS = frozenset({access.LEAD})
ASKS: Mapping[Kind, frozenset[str]] = {
    Kind.IDENTITY: access.READERS,
    Kind.EXPORT: access.READERS,
    Kind.DELETION: LEADS,
    **dict.fromkeys(ABOUT_A_MEMBER, KEEPERS),
}
DECIDES: Mapping[Kind, frozenset[str]] = {
    **dict.fromkeys((Kind.IDENTITY, Kind.EXPORT, Kind.DELETION), LEADS),
    **dict.fromkeys(ABOUT_A_MEMBER, KEEPERS | LEADS),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What waits or was decided, as this member sees it. `reason` is empty where there is none, or it was erased."""

    approval: Approval
    reason: str
    may_decide: bool


def ask(hand: Hand, kind: Kind, subject: str, *, wanted: str = "", reason: str = "") -> str:
    """The id of the wish. Raises NotAllowed by role, without a reason for what is about a case, and where the same
    wish of hers waits already.
    """
    member = whoever(hand)
    if member.role not in ASKS[kind]:
        raise NotAllowed("role_approval", status=403)
    if any(one.asked_by == hand.by and waits(one, hand.at) for one in Approvals(hand.unit.cases).of(kind, subject)):
        raise NotAllowed("approval_waits")
    made, sealed = hand.ids(), None
    if kind in ABOUT_A_CASE:
        case = restricting.found(hand.unit, subject, member)
        said = desk.words(reason)
        if len(said) > LONGEST_REASON:
            raise NotAllowed("reason_long", status=422)
        sealed = desk.key_of(hand.unit, case).seal(_place(made), said.encode())
        desk.record(hand, case, f"{kind}_asked", reason=said)
    Approvals(hand.unit.cases).add(Approval(made, kind, subject, wanted, sealed, hand.by, hand.at))
    note(hand, "approval.asked", kind, subject)
    return made


def decide(hand: Hand, approval_id: str, *, agreed: bool) -> Approval:
    """Raises NoSuchCase for what is not hers to see, NotAllowed for her own wish, MovedMeanwhile where it is over."""
    member, approval = whoever(hand), Approvals(hand.unit.cases).get(approval_id)
    if approval is None or not visible(hand.unit, approval, member):
        raise NoSuchCase
    own = approval.asked_by == hand.by
    if own and agreed:
        raise NotAllowed("approval_own", status=403)
    if not own and member.role not in DECIDES[Kind(approval.kind)]:
        raise NotAllowed("role_approval", status=403)
    if not waits(approval, hand.at):
        raise MovedMeanwhile
    until = hand.at + HOLDS if agreed else 0
    if not Approvals(hand.unit.cases).decide(
        approval.id, "yes" if agreed else "no", by=hand.by, at=hand.at, until=until
    ):
        raise MovedMeanwhile
    said = "granted" if agreed else "refused"
    if approval.kind in ABOUT_A_CASE:
        desk.record(hand, desk.find(hand.unit, approval.subject), f"{approval.kind}_{said}")
    note(hand, f"approval.{said}", approval.kind, approval.subject)
    return approval


def granted(unit: Unit, kind: Kind, subject: str, by: str, *, at: int) -> Approval | None:
    """The yes that this member may use now."""
    found = Approvals(unit.cases).of(kind, subject)
    return next((one for one in found if one.asked_by == by and one.decision == "yes" and one.until > at), None)


def use(hand: Hand, kind: Kind, subject: str) -> Approval:
    """What may be done once is done now. Raises NotAllowed where there is no yes, or its time is over."""
    found = granted(hand.unit, kind, subject, hand.by, at=hand.at)
    if found is None or not Approvals(hand.unit.cases).use(found.id, at=hand.at):
        raise NotAllowed("approval_none", status=403)
    note(hand, "approval.used", kind, subject)
    return found


def wishes(unit: Unit, member: Member, *, at: int) -> Sequence[Wish]:
    """Of the last week: what she may decide, what she may look at, and her own. The newest first."""
    kinds = [one.value for one in Kind if member.role in DECIDES[one] | ASKS[one]]
    found = Approvals(unit.cases).of_kinds(kinds, since=at - WAITS) if kinds else []
    return [
        Wish(one, reason_of(unit, one), waits(one, at) and may_decide(one, member))
        for one in found
        if visible(unit, one, member) and (one.asked_by == member.id or member.role in DECIDES[Kind(one.kind)])
    ]


def waits(approval: Approval, at: int) -> bool:
    return not approval.decision and approval.asked_at > at - WAITS


def may_decide(approval: Approval, member: Member) -> bool:
    return approval.asked_by != member.id and member.role in DECIDES[Kind(approval.kind)]


def visible(unit: Unit, approval: Approval, member: Member) -> bool:
    """What is about a case exists for those for whom the case does."""
    if approval.kind in ABOUT_A_CASE:
        try:
            restricting.found(unit, approval.subject, member)
        except NoSuchCase:
            return False
        return member.role in access.READERS
    return approval.asked_by == member.id or member.role in DECIDES[Kind(approval.kind)]


def reason_of(unit: Unit, approval: Approval) -> str:
    if approval.reason_ct is None:
        return ""
    try:
        key = desk.key_of(unit, desk.find(unit, approval.subject))
    except (KeyDestroyed, NoSuchCase):
        return ""
    return key.open(_place(approval.id), approval.reason_ct).decode()


def whoever(hand: Hand) -> Member:
    member = Members(hand.unit.cases).get(hand.by)
    if member is None or member.disabled:
        raise NotAllowed("role_approval", status=403)
    return member


def note(hand: Hand, kind: str, detail: str, subject: str) -> None:
    audit = Audit(hand.unit.cases, hand.unit.vault.keyring)
    audit.append(at=hand.at, actor=hand.by, kind=kind, subject=subject, detail=detail)


def _place(approval_id: str) -> Place:
    return Place("approval", "reason_ct", approval_id)
