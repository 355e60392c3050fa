"""Several workers, one shared report: who is in it, who decides that, how many a company may hear of, and that each is
told in her own language. Each act is one transaction of the caller's.

Nobody sees anybody: a joiner reads nothing and hears nothing before a member accepted her, no text of one worker
reaches another, and a number below `k` is never said (`decisions.md` 13). A restricted case neither takes nor gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.casework import access, codes, desk
from bot.casework.alerting import Occasion
from bot.casework.codes import Purpose
from bot.casework.desk import Hand, MovedMeanwhile, NotAllowed
from bot.casework.lifecycle import Actor, Status
from storage.cases import Case, Cases
from storage.engine import Unit
from storage.joined_cases import DECLINED, JOINED, LEFT, WAITING, JoinedCases, Joining
from storage.keyring import Keyring
from storage.times import moment

CODE, DESK = "code", "desk"
ASKED, ACCEPTED, TURNED_DOWN, PARTED = "join_asked", "join_accepted", "join_declined", "join_left"
CODE_GIVEN = "join_code"
TO_ALL = frozenset(
    {
        *("update.sent", "update.investigating", "update.answered", "update.company_late", "update.escalated"),
        "update.safety",
    }
)
"""What all who share a report are told: it says nothing of any one of them."""


def ask_to_join(hand: Hand, case: Case, shared_id: str) -> bool:
    """She sent the code of a shared report: a member decides. False where it takes nobody; she is told no more than
    that the code does not work.
    """
    shared = hand.cases.get(shared_id)
    if shared is None or not open_to_others(hand.unit, shared) or not may_join(hand.unit, case, shared):
        return False
    if not JoinedCases(hand.unit.cases).add(Joining(case.id, shared.id, WAITING, CODE, "", hand.at)):
        return False
    desk.record(hand, case, ASKED, reason=shared.reference)
    hand.alarm(hand.unit, case.id, Occasion.NEW, at=hand.at)
    return True


def give_code(hand: Hand, case_id: str, keyring: Keyring) -> tuple[str, int]:
    """A code for this shared report, and when (ms) it ends; its owner is told it too, to give it on. Raises NotAllowed.

    A member may read it out to people who have the same problem, or to their union. It names nothing.
    """
    shared = desk.find(hand.unit, case_id)
    if not open_to_others(hand.unit, shared):
        raise NotAllowed("no_joining")
    cases, by = hand.unit.cases, hand.by
    digits, until = codes.issue(
        cases, keyring, purpose=Purpose.JOIN, case_id=shared.id, by_id=by, at=hand.at, ids=hand.ids
    )
    desk.record(hand, shared, CODE_GIVEN)
    day = moment(until).astimezone(hand.zone).date().isoformat()
    desk.inform(hand, shared, "join.code", {"code": codes.written(digits), "date": day})
    return codes.written(digits), until


def accept(hand: Hand, case_id: str) -> None:
    """A member found that it is the same problem: from now on it is worked on with the shared report.

    Raises NotAllowed, MovedMeanwhile.
    """
    case, joining = asked(hand.unit, case_id)
    shared = desk.find(hand.unit, joining.shared_id)
    if not open_to_others(hand.unit, shared) or not may_join(hand.unit, case, shared):
        raise NotAllowed("no_joining")
    decided(hand, joining, JOINED)
    joined(hand, case, shared)


def decline(hand: Hand, case_id: str) -> None:
    """It is another problem: her report goes on by itself."""
    case, joining = asked(hand.unit, case_id)
    decided(hand, joining, DECLINED)
    desk.record(hand, case, TURNED_DOWN)
    desk.inform(hand, case, "join.declined", {})


def bring_together(hand: Hand, case_id: str, shared_id: str) -> None:
    """A member puts a report into another without a code. Raises NotAllowed where either may not."""
    case, shared = desk.find(hand.unit, case_id), desk.find(hand.unit, shared_id)
    if not open_to_others(hand.unit, shared) or not may_join(hand.unit, case, shared):
        raise NotAllowed("no_joining")
    rows = JoinedCases(hand.unit.cases)
    before = rows.get(case.id)
    if before is not None and before.state in (DECLINED, LEFT):
        rows.forget(case.id)
    if not rows.add(Joining(case.id, shared.id, JOINED, DESK, hand.by, hand.at)):
        raise NotAllowed("no_joining")
    joined(hand, case, shared)


def joined(hand: Hand, case: Case, shared: Case) -> None:
    if case.status == Status.RECEIVED:
        case = desk.step(hand, case, Status.IN_REVIEW)
    moved = desk.step(hand, case, Status.JOINED)
    desk.record(hand, moved, ACCEPTED, reason=shared.reference)
    desk.record(hand, shared, ACCEPTED, reason=case.reference)
    desk.inform(hand, moved, "join.done", {})


def part(hand: Hand, case_id: str) -> None:
    """Her report becomes one of its own again: she is told what is told of a report that is being read."""
    case = desk.find(hand.unit, case_id)
    joining = JoinedCases(hand.unit.cases).get(case.id)
    if joining is None or joining.state != JOINED:
        raise NotAllowed("no_joining")
    decided(hand, joining, LEFT)
    moved = desk.step(hand, case, Status.IN_REVIEW)
    desk.record(hand, moved, PARTED)
    desk.inform(hand, moved, "update.reviewing", {})


def together(unit: Unit, shared_id: str) -> Sequence[Case]:
    """The reports in it that go on, the shared one not among them."""
    rows = JoinedCases(unit.cases).of(shared_id, JOINED)
    found = [case for one in rows if (case := Cases(unit.cases).get(one.case_id)) is not None]
    return [case for case in found if case.status == Status.JOINED]


def count(unit: Unit, shared_id: str, k: int) -> int | None:
    """How many workers share it, for a company to read; None where that is fewer than `k` or there is only one."""
    workers = 1 + len(together(unit, shared_id))
    return workers if workers > 1 and workers >= k else None


def tell_all(hand: Hand, shared: Case, message_id: str, params: Mapping[str, str]) -> int:
    """Everybody in it, each under her own reference and in her own language; how many there were.

    `params` must hold no words of anybody: those are written for each language (`decisions.md` 13).
    """
    others = together(hand.unit, shared.id)
    for case in others:
        desk.inform(hand, replace(case, status=shared.status, due_at=shared.due_at), message_id, params)
    return len(others)


def close_with(hand: Hand, shared: Case) -> None:
    """The shared report ended: so do all that were worked on with it, and each worker is told."""
    by_clock = replace(hand, actor=Actor.CLOCK)
    for case in together(hand.unit, shared.id):
        moved = desk.step(by_clock, case, Status.CLOSED, outcome=shared.outcome)
        desk.inform(by_clock, moved, "update.closed", {"result": shared.outcome})


def open_to_others(unit: Unit, shared: Case) -> bool:
    """It is being worked on, nobody is kept from seeing it, and it is not part of another itself."""
    going_on = shared.status in (Status.RECEIVED, Status.IN_REVIEW, Status.NEEDS_INFO, Status.WITH_COMPANIES)
    return going_on and not shared.restricted


def may_join(unit: Unit, case: Case, shared: Case) -> bool:
    """It is another report, of which nobody is kept from seeing it, and no company works on it yet."""
    waiting = case.status in (Status.RECEIVED, Status.IN_REVIEW)
    alone = not JoinedCases(unit.cases).of(case.id, WAITING, JOINED)
    return waiting and alone and case.id != shared.id and case.id not in access.restricted(unit)


def asked(unit: Unit, case_id: str) -> tuple[Case, Joining]:
    joining = JoinedCases(unit.cases).get(case_id)
    if joining is None or joining.state != WAITING:
        raise NotAllowed("no_joining", status=404)
    return desk.find(unit, case_id), joining


def decided(hand: Hand, joining: Joining, to: str) -> None:
    if not JoinedCases(hand.unit.cases).change(joining.case_id, was=joining.state, to=to, by=hand.by, at=hand.at):
        raise MovedMeanwhile
