"""The desk's own table of offices that may help a worker: every reader of cases looks, leads change; and telling her.

A route only translates: a form in, one act, a page out.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from bot.casework import desk, referrals
from bot.casework.categories import CODES
from bot.casework.register.checks import EntryRefused
from bot.console.accounts import Role
from bot.console.cases import as_seen, done
from bot.console.companies import lead
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from storage.engine import Unit
from storage.members import Member
from storage.referrals import Referral, Referrals
from storage.times import day_of, milliseconds

PAGE = "/desk/referrals"
MOST = 20
EPOCH = date(1970, 1, 1)
router = APIRouter()
acting = APIRouter(dependencies=[Depends(lead)])


class Refer(BaseModel):
    """`office` are lines of the table, `text` what a member wrote."""

    seen: str = Field(max_length=40)
    office: list[str] = Field(default_factory=list, max_length=MOST)
    text: str = Field("", max_length=4 * desk.LONGEST_TEXT)


class Office(BaseModel):
    """One line of the table as a lead types it. `version` is the one she saw."""

    country: str = Field("", max_length=80)
    topic: str = Field("", max_length=8)
    language: str = Field("", max_length=20)
    office: str = Field("", max_length=400)
    does: str = Field("", max_length=2000)
    contact: str = Field("", max_length=400)
    hours: str = Field("", max_length=400)
    languages: str = Field("", max_length=400)
    source: str = Field("", max_length=600)
    checked_on: str = Field("", max_length=40)
    version: int = Field(0, ge=0, lt=1 << 31)


@router.post("/desk/cases/{case_id}/refer")
async def refer(given: Here, member: Reader, case_id: UUID, form: Annotated[Refer, Form()]) -> Response:
    """Tell her who may help her too; her case stays where it is."""
    await done(given, member, lambda hand: referrals.tell(hand, as_seen(case_id, form.seen), form.office, form.text))
    return go(f"/desk/cases/{case_id.hex}#refer")


@router.get(PAGE)
async def offices_page(request: Request, given: Here, member: Reader) -> Response:
    return await show(request, given, member)


@acting.post(PAGE)
async def add(request: Request, given: Here, member: Reader, form: Annotated[Office, Form()]) -> Response:
    def work(unit: Unit) -> None:
        Referrals(unit.cases).add(referrals.read(as_typed(form), given.ids()))

    return await acted(request, given, member, work)


@acting.post(PAGE + "/{office_id}")
async def change(
    request: Request, given: Here, member: Reader, office_id: UUID, form: Annotated[Office, Form()]
) -> Response:
    def work(unit: Unit) -> None:
        fresh = referrals.read(as_typed(form), office_id.hex)
        if not Referrals(unit.cases).change(replace(fresh, version=form.version)):
            raise Refused(409, "referral_moved")

    return await acted(request, given, member, work)


@acting.post(PAGE + "/{office_id}/remove")
async def remove(given: Here, office_id: UUID) -> Response:
    await given.store.write(lambda unit: Referrals(unit.cases).remove(office_id.hex))
    return go(PAGE)


async def acted(request: Request, given: Console, member: Member, work: Callable[[Unit], None]) -> Response:
    try:
        await given.store.write(work)
    except EntryRefused as error:
        reason = error.reason if error.reason == "no_office" else "referral_field"
        return await show(request, given, member, refused=reason)
    return go(PAGE)


async def show(request: Request, given: Console, member: Member, *, refused: str = "") -> Response:
    every = await given.store.read(lambda unit: Referrals(unit.cases).all())
    today = day_of(milliseconds(given.now()))
    rows = [(one, referrals.old(one, today=today), day(one)) for one in every]
    may_act = member.role == Role.LEAD
    return pages(request).page(
        request, "referrals.html", 422 if refused else 200, rows=rows, refused=refused, may_act=may_act, topics=CODES
    )


def as_typed(form: Office) -> dict[str, str]:
    return {name: str(value) for name, value in form.model_dump().items()}


def day(one: Referral) -> str:
    return "" if one.checked_on is None else (EPOCH + timedelta(one.checked_on)).isoformat()


router.include_router(acting)
