"""The page of what two people decide: what waits for this member, her own wishes, and what became of them. Also the
pages of who a worker is, and of deleting a case.
"""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from bot.casework import approving, desk, revealing
from bot.casework.approving import Kind, Wish
from bot.casework.desk import Hand, NotAllowed
from bot.casework.revealing import Identity
from bot.console import approval_words
from bot.console.accounts import READERS, Role
from bot.console.cases import done, hand
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused, SignedIn, ToOwnPage
from bot.console.fresh import Fresh
from bot.console.pages import go, pages
from storage.cases import Case, Cases
from storage.engine import Unit
from storage.members import Member, Members
from storage.times import milliseconds

PAGE = "/desk/approvals"
WAYS = frozenset({*READERS, Role.ADMIN})
Words = Annotated[str, Form(max_length=4 * approving.LONGEST_REASON)]
YesNo = Annotated[str, Form(max_length=3)]


async def deciding(session: SignedIn) -> Member:
    if session.member.role == Role.TRANSLATOR:
        raise ToOwnPage
    if session.member.role not in WAYS:
        raise Refused(404, "nothing_here")
    return session.member


Deciding = Annotated[Member, Depends(deciding)]
router = APIRouter(dependencies=[Depends(deciding)])
of_case = APIRouter(prefix="/desk/cases/{case_id}")


@router.get(PAGE)
async def approvals_page(request: Request, given: Here, member: Deciding) -> Response:
    def work(unit: Unit) -> tuple[list[Wish], Mapping[str, str], Mapping[str, Case]]:
        found = list(approving.wishes(unit, member, at=milliseconds(given.now())))
        about = {one.approval.subject for one in found if one.approval.kind in approving.ABOUT_A_CASE}
        cases = {case_id: case for case_id in about if (case := Cases(unit.cases).get(case_id))}
        return found, {one.id: one.name for one in Members(unit.cases).all()}, cases

    found, people, cases = await given.store.read(work)
    values: Mapping[str, object] = {"wishes": found, "people": people, "cases": cases, "at": milliseconds(given.now())}
    return pages(request).page(request, "approvals.html", 200, said=approval_words, **values)


@router.post(PAGE + "/{approval_id}")
async def decide(given: Here, member: Deciding, approval_id: UUID, agreed: YesNo = "") -> Response:
    """The second person's yes or no; the asker's own no takes it back."""

    def act(hand: Hand) -> None:
        approving.decide(hand, approval_id.hex, agreed=agreed == "yes")

    await done(given, member, act)
    return go(PAGE)


@of_case.get("/identity")
async def identity_page(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    """Closed but for whoever was given it, and for half an hour. The look is written before the page is sent."""
    who = await given.store.write(lambda unit: revealing.identity(hand(given, member, unit), case_id.hex))
    return await show(request, given, member, case_id, Kind.IDENTITY, who)


@of_case.post("/identity")
async def ask_identity(given: Here, session: Fresh, member: Reader, case_id: UUID, reason: Words = "") -> Response:
    await done(given, member, lambda hand: asked(hand, Kind.IDENTITY, case_id.hex, reason))
    return go(f"/desk/cases/{case_id.hex}/identity")


@of_case.get("/deletion")
async def deletion_page(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    return await show(request, given, member, case_id, Kind.DELETION)


@of_case.post("/deletion")
async def ask_deletion(given: Here, session: Fresh, member: Reader, case_id: UUID, reason: Words = "") -> Response:
    def act(hand: Hand) -> None:
        revealing.possible(hand, case_id.hex)
        asked(hand, Kind.DELETION, case_id.hex, reason)

    await done(given, member, act)
    return go(f"/desk/cases/{case_id.hex}/deletion")


@of_case.post("/deletion/now")
async def delete(given: Here, session: Fresh, member: Reader, case_id: UUID) -> Response:
    await done(given, member, lambda hand: revealing.delete(hand, case_id.hex))
    await given.store.scrub()
    return go("/desk")


def asked(hand: Hand, kind: Kind, subject: str, reason: str) -> None:
    approving.ask(hand, kind, subject, reason=reason)


async def show(
    request: Request, given: Console, member: Member, case_id: UUID, kind: Kind, who: Identity | None = None
) -> Response:
    at = milliseconds(given.now())

    def work(unit: Unit) -> tuple[Case, list[Wish], Mapping[str, str], bool, str]:
        case, why = desk.find(unit, case_id.hex), ""
        desk.key_of(unit, case)  # an erased one is answered as such
        about = [one for one in approving.wishes(unit, member, at=at) if one.approval.subject == case.id]
        mine = approving.granted(unit, kind, case.id, member.id, at=at) is not None
        if kind is Kind.DELETION:
            try:
                revealing.possible(hand(given, member, unit), case.id)
            except NotAllowed as error:
                why = error.reason
        people = {one.id: one.name for one in Members(unit.cases).all()}
        return case, [one for one in about if one.approval.kind == kind], people, mine, why

    case, found, people, mine, why = await given.store.read(work)
    values: Mapping[str, object] = {
        **{"case": case, "wishes": found, "people": people, "mine": mine, "why": why, "who": who, "at": at},
        "may_ask": member.role in approving.ASKS[kind] and not any(waiting(one, member, at) for one in found),
        "longest": approving.LONGEST_REASON,
        "said": approval_words,
    }
    return pages(request).page(request, f"{kind}.html", 200, **values)


def waiting(wish: Wish, member: Member, at: int) -> bool:
    return wish.approval.asked_by == member.id and approving.waits(wish.approval, at)
