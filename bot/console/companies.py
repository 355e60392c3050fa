"""The register of companies: a list that is searched across scripts, and a page for each. Every reader of cases looks;
leads change. A route only translates: a form in, one act, a page out.

What is searched for is sent in a form: a worker's word for a company never stands in an address.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from bot.casework import access
from bot.casework.desk import MovedMeanwhile
from bot.casework.register import changing
from bot.casework.register.checks import EntryRefused
from bot.console import company_words
from bot.console.accounts import READERS, Role
from bot.console.company_forms import CompanyForm, ContactForm, filled
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from storage.cases import Case, Cases
from storage.companies import Companies, Company, Contact
from storage.company_doors import CompanyDoors
from storage.engine import Unit
from storage.members import Member, Members
from storage.parties import Parties
from storage.second_factors import SecondFactors
from storage.times import milliseconds

PAGE = "/desk/companies"
MOST_FOUND = 20
Short = Annotated[str, Form(max_length=400)]


async def lead(member: Reader) -> Member:
    if member.role != Role.LEAD:
        raise Refused(403, "role_register")
    return member


router = APIRouter()
acting = APIRouter(dependencies=[Depends(lead)])


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list. `by` is the name it was found by."""

    company: Company
    parent: str
    contacts: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """All that the page of a company shows."""

    company: Company
    names: Sequence[str]
    parent: Company | None
    children: Sequence[Company]
    contacts: Sequence[Contact]
    cases: Sequence[Case]
    staff: frozenset[str]
    members: Sequence[Member]


@router.get(PAGE)
async def companies_page(request: Request, given: Here, member: Reader) -> Response:
    rows = await given.store.read(listed)
    return pages(request).page(request, "companies.html", rows=rows, asked="", **shared(member))


@router.post(f"{PAGE}/find")
async def find(request: Request, given: Here, member: Reader, asked: Short = "") -> Response:
    rows = await given.store.read(lambda unit: searched(unit, given, asked) if asked.strip() else listed(unit))
    return pages(request).page(request, "companies.html", rows=rows, asked=asked, **shared(member))


@router.get(f"{PAGE}/new", dependencies=[Depends(lead)])
async def new_page(request: Request, member: Reader) -> Response:
    return show_new(request, member, CompanyForm.model_construct())


@acting.post(PAGE)
async def add(request: Request, given: Here, member: Reader, form: Annotated[CompanyForm, Form()]) -> Response:
    new_id, at = given.ids(), milliseconds(given.now())
    try:
        await given.store.write(
            lambda unit: changing.add(unit, form.company(unit, new_id, at=at), form.names, ids=given.ids)
        )
    except EntryRefused as error:
        return show_new(request, member, form, refused=error.reason)
    return go(f"{PAGE}/{new_id}")


@router.get(PAGE + "/{company_id}")
async def company_page(request: Request, given: Here, member: Reader, company_id: UUID) -> Response:
    return await show(request, given, member, company_id)


@acting.post(PAGE + "/{company_id}")
async def change(
    request: Request, given: Here, member: Reader, company_id: UUID, form: Annotated[CompanyForm, Form()]
) -> Response:
    """What cannot be kept stays in the form, with the reason above it."""

    def work(unit: Unit) -> None:
        changing.change(unit, form.company(unit, company_id.hex, at=0), form.names, ids=given.ids)

    return await acted(request, given, member, company_id, work, form=form)


@acting.post(PAGE + "/{company_id}/contacts")
async def add_contact(
    request: Request, given: Here, member: Reader, company_id: UUID, form: Annotated[ContactForm, Form()]
) -> Response:
    contact = form.contact(given.ids(), company_id.hex)
    return await acted(
        request, given, member, company_id, lambda unit: changing.add_contact(unit, contact), contact=("", form)
    )


@acting.post(PAGE + "/{company_id}/contacts/{contact_id}")
async def change_contact(
    request: Request,
    given: Here,
    member: Reader,
    company_id: UUID,
    contact_id: UUID,
    form: Annotated[ContactForm, Form()],
) -> Response:
    contact = form.contact(contact_id.hex, company_id.hex)
    return await acted(
        request,
        given,
        member,
        company_id,
        lambda unit: changing.change_contact(unit, contact),
        contact=(contact_id.hex, form),
    )


@acting.post(PAGE + "/{company_id}/contacts/{contact_id}/anew")
async def set_up_anew(given: Here, company_id: UUID, contact_id: UUID) -> Response:
    """Her phone is gone: she is out everywhere, and sets up another when she comes in by her mail."""

    def work(unit: Unit) -> None:
        contact = Companies(unit.cases).contact(contact_id.hex)
        if contact is None or contact.company_id != company_id.hex:
            raise Refused(404, "nothing_here")
        CompanyDoors(unit.cases).end_all(contact.id)
        SecondFactors(unit.cases, unit.vault.keyring).drop(contact.id)

    await given.store.write(work)
    return go(f"{PAGE}/{company_id.hex}#contacts")


@acting.post(PAGE + "/{company_id}/staff")
async def staff(given: Here, company_id: UUID, member_id: Short, employed: Annotated[bool, Form()] = False) -> Response:
    """A member of the desk works there, or does no longer: she gets no case that is about it."""

    def work(unit: Unit) -> None:
        company = changing.find(unit, company_id.hex)
        if Members(unit.cases).get(member_id) is None:
            raise Refused(404, "nothing_here")
        Companies(unit.cases).employ(member_id, company.id, employed)

    await given.store.write(work)
    return go(f"{PAGE}/{company_id.hex}#staff")


async def acted(
    request: Request,
    given: Console,
    member: Member,
    company_id: UUID,
    work: Callable[[Unit], None],
    *,
    form: CompanyForm | None = None,
    contact: tuple[str, ContactForm] | None = None,
) -> Response:
    try:
        await given.store.write(work)
    except EntryRefused as error:
        return await show(request, given, member, company_id, form=form, contact=contact, refused=error.reason)
    except MovedMeanwhile:
        raise Refused(409, "company_moved") from None
    return go(f"{PAGE}/{company_id.hex}")


async def show(
    request: Request,
    given: Console,
    member: Member,
    company_id: UUID,
    *,
    form: CompanyForm | None = None,
    contact: tuple[str, ContactForm] | None = None,
    refused: str = "",
) -> Response:
    found = await given.store.read(lambda unit: whole(unit, company_id.hex, member))
    kept = form or filled(found.company, list(found.names), found.parent)
    values = {"found": found, "form": kept, "open_form": form is not None, "contact": contact, "refused": refused}
    return pages(request).page(request, "company.html", 422 if refused else 200, **values, **shared(member))


def show_new(request: Request, member: Member, form: CompanyForm, *, refused: str = "") -> Response:
    values = {"form": form, "refused": refused, **shared(member)}
    return pages(request).page(request, "company_new.html", 422 if refused else 200, **values)


def shared(member: Member) -> Mapping[str, Any]:
    return {"said": company_words, "may_act": member.role == Role.LEAD}


def listed(unit: Unit) -> list[Listed]:
    companies = Companies(unit.cases)
    every = {one.id: one for one in companies.all()}
    counts: dict[str, int] = {}
    for contact in companies.contacts():
        counts[contact.company_id] = counts.get(contact.company_id, 0) + (not contact.disabled)
    return [
        Listed(one, every[one.parent_id].name if one.parent_id in every else "", counts.get(one.id, 0))
        for one in every.values()
    ]


def searched(unit: Unit, given: Console, asked: str) -> list[Listed]:
    """The likeliest first, each with the name it was found by."""
    rows = {row.company.id: row for row in listed(unit)}
    found = given.register.find(unit, asked, most=MOST_FOUND)
    return [
        Listed(row.company, row.parent, row.contacts, candidate.by)
        for candidate in found
        if (row := rows.get(candidate.company_id))
    ]


def whole(unit: Unit, company_id: str, reader: Member) -> Found:
    companies, company = Companies(unit.cases), changing.find(unit, company_id)
    case_ids = dict.fromkeys(party.case_id for party in Parties(unit.cases).of_company(company_id))
    cases = [case for case_id in case_ids if (case := Cases(unit.cases).get(case_id))]
    return Found(
        company,
        companies.other_names(company_id),
        companies.get(company.parent_id) if company.parent_id else None,
        companies.children(company_id),
        companies.contacts(company_id),
        access.visible(unit, reader, cases),
        frozenset(member_id for member_id, employer in companies.employed() if employer == company_id),
        [one for one in Members(unit.cases).all() if one.role in READERS and not one.disabled],
    )


router.include_router(acting)
