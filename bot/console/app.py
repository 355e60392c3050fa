"""The console as one ASGI application: routes, doors, headers and our own files. No globals: all it uses is given."""

from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bot.console import (
    account,
    approvals,
    audit_page,
    cases,
    closing,
    closing_papers,
    companies,
    company_posts,
    exports,
    figures,
    filed_for,
    files,
    fresh,
    handling,
    help,
    holds,
    inbox,
    keeping,
    message_files,
    messages,
    people,
    privacy,
    proof,
    public,
    publish,
    quarter_paper,
    referrals,
    replies,
    review,
    second_step,
    sign_in,
    threads,
    together,
    translations,
    translator,
    voices,
    which_company,
)
from bot.console.auditing import Looks
from bot.console.console import Console
from bot.console.doors import answer_refusals, case_reader, explain
from bot.console.languages import router as languages
from bot.console.own_files import OwnFiles
from bot.console.pages import Pages
from bot.console.passwords import Hasher
from bot.console.phone.acts import ATTACH
from bot.console.phone.acts import LARGEST as LARGEST_ATTACHED
from bot.console.phone.rooms import router as simulated_phones
from bot.console.portal import app as portal_app
from bot.console.portal.app import build_portal
from bot.console.security import LARGEST_FORM, Guard
from bot.console.setup import companies as first_companies
from bot.console.setup.door import answer_broken
from bot.console.setup.rooms import router as setting_up
from bot.console.throttle import Throttle
from bot.translation.errands import Errands

READ_CASES = (
    *(inbox, threads, company_posts, cases, handling, files, translations, replies, voices, companies),
    *(which_company, closing, closing_papers, filed_for, referrals, proof, together, review, exports, holds, publish),
)
"""Rooms for whoever reads cases, and for nobody else."""
REFUSED = {400: "form", 403: "elsewhere", 413: "too_large"}


def build_console(console: Console) -> FastAPI:
    """The pages over what they are given. The phones are there only with the simulator among its channels."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.console, app.state.pages = console, Pages(console)
    app.state.hasher, app.state.throttle = Hasher(console.cost), Throttle()
    app.state.errands = Errands()
    app.state.looks = Looks()
    app.router = rooms(phones="simulator" in console.adapters)
    answer_refusals(app)
    keeping.answer_strangers(app)
    fresh.answer_unproven(app)
    answer_broken(app)
    guard(app, console)
    return app


@cache
def rooms(*, phones: bool) -> APIRouter:
    """All routes of the desk. They hold nothing of any one desk, and wiring them is dear: a process does it once."""
    router = APIRouter()
    for door in (sign_in, second_step, fresh, keeping, account):
        router.include_router(door.router)
    router.include_router(help.router)
    router.include_router(privacy.router)
    router.include_router(public.router)
    router.include_router(figures.router)
    router.include_router(audit_page.router)
    router.include_router(people.router)
    router.include_router(approvals.router)
    router.include_router(approvals.of_case, dependencies=[Depends(case_reader)])
    router.include_router(quarter_paper.router)
    router.include_router(languages)
    router.include_router(setting_up)
    router.include_router(message_files.router)
    router.include_router(messages.router)
    for room in READ_CASES:
        router.include_router(room.router, dependencies=[Depends(case_reader)])
    router.include_router(translator.router)
    if phones:
        router.include_router(simulated_phones)
    router.mount("/desk/static", OwnFiles(), name="static")
    return router


def guard(app: FastAPI, console: Console) -> None:
    """What stands before every page, with the companies' pages beside the desk's."""
    portal = build_portal(console)

    async def refuse(request: Request, status: int) -> Response:
        if portal_app.theirs(request.scope["path"]):
            return portal_app.refuse(portal, request, status, REFUSED[status])
        request.scope["app"] = app
        return explain(request, status, REFUSED[status])

    app.add_middleware(portal_app.Aside, portal=portal)
    app.add_middleware(Guard, refuse=refuse, https=console.https, largest=largest)


def largest(path: str) -> int:
    """How many bytes a form may have: one with a file more."""
    if path == first_companies.IMPORT:
        return first_companies.LARGEST
    return LARGEST_ATTACHED if path == ATTACH else message_files.largest(path) or portal_app.largest(path, LARGEST_FORM)
