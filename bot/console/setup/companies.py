"""Companies: a table that somebody has already, or the first one by hand. Both can wait."""

from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import Response

from bot.casework.desk import MovedMeanwhile
from bot.casework.register import changing, entries, importing, sheets
from bot.casework.register.checks import EntryRefused
from bot.casework.register.importing import Plan
from bot.console import company_words
from bot.console.company_forms import CompanyForm
from bot.console.console import Console
from bot.console.doors import Here, Refused
from bot.console.setup.door import PAGE, Hand, Own, after, show
from storage.companies import Companies
from storage.engine import Unit
from storage.times import milliseconds

router = APIRouter()
IMPORT = f"{PAGE}/companies/import"
LARGEST = sheets.MOST_BYTES + 64 * 1024  # the table and the form around it


@router.get(f"{PAGE}/companies")
async def page(request: Request, given: Here, hand: Own) -> Response:
    return await shown(request, given, hand)


@router.post(f"{PAGE}/companies")
async def add(request: Request, given: Here, hand: Own, form: Annotated[CompanyForm, Form()]) -> Response:
    new_id, at = given.ids(), milliseconds(given.now())
    form.kind = form.kind or "member"
    try:
        await given.store.write(lambda unit: changing.add(unit, form.company(unit, new_id, at=at), [], ids=given.ids))
    except EntryRefused as error:
        return await shown(request, given, hand, 422, form=form, refused=error.reason)
    return after("companies")


@router.post(IMPORT)
async def bring_in(request: Request, given: Here, hand: Own, table: UploadFile) -> Response:
    """The whole table or, where one line is refused, nothing of it."""
    content = await table.read(sheets.MOST_BYTES + 1)
    try:
        found, wrong = await anyio.to_thread.run_sync(lambda: entries.entries(sheets.read(content)))
    except sheets.FileRefused as error:
        return await shown(request, given, hand, 422, unreadable=str(error))
    at = milliseconds(given.now())

    def work(unit: Unit) -> Plan:
        return importing.bring_in(unit, found, wrong, ids=given.ids, at=at, dry=False)

    try:
        plan = await given.store.write(work)
    except MovedMeanwhile:
        raise Refused(409, "company_moved") from None
    return await shown(request, given, hand, 422 if plan.refused else 200, plan=plan)


async def shown(request: Request, given: Console, hand: Hand, code: int = 200, **values: Any) -> Response:
    count = len(await given.store.read(lambda unit: Companies(unit.cases).all()))
    empty = {"form": CompanyForm.model_construct(country=hand.config.desk.country), "refused": ""}
    told = {"count": count, "plan": None, "unreadable": "", "reasons": company_words.REASONS}
    return await show(request, given, hand, "companies", code, **{**empty, **told, **values})
