"""The inbox: lists with counts, filters in the address, a member's own lists, and finding a case or a company's cases.

The database counts, orders and cuts into pages (`storage.case_lists`); restricted cases are left out there.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import quote, unquote
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import access, desk, restricting, trends
from bot.casework.desk import NoSuchCase
from bot.console import lists, names
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.lists import LISTS, Wanted
from bot.console.pages import go, pages
from bot.console.words import Words
from bot.delivery import allowance
from storage import company_posts
from storage.cases import Case, Cases
from storage.companies import Companies, Company
from storage.engine import Unit
from storage.members import Member, Members
from storage.saved_lists import Saved, SavedLists
from storage.times import milliseconds

router = APIRouter()
LIST_COOKIE = "desk_list"
MOST_SAVED, LONGEST_NAME = 20, 60
A_NUMBER = 6  # so many digits are a report's number and no company


@router.get("/desk")
async def inbox(request: Request, given: Here, member: Reader) -> Response:
    want = lists.wanted(request.url.query)
    if want is None:
        raise Refused(404, "nothing_here")
    words = pages(request).words(request)
    shown = await given.store.read(lambda unit: listed(unit, given, member, want, words.language))
    response = pages(request).page(request, "inbox.html", **shown)
    if "hx-request" not in request.headers:  # a page that refreshes itself in another tab is not where one works
        kept = quote(want.to(page=1))
        response.set_cookie(LIST_COOKIE, kept, httponly=True, samesite="strict", secure=given.https)
    return response


def listed(unit: Unit, given: Console, member: Member, want: Wanted, reader: str) -> Mapping[str, Any]:
    """All that the page shows."""
    now, lead = given.now(), member.role == access.LEAD
    of = lists.asked(want, member, now=now, zone=given.zone, reader=reader)
    counts, fitting = LISTS.counts(unit.cases, of)
    company = Companies(unit.cases).get(want.company) if want.company else None
    return {
        "want": want,
        "counts": counts,
        "fitting": fitting,
        "last_page": lists.pages_of(fitting),
        "rows": lists.rows(unit, lists.page(unit, want, of), now=now, zone=given.zone),
        "company": company,
        "people": {one.id: one.name for one in Members(unit.cases).all()},
        "saved": SavedLists(unit.cases).of(member.id),
        "written": company_posts.waiting(unit.cases),
        "patterns": trends.shown(unit, at=milliseconds(now)) if lead else [],
        "quotas": [quota for quota in allowance.quotas(unit) if allowance.near(quota)],
        "used": used(given, want),
        "simulated": given.demo,
        "reached_by": [names.CHANNEL.get(name, name) for name in sorted(given.adapters) if name != "simulator"],
        "empty": not counts["all"],
    }


def used(given: Console, want: Wanted) -> dict[str, list[str]]:
    """What there is to filter by."""
    spoken = [one.value for one in given.intake.script.languages]
    return {
        "category": lists.choices(names.CATEGORY, want.category),
        "language": lists.choices(spoken, want.language),
        "channel": lists.choices(sorted(given.adapters), want.channel),
    }


@router.post("/desk/find")
async def find(
    request: Request, given: Here, member: Reader, reference: Annotated[str, Form(max_length=200)]
) -> Response:
    """By number, or by the name of a company or a category: in a form, so that nothing typed stands in an address."""
    digits = "".join(filter(str.isdecimal, reference))[:20]
    if len(digits) >= A_NUMBER:
        found = await given.store.read(lambda unit: by_number(unit, digits, member))
        return go(f"/desk/cases/{found.id}")
    words = pages(request).words(request)
    if category := category_called(reference, words):
        return go(f"/desk?{Wanted('all', category=category).query}")
    companies = await given.store.read(lambda unit: called(unit, given, reference))
    if len(companies) == 1:
        return go(f"/desk?{Wanted('all', company=companies[0].id).query}")
    if not companies:
        raise NoSuchCase
    return pages(request).page(request, "found.html", companies=companies)


def by_number(unit: Unit, digits: str, member: Member) -> Case:
    """Raises NoSuchCase. Digits of any script."""
    case = Cases(unit.cases).by_reference("".join(str(int(digit)) for digit in digits))
    if case is None:
        raise NoSuchCase
    return restricting.found(unit, case.id, member)


def category_called(typed: str, words: Words) -> str:
    """The category that the reader's catalogue calls so."""
    said = typed.strip().casefold()
    return next((code for code, (name, _) in names.CATEGORY.items() if words.gettext(name).casefold() == said), "")


def called(unit: Unit, given: Console, typed: str) -> Sequence[Company]:
    found = [Companies(unit.cases).get(one.company_id) for one in given.register.find(unit, typed)]
    return [one for one in found if one is not None]


@router.post("/desk/lists")
async def save(
    given: Here,
    member: Reader,
    name: Annotated[str, Form(max_length=4 * LONGEST_NAME)],
    query: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """This list under a name of her own."""
    want, called = lists.wanted(query), desk.plain(name).replace("\n", " ")[:LONGEST_NAME]
    if want is None or not called:
        raise Refused(422, "form")

    def work(unit: Unit) -> None:
        hers = SavedLists(unit.cases)
        if len(hers.of(member.id)) < MOST_SAVED:
            hers.add(Saved(given.ids(), called, want.query), member.id)

    await given.store.write(work)
    return go(f"/desk?{want.query}")


@router.post("/desk/lists/{list_id}/remove")
async def remove(given: Here, member: Reader, list_id: UUID) -> Response:
    await given.store.write(lambda unit: SavedLists(unit.cases).drop(list_id.hex, member.id))
    return go("/desk")


def came_from(request: Request) -> Wanted:
    """The list in which this member was before she opened the case."""
    return lists.wanted(unquote(request.cookies.get(LIST_COOKIE, ""))) or Wanted()
