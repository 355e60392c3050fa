"""Asking once more who somebody is, before what is weighty: a bulk export, a role, an identity, a second factor.

`Fresh` is a dependency of the route: within five minutes of a whole sign-in it lets through, else the member gives her
password, and her code where she has a factor, and goes on where she was. What she had typed is kept for her.
"""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, FastAPI, Form, Request
from starlette.responses import Response

from bot.console.console import Console
from bot.console.doors import Here, Refused, SignedIn, signed_in
from bot.console.entry import CODE, KEPT, again, counted, failed, opened, stage_of, with_cookie
from bot.console.keeping import keep
from bot.console.pages import console, go, local, pages
from bot.console.passwords import LONGEST, Hasher
from bot.console.throttle import Throttle
from storage.engine import Unit
from storage.sessions import Session
from storage.times import milliseconds

router = APIRouter()
FRESH = timedelta(minutes=5)
AGAIN = "/desk/again"
Typed = Annotated[str, Form(max_length=LONGEST * 4)]
Back = Annotated[str, Form(max_length=2000)]


class ProveAgain(Exception):
    """What she asked for is weighty, and it is a while since she proved who she is."""


async def fresh(request: Request, session: Annotated[Session, Depends(signed_in)]) -> Session:
    """Raises ProveAgain where her last whole sign-in on this browser is five minutes ago."""
    if milliseconds(console(request).now() - FRESH) >= session.fresh_at:
        raise ProveAgain
    return session


Fresh = Annotated[Session, Depends(fresh)]


@router.get(AGAIN)
async def again_page(request: Request, given: Here, session: SignedIn, back: str = "/desk") -> Response:
    return await ask(request, given, session, back)


@router.post(AGAIN)
async def prove(
    request: Request, given: Here, session: SignedIn, password: Typed = "", code: Typed = "", back: Back = "/desk"
) -> Response:
    """Both count as one try before either is looked at."""
    member, waits = session.member, waits_of(request)
    wait = await given.store.write(lambda unit: counted(unit, waits, member, given))
    if wait:
        raise Refused(429, "wait", wait=-(-wait // 1000))
    hasher: Hasher = request.app.state.hasher
    right = await hasher.check(password, member.password)
    token = given.tokens()

    def work(unit: Unit) -> bool:
        if not right:
            failed(unit, given, member, "password")
            return False
        if stage_of(unit, given, member.id) == CODE and not opened(unit, given, member, code):
            return False
        again(request, unit, given, session, token)
        return True

    if not await given.store.write(work):
        return await ask(request, given, session, back, wrong=True)
    return with_cookie(given, go(local(back)), token)


@router.post(f"{AGAIN}/look-around")
async def look_around(request: Request, given: Here, session: SignedIn, back: Back = "/desk") -> Response:
    """In a demo a member may have come in without a password: nothing there is real."""
    if not given.demo or session.member.password:
        raise Refused(404, "nothing_here")
    token = given.tokens()
    await given.store.write(lambda unit: again(request, unit, given, session, token))
    return with_cookie(given, go(local(back)), token)


async def ask(request: Request, given: Console, session: Session, back: str, *, wrong: bool = False) -> Response:
    stage = await given.store.read(lambda unit: stage_of(unit, given, session.member.id))
    values = {"coded": stage == CODE, "back": local(back), "wrong": wrong, "bare": not session.member.password}
    return pages(request).page(request, "again.html", 403 if wrong else 200, **values)


def waits_of(request: Request) -> Throttle:
    waits: Throttle = request.app.state.throttle
    return waits


def answer_unproven(app: FastAPI) -> None:
    """A page by GET is opened again afterwards; a form by POST is shown again, filled in."""

    @app.exception_handler(ProveAgain)
    async def _(request: Request, error: ProveAgain) -> Response:
        whose = request.state.member.id
        query = f"?{request.url.query}" if request.url.query else ""
        kept = await keep(request, console(request), whose)
        back = KEPT if kept else request.url.path + query if request.method == "GET" else "/desk/account"
        return go(f"{AGAIN}?{urlencode({'back': local(back)})}")
