"""The page of a legal hold: until when the words of a case stay, and why; a lead asks, another member agrees."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import desk, holding
from bot.casework.desk import Hand, NotAllowed
from bot.console import hold_words
from bot.console.accounts import Role
from bot.console.cases import done
from bot.console.doors import Here, Reader
from bot.console.pages import go, pages
from storage.cases import Case
from storage.engine import Unit
from storage.holds import Hold
from storage.members import Member, Members
from storage.times import milliseconds

router = APIRouter(prefix="/desk/cases/{case_id}/hold")
Words = Annotated[str, Form(max_length=4 * desk.LONGEST_TEXT)]


@router.get("")
async def page(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    def work(unit: Unit) -> tuple[Case, list[Hold], dict[str, str]]:
        case = desk.find(unit, case_id.hex)
        people = {one.id: one.name for one in Members(unit.cases).all()}
        return case, list(holding.holds_of(unit, case)), people

    case, holds, people = await given.store.read(work)
    now = given.now()
    today, at = now.astimezone(given.zone).date(), milliseconds(now)
    values: Mapping[str, object] = {
        "case": case,
        "holds": holds[::-1],
        "waits": next((one for one in holds if one.state == holding.ASKED), None),
        "until": case.hold_until if case.held(at) else None,
        "people": people,
        "may_ask": member.role == Role.LEAD,
        "me": member.id,
        "first_day": today,
        "last_day": today + timedelta(days=holding.LONGEST_DAYS - 1),
        "longest": holding.LONGEST_REASON,
        "said": hold_words,
        "autonym": given.intake.wording.autonym(case.language),
    }
    return pages(request).page(request, "hold.html", 200, **values)


@router.post("")
async def ask(given: Here, member: Reader, case_id: UUID, reason: Words = "", until: Words = "") -> Response:
    """Ask for a hold until that day, or for another day."""
    lead(member)
    day = day_of(until)
    await done(given, member, lambda hand: holding.ask(hand, case_id.hex, reason, until=day))
    return go(f"/desk/cases/{case_id.hex}/hold")


@router.post("/end")
async def end(given: Here, member: Reader, case_id: UUID, reason: Words = "") -> Response:
    """Ask that it ends."""
    lead(member)
    await done(given, member, lambda hand: holding.ask(hand, case_id.hex, reason, until=None))
    return go(f"/desk/cases/{case_id.hex}/hold")


@router.post("/{hold_id}")
async def decide(given: Here, member: Reader, case_id: UUID, hold_id: UUID, agreed: Words = "") -> Response:
    def act(hand: Hand) -> None:
        holding.decide(hand, case_id.hex, hold_id.hex, agreed=agreed == "yes")

    await done(given, member, act)
    return go(f"/desk/cases/{case_id.hex}/hold")


def lead(member: Member) -> None:
    """Keeping longer than promised what a worker told is a lead's decision."""
    if member.role != Role.LEAD:
        raise NotAllowed("hold_role", status=403)


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAllowed("hold_date", status=422) from None
