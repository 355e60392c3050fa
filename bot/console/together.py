"""The page on which a member works on several reports as one: who is in it, who asks to be, and whom she brings in.

It shows references and languages, never a text: what a report says is on its own page, for whoever may see it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import access, collective, desk, replying
from bot.casework.desk import Hand, NotAllowed
from bot.console.cases import done
from bot.console.console import Console
from bot.console.doors import Here, Reader
from bot.console.pages import go, pages
from storage.cases import Case, Cases
from storage.engine import Unit
from storage.joined_cases import JOINED, WAITING, JoinedCases
from storage.members import Member

router = APIRouter(prefix="/desk/cases/{case_id}/together")
Short = Annotated[str, Form(max_length=40)]


@dataclass(frozen=True, slots=True)
class Shared:
    """`case` is the report that stands for all; `part_of` is the one it was joined to, if it was."""

    case: Case
    part_of: Case | None
    waiting: tuple[Case, ...]
    others: tuple[Case, ...]
    said: int | None
    takes: bool


def shared(unit: Unit, case_id: str, member: Member, k: int) -> Shared:
    """What this member may see of it."""
    case, rows = desk.find(unit, case_id), JoinedCases(unit.cases)
    own = rows.get(case.id)
    parent = Cases(unit.cases).get(own.shared_id) if own is not None and own.state in (JOINED, WAITING) else None

    def cases_in(*states: str) -> tuple[Case, ...]:
        found = (Cases(unit.cases).get(one.case_id) for one in rows.of(case.id, *states))
        return tuple(access.visible(unit, member, [one for one in found if one is not None]))

    return Shared(
        case,
        parent if parent is not None and access.may_see(unit, parent, member) else None,
        cases_in(WAITING),
        cases_in(JOINED),
        collective.count(unit, case.id, k),
        collective.open_to_others(unit, case),
    )


@router.get("")
async def together(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    return await show(request, given, member, case_id)


@router.post("/code")
async def code(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    """A new code, shown once: only its HMAC is kept."""
    made: list[tuple[str, int]] = []

    def act(hand: Hand) -> None:
        made.append(collective.give_code(hand, case_id.hex, given.intake.keyring))

    await done(given, member, act)
    return await show(request, given, member, case_id, code=made[-1])


@router.post("/bring")
async def bring(request: Request, given: Here, member: Reader, case_id: UUID, reference: Short = "") -> Response:
    """Another report, named by its number, is worked on with this one."""
    digits = "".join(letter for letter in reference if letter.isdecimal())

    def act(hand: Hand) -> None:
        other = Cases(hand.unit.cases).by_reference(digits)
        if other is None or not access.may_see(hand.unit, other, member):
            raise NotAllowed("no_joining")
        collective.bring_together(hand, other.id, case_id.hex)

    try:
        await done(given, member, act)
    except NotAllowed as error:
        return await show(request, given, member, case_id, refused=error.reason, asked=reference)
    return go(f"/desk/cases/{case_id.hex}/together")


@router.post("/tell")
async def tell(
    request: Request, given: Here, member: Reader, case_id: UUID, phrase: Annotated[str, Form(max_length=40)]
) -> Response:
    """A ready sentence to everybody in it."""
    reader, wording = pages(request).words(request).language, given.intake.wording

    def act(hand: Hand) -> None:
        replying.send_to_all(hand, case_id.hex, phrase, wording, reader=reader)

    await done(given, member, act)
    return go(f"/desk/cases/{case_id.hex}/together")


@router.post("/{other_id}/accept")
async def accept(given: Here, member: Reader, case_id: UUID, other_id: UUID) -> Response:
    await decided(given, member, case_id, other_id, lambda hand: collective.accept(hand, other_id.hex))
    return go(f"/desk/cases/{case_id.hex}/together")


@router.post("/{other_id}/decline")
async def decline(given: Here, member: Reader, case_id: UUID, other_id: UUID) -> Response:
    await decided(given, member, case_id, other_id, lambda hand: collective.decline(hand, other_id.hex))
    return go(f"/desk/cases/{case_id.hex}/together")


@router.post("/{other_id}/part")
async def part(given: Here, member: Reader, case_id: UUID, other_id: UUID) -> Response:
    await decided(given, member, case_id, other_id, lambda hand: collective.part(hand, other_id.hex))
    return go(f"/desk/cases/{case_id.hex}/together")


async def decided(given: Console, member: Member, case_id: UUID, other_id: UUID, act: Callable[[Hand], None]) -> None:
    """One act on a report that is in this shared one, and that this member sees."""

    def whole(hand: Hand) -> None:
        row = JoinedCases(hand.unit.cases).get(other_id.hex)
        other = Cases(hand.unit.cases).get(other_id.hex)
        if row is None or row.shared_id != case_id.hex or other is None or not access.may_see(hand.unit, other, member):
            raise desk.NoSuchCase
        act(hand)

    await done(given, member, whole)


async def show(
    request: Request,
    given: Console,
    member: Member,
    case_id: UUID,
    *,
    refused: str = "",
    asked: str = "",
    code: tuple[str, int] | None = None,
) -> Response:
    k = given.intake.config.publication.k
    found = await given.store.read(lambda unit: shared(unit, case_id.hex, member, k))
    wording, reader = given.intake.wording, pages(request).words(request).language
    ready = [(one, wording.text(one, reader)) for one in replying.for_all(wording)]
    values = {"found": found, "case": found.case, "refused": refused, "asked": asked, "k": k, "made": code}
    status = 409 if refused else 200
    return pages(request).page(request, "together.html", status, **values, ready=ready, autonym=wording.autonym)
