"""The inbox: saved lists with counts, filters in the address, and finding a case by its number."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import access, restricting, trends
from bot.casework.desk import NoSuchCase
from bot.console import names
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from bot.console.rows import Filter, behind, chosen, counts
from bot.delivery import allowance
from storage import company_posts
from storage.cases import Case, Cases
from storage.disclosures import Disclosures
from storage.engine import Unit
from storage.times import milliseconds
from storage.translation_tasks import Tasks

router = APIRouter()
FIRST_LIST = "us"
MOST = 1000


@router.get("/desk")
async def inbox(
    request: Request,
    given: Here,
    member: Reader,
) -> Response:
    reader = pages(request).words(request).language
    at = milliseconds(given.now())
    cases, quotas, asked, written = await given.store.read(
        lambda unit: (
            access.visible(unit, member, Cases(unit.cases).all(MOST)),
            allowance.quotas(unit),
            filter_of(unit, request, reader),
            company_posts.waiting(unit.cases),
        )
    )
    lead = member.role == access.LEAD
    seen = [case.id for case in cases if lead]
    patterns = await given.store.read(lambda unit: trends.shown(unit, seen, at=at)) if lead else []
    return pages(request).page(
        request,
        "inbox.html",
        patterns=patterns,
        written=written,
        asked=asked,
        counts=counts(cases, names.LISTS, asked),
        rows=chosen(cases, asked, given.now(), given.zone),
        used=used(cases),
        simulated=given.demo,
        empty=not cases,
        quotas=[quota for quota in quotas if allowance.near(quota)],
    )


def filter_of(unit: Unit, request: Request, reader: str) -> Filter:
    """What the address asks for. Raises Refused for a list that there is not."""
    query = request.query_params
    listed = query.get("list", FIRST_LIST)
    if listed not in names.LISTS:
        raise Refused(404, "nothing_here")
    tasks = Tasks(unit.cases).wanting(MOST)
    wanting = frozenset(task.conversation_id for task in tasks if task.target == reader)
    threads = behind(Disclosures(unit.cases).going_on())
    return Filter(listed, query.get("category", ""), query.get("in", ""), query.get("channel", ""), wanting, threads)


@router.post("/desk/find")
async def find(given: Here, member: Reader, reference: Annotated[str, Form(max_length=40)]) -> Response:
    """By number, in a form: the number is known to the worker and the desk and never stands in an address."""
    digits = "".join(filter(str.isdecimal, reference))[:20]
    wanted = "".join(str(int(digit)) for digit in digits)

    def work(unit: Unit) -> Case:
        case = Cases(unit.cases).by_reference(wanted)
        if case is None:
            raise NoSuchCase
        return restricting.found(unit, case.id, member)

    return go(address(await given.store.read(work)))


def address(case: Case) -> str:
    return f"/desk/cases/{case.id}"


def used(cases: Sequence[Case]) -> dict[str, list[str]]:
    """What there is to filter by."""
    return {
        "category": sorted({case.category for case in cases}),
        "language": sorted({case.language for case in cases}),
        "channel": sorted({case.channel for case in cases}),
    }
