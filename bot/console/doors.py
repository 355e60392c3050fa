"""Who may come in: sessions, roles, and the one place where every refusal becomes a page with its reason."""

import logging
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.casework import restricting
from bot.casework.desk import CaseworkError, NotAllowed
from bot.console.accounts import READERS, Role, digest
from bot.console.auditing import looked, used
from bot.console.console import Console
from bot.console.pages import console, go, pages
from storage.crypto import Sealed
from storage.engine import Unavailable
from storage.members import Member
from storage.sessions import Session, Sessions
from storage.times import milliseconds
from storage.vault import KeyDestroyed

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)
UNPROVEN = timedelta(minutes=10)  # between the password and the second factor
TOUCHED_EVERY = timedelta(minutes=1)
SIGN_IN, TRANSLATORS, INBOX, SET_UP = "/desk/sign-in", "/desk/translate", "/desk", "/setup"
AUDITORS, MEMBERS = "/desk/audit", "/desk/people"
log = logging.getLogger(__name__)


class SignInFirst(Exception):
    """Nobody is signed in on this browser, or it was idle too long: answered with the sign-in page."""


class NotYet(Exception):
    """The password was right; the second factor is still to be shown (`code`) or to be set up (`factor`)."""

    def __init__(self, stage: str) -> None:
        super().__init__(stage)
        self.stage = stage


class ToOwnPage(Exception):
    """Somebody asked for what is not hers. A translator, an auditor, an administrator has a page of her own instead."""

    def __init__(self, page: str = TRANSLATORS) -> None:
        super().__init__(page)
        self.page = page


class Refused(Exception):
    """A form or an address cannot be used as it is. `reason` is a word that `names.REASONS` explains."""

    def __init__(self, status: int, reason: str, *, wait: int = 0) -> None:
        super().__init__(reason)
        self.status, self.reason, self.wait = status, reason, wait


def cookie_name(console: Console) -> str:
    """`__Host-` binds the cookie to this very host; browsers take it over https only."""
    return "__Host-desk" if console.https else "desk"


async def session_of(request: Request) -> Session | None:
    """The live session of this browser, touched at most once a minute and never by a page that refreshes itself."""
    given = console(request)
    token = request.cookies.get(cookie_name(given), "")
    if not token:
        return None
    now = given.now()
    at, limits = milliseconds(now), limits_at(given)
    session = await given.store.read(lambda unit: Sessions(unit.cases).live(digest(token), **limits))
    if session is not None and session.member.is_over(at):
        return None
    itself = request.method == "GET" and "hx-request" in request.headers
    if session is not None and not itself and at - session.seen_at > TOUCHED_EVERY / timedelta(milliseconds=1):
        touched = session.digest
        await given.store.write(lambda unit: Sessions(unit.cases).touch(touched, at=at))
    return session


def limits_at(given: Console) -> dict[str, int]:
    now = given.now()
    return {"idle_since": milliseconds(now - IDLE), "begun_after": milliseconds(now - WHOLE)}


async def signed_in(request: Request) -> Session:
    session = await session_of(request)
    if session is None:
        raise SignInFirst
    if session.stage:
        raise NotYet(session.stage)
    request.state.member = session.member
    return session


async def on_the_way(request: Request) -> Session:
    """Between password and second factor: good for ten minutes, and for the pages of the second factor only."""
    session, now = await session_of(request), console(request).now()
    if session is None or not session.stage or milliseconds(now - UNPROVEN) >= session.fresh_at:
        raise SignInFirst
    return session


async def case_reader(request: Request, session: Annotated[Session, Depends(signed_in)]) -> Member:
    """An administrator keeps accounts and settings and never sees the text of a case; a translator has her own page.

    Every address with a `case_id` passes here, and a case that is not hers to see is refused as one that is not there.
    """
    if session.member.role == Role.TRANSLATOR:
        raise ToOwnPage
    if session.member.role == Role.AUDITOR:
        raise ToOwnPage(AUDITORS)
    if session.member.role == Role.ADMIN and request.url.path == INBOX:
        raise ToOwnPage(SET_UP if request.app.state.own_settings else MEMBERS)
    if session.member.role not in READERS:
        raise NotAllowed("role", status=403)
    if case_id := path_id(request):
        member = session.member
        await console(request).store.read(lambda unit: restricting.found(unit, case_id, member))
        await looked(request, console(request), session, case_id)
    else:
        await used(request, console(request), session)
    return session.member


def path_id(request: Request) -> str:
    """The case that the address names; empty where it names none, or nothing that could be one."""
    try:
        return UUID(str(request.path_params.get("case_id", ""))).hex
    except ValueError:
        return ""


async def perhaps_signed_in(request: Request) -> Session | None:
    """For pages that anybody may see: they greet a member by name and speak her language."""
    session = await session_of(request)
    whole = session if session and not session.stage else None
    request.state.member = whole.member if whole else None
    return whole


Here = Annotated[Console, Depends(console)]
SignedIn = Annotated[Session, Depends(signed_in)]
OnTheWay = Annotated[Session, Depends(on_the_way)]
Reader = Annotated[Member, Depends(case_reader)]


def explain(request: Request, status: int, reason: str, *, wait: int = 0) -> Response:
    """The refusal as a page, with the way back to the case it was about."""
    about = request.path_params.get("case_id")
    back = f"/desk/cases/{about}" if about and reason not in ("no_case", "nothing_here", "role", "erased") else "/desk"
    values = {"reason": reason, "status": status, "wait": wait, "back": back}
    response = pages(request).page(request, "refused.html", status, **values)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def answer_refusals(app: FastAPI) -> None:
    """One handler for each family of errors; what nobody foresaw is a plain page and a line in the log."""

    @app.exception_handler(NotYet)
    async def _(request: Request, error: NotYet) -> Response:
        return go(f"{SIGN_IN}/{error.stage}")

    @app.exception_handler(ToOwnPage)
    async def _(request: Request, error: ToOwnPage) -> Response:
        return go(error.page) if request.url.path == INBOX else explain(request, 404, "nothing_here")

    @app.exception_handler(CaseworkError)
    async def _(request: Request, error: CaseworkError) -> Response:
        return explain(request, error.status, error.reason)

    @app.exception_handler(Refused)
    async def _(request: Request, error: Refused) -> Response:
        return explain(request, error.status, error.reason, wait=error.wait)

    @app.exception_handler(KeyDestroyed)
    async def _(request: Request, error: KeyDestroyed) -> Response:
        return explain(request, 410, "erased")

    @app.exception_handler(Sealed)
    async def _(request: Request, error: Sealed) -> Response:
        log.error("a desk page failed", exc_info=error)
        return explain(request, 503, "sealed")

    @app.exception_handler(Unavailable)
    async def _(request: Request, error: Unavailable) -> Response:
        log.error("a desk page failed", exc_info=error)
        return explain(request, 503, "unavailable", wait=5)

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, error: RequestValidationError) -> Response:
        in_path = any(part["loc"][:1] == ("path",) for part in error.errors())
        return explain(request, 404, "nothing_here") if in_path else explain(request, 422, "form")

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> Response:
        reason = {404: "nothing_here", 405: "method", 403: "elsewhere", 413: "too_large"}.get(error.status_code, "form")
        return explain(request, error.status_code, reason)

    @app.exception_handler(Exception)
    async def _(request: Request, error: Exception) -> Response:
        log.error("a desk page failed", exc_info=error)
        return explain(request, 500, "fault")
