"""The page of a case on which a member confirms its companies, and sees who of them may get it.

Nothing is confirmed by itself. A word of hers never stands in an address: searching is a form.
"""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import desk, parties
from bot.casework.conflicts import Guarded, guarded
from bot.casework.desk import Hand
from bot.casework.register.checks import EntryRefused
from bot.console import company_words
from bot.console.cases import done
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from bot.console.which_view import Which, looked_for, typed_in
from storage.cases import Case, Cases
from storage.engine import Unit

router = APIRouter(prefix="/desk/cases/{case_id}/companies")
MOST_TICKED = 20
Short = Annotated[str, Form(max_length=400)]


@router.get("")
async def companies_of_case(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    return await show(request, given, case_id)


@router.post("/find")
async def find(request: Request, given: Here, member: Reader, case_id: UUID, asked: Short = "") -> Response:
    """The same page with what this name may mean. Nothing is stored."""
    return await show(request, given, case_id, asked=asked.strip())


@router.post("")
async def confirm(
    given: Here,
    member: Reader,
    case_id: UUID,
    company: Annotated[list[UUID] | None, Form(max_length=MOST_TICKED)] = None,
    role: Short = "",
) -> Response:
    """Those that a member ticked."""
    if not company:
        raise Refused(422, "none_chosen")

    def act(hand: Hand) -> None:
        for one in company:
            parties.confirm(hand, case_id.hex, one.hex, role)

    await done(given, member, act)
    return go(f"/desk/cases/{case_id.hex}/companies")


@router.post("/new")
async def confirm_new(
    request: Request, given: Here, member: Reader, case_id: UUID, name: Short = "", role: Short = ""
) -> Response:
    """It is not in the register."""
    try:
        await done(given, member, lambda hand: parties.confirm_new(hand, case_id.hex, name, role))
    except EntryRefused as error:
        return await show(request, given, case_id, refused=error.reason)
    return go(f"/desk/cases/{case_id.hex}/companies")


@router.post("/{party_id}/remove")
async def remove(given: Here, member: Reader, case_id: UUID, party_id: UUID) -> Response:
    await done(given, member, lambda hand: parties.remove(hand, case_id.hex, party_id.hex))
    return go(f"/desk/cases/{case_id.hex}/companies")


async def show(request: Request, given: Console, case_id: UUID, *, asked: str = "", refused: str = "") -> Response:
    def work(unit: Unit) -> tuple[Case, Which, Guarded]:
        case = desk.find(unit, case_id.hex)
        typed = typed_in(Cases(unit.cases).report(case.id, desk.key_of(unit, case)))
        found = looked_for(unit, given, case, typed, [asked] if asked else typed)
        return case, found, guarded(unit, case)

    case, found, guard = await given.store.read(work)
    values: Mapping[str, object] = {"case": case, "which": found, "guard": guard, "asked": asked, "refused": refused}
    code = 422 if refused else 200
    return pages(request).page(request, "which_company.html", code, said=company_words, **values)
