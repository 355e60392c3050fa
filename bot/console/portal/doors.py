"""Who comes in to a company's page: sessions of their own, and the one place where every refusal becomes a page.

What is not there and what is not hers are answered by the same page with the same words.
"""

import logging
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.casework import company_view
from bot.casework.desk import CaseworkError, NoSuchCase
from bot.console.accounts import digest
from bot.console.auditing import note
from bot.console.console import Console
from bot.console.doors import Refused
from bot.console.pages import console, go
from bot.console.portal.pages import portal_pages
from bot.console.portal.wording import REASONS
from storage.audit import CODE
from storage.companies import Companies, Company, Contact
from storage.company_doors import CompanyDoors, CompanySession
from storage.crypto import Sealed
from storage.engine import Unavailable, Unit
from storage.times import milliseconds
from storage.vault import KeyDestroyed

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)
UNPROVEN = timedelta(minutes=15)
"""Between the link and the second factor."""
TOUCHED_EVERY = timedelta(minutes=1)
SIGN_IN = "/company/sign-in"
log = logging.getLogger(__name__)


class ComeInFirst(Exception):
    """Nobody is signed in on this browser, or it was idle too long."""


def cookie_name(given: Console) -> str:
    """`__Host-` binds the cookie to this very host; browsers take it over https only."""
    return "__Host-company" if given.https else "company"


def limits_at(given: Console) -> dict[str, int]:
    return {"idle_since": milliseconds(given.now() - IDLE), "begun_after": milliseconds(given.now() - WHOLE)}


async def session_of(request: Request) -> CompanySession | None:
    """The live session of this browser with its contact; none whose contact or company was disabled."""
    given = console(request)
    token = request.cookies.get(cookie_name(given), "")
    if not token:
        return None

    def work(unit: Unit) -> tuple[CompanySession, Contact, Company] | None:
        session = CompanyDoors(unit.cases).live(digest(token), **limits_at(given))
        contact = company_view.contact(unit, session.contact_id) if session else None
        company = Companies(unit.cases).get(contact.company_id) if contact else None
        return (session, contact, company) if session and contact and company else None

    found = await given.store.read(work)
    if found is None:
        return None
    session, request.state.contact, request.state.company = found
    at = milliseconds(given.now())
    if at - session.seen_at > TOUCHED_EVERY / timedelta(milliseconds=1):
        await given.store.write(lambda unit: CompanyDoors(unit.cases).touch(session.digest, at=at))
    return session


async def signed_in(request: Request) -> Contact:
    session = await session_of(request)
    if session is None or session.stage:
        raise ComeInFirst
    contact: Contact = request.state.contact
    return contact


async def on_the_way(request: Request) -> CompanySession:
    """Between link and second factor: good for its own pages only, and not for long."""
    session = await session_of(request)
    if session is None or not session.stage or milliseconds(console(request).now() - UNPROVEN) > session.created_at:
        raise ComeInFirst
    return session


SignedIn = Annotated[Contact, Depends(signed_in)]


async def seen(request: Request, contact: SignedIn) -> None:
    """What a company looks at and does with a report of its own stands in the audit before it is answered."""
    given, number = console(request), request.path_params.get("number")
    if number is None:
        return
    kind = "thread.viewed" if request.method in ("GET", "HEAD") else "thread.used"
    part = str(getattr(request.scope.get("route"), "path", "")).partition("{number}")[2]
    part = part.replace("{what}", str(request.path_params.get("what", "")))

    def work(unit: Unit) -> None:
        thread = company_view.found(unit, contact, number)
        detail = part if CODE.fullmatch(part) else ""
        note(unit, given, actor=contact.id, kind=kind, subject=thread.case_id, detail=detail)

    await given.store.write(work)


OnTheWay = Annotated[CompanySession, Depends(on_the_way)]


def explain(request: Request, status: int, reason: str, *, wait: int = 0) -> Response:
    known = reason if reason in REASONS else "form"
    response = portal_pages(request).page(request, "refused.html", status, reason=known, wait=wait)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def answer_refusals(app: FastAPI) -> None:
    """One handler for each family of errors."""

    @app.exception_handler(ComeInFirst)
    async def _(request: Request, error: ComeInFirst) -> Response:
        return go(SIGN_IN)

    @app.exception_handler(NoSuchCase)
    @app.exception_handler(KeyDestroyed)
    async def _(request: Request, error: Exception) -> Response:
        return explain(request, 404, "nothing_here")

    @app.exception_handler(CaseworkError)
    @app.exception_handler(Refused)
    async def _(request: Request, error: CaseworkError | Refused) -> Response:
        return explain(request, error.status, error.reason, wait=error.wait if isinstance(error, Refused) else 0)

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, error: RequestValidationError) -> Response:
        in_path = any(part["loc"][:1] == ("path",) for part in error.errors())
        return explain(request, 404, "nothing_here") if in_path else explain(request, 422, "form")

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> Response:
        reason = {404: "nothing_here", 405: "method", 413: "too_large"}.get(error.status_code, "form")
        return explain(request, error.status_code, reason)

    @app.exception_handler(Unavailable)
    @app.exception_handler(Sealed)
    async def _(request: Request, error: Exception) -> Response:
        log.error("a page for companies failed", exc_info=error)
        return explain(request, 503, "unavailable", wait=5)

    @app.exception_handler(Exception)
    async def _(request: Request, error: Exception) -> Response:
        log.error("a page for companies failed", exc_info=error)
        return explain(request, 500, "fault")
