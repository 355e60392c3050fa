"""Signing in and out: one-time link, password, session. A route reads a form, does one transaction, goes on.

What comes after the password is in `second_step`.
"""

import asyncio
import time
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from bot.console import entry
from bot.console.accounts import digest, folded
from bot.console.auditing import note
from bot.console.console import Console
from bot.console.doors import SIGN_IN, Here, Refused, SignedIn, cookie_name, explain, perhaps_signed_in
from bot.console.pages import go, keep_language, local, pages
from bot.console.passwords import LONGEST, Hasher, weakness
from bot.console.throttle import Throttle
from storage.engine import Unit
from storage.kept_forms import KeptForms
from storage.members import Member, Members
from storage.sessions import Sessions
from storage.times import milliseconds

router = APIRouter()
Field = Annotated[str, Form(max_length=LONGEST * 4)]
INBOX = "/desk"


def hasher(request: Request) -> Hasher:
    made: Hasher = request.app.state.hasher
    return made


@router.get("/desk/sign-in", dependencies=[Depends(perhaps_signed_in)])
async def sign_in_page(request: Request, kept: bool = False) -> Response:
    if request.state.member:
        return go(INBOX)
    return pages(request).page(request, "sign_in.html", login="", wrong=False, kept=kept)


@router.post("/desk/sign-in")
async def sign_in(
    request: Request,
    given: Here,
    login: Field,
    password: Field,
) -> Response:
    waits: Throttle = request.app.state.throttle
    began = time.monotonic()
    name, at = storable(folded(login)), milliseconds(given.now())
    member, wait = await given.store.write(lambda unit: waits.counted(unit, name, at=at))
    if wait:
        return explain(request, 429, "wait", wait=-(-wait // 1000))
    right = await hasher(request).check(password, member.password if member and not member.disabled else "")
    if member is None or not right:
        if member is not None:
            known = member
            await given.store.write(lambda unit: entry.failed(unit, given, known, "password"))
        await asyncio.sleep(max(0.0, began + given.pace - time.monotonic()))
        return pages(request).page(request, "sign_in.html", 403, login=login, wrong=True, kept=False)
    return await begin(request, given, member)


@router.get("/desk/sign-in/still")
async def still(session: SignedIn) -> Response:
    """The notice in a page that was signed out asks whether she is back; then it is empty."""
    return Response(headers={"Content-Type": "text/html; charset=utf-8"})


@router.get("/desk/welcome/{token}")
async def welcome_page(request: Request, given: Here, token: str) -> Response:
    return pages(request).page(request, "welcome.html", invited=await invited(given, token), weak="")


@router.post("/desk/welcome/{token}")
async def welcome(request: Request, given: Here, token: str, password: Field) -> Response:
    """Choose a password. The link is used up in the same transaction that stores it."""
    member = await invited(given, token)
    weak = weakness(password, (member.login, member.name, given.desk.name))
    if weak:
        return pages(request).page(request, "welcome.html", 422, invited=member, weak=weak)
    phc = await hasher(request).hash(password, given.salt())
    await given.store.write(lambda unit: use_link(unit, given, token, phc))
    return await begin(request, given, member)


@router.post("/desk/welcome/{token}/look-around")
async def look_around(request: Request, given: Here, token: str) -> Response:
    """In a demo there is nothing to protect and everything is gone at its end: no password is needed."""
    if not given.demo:
        raise Refused(404, "nothing_here")
    member = await invited(given, token)
    await given.store.write(lambda unit: use_link(unit, given, token, member.password))
    return await begin(request, given, member)


@router.post("/desk/sign-out")
async def sign_out(given: Here, session: SignedIn) -> Response:
    whose = session.member.id

    def work(unit: Unit) -> None:
        Sessions(unit.cases).end(session.digest)
        KeptForms(unit.cases, unit.vault.keyring).drop_all(whose)
        note(unit, given, actor=whose, kind="sign.out", subject=whose)

    await given.store.write(work)
    response = go(SIGN_IN)
    response.delete_cookie(cookie_name(given), path="/", secure=given.https, httponly=True, samesite="strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.post("/desk/language", dependencies=[Depends(perhaps_signed_in)])
async def language(
    request: Request,
    given: Here,
    to: Annotated[str, Form(max_length=2)],
    back: Annotated[str, Form(max_length=500)] = INBOX,
) -> Response:
    if to not in given.languages:
        raise Refused(422, "form")
    member: Member | None = request.state.member
    if member:
        member_id = member.id
        await given.store.write(lambda unit: Members(unit.cases).set_language(member_id, to))
    response = go(local(back))
    keep_language(response, to, https=given.https)
    return response


async def invited(given: Console, token: str) -> Member:
    at = milliseconds(given.now())
    member = await given.store.read(lambda unit: Members(unit.cases).of_link(digest(token), at=at))
    if member is None or member.disabled:
        raise Refused(410, "link")
    return member


def use_link(unit: Unit, given: Console, token: str, phc: str) -> None:
    """Raises Refused when another browser was faster."""
    members, at = Members(unit.cases), milliseconds(given.now())
    member = members.of_link(digest(token), at=at)
    if member is None or not members.use_link(digest(token), at=at):
        raise Refused(410, "link")
    members.set_password(member.id, phc)
    note(unit, given, actor=member.id, kind="member.password", subject=member.id, detail="link")
    Sessions(unit.cases).end_all(member.id)


async def begin(request: Request, given: Console, member: Member) -> Response:
    """She is in, or on the way to her second factor."""
    token = given.tokens()

    def work(unit: Unit) -> str:
        stage = entry.stage_of(unit, given, member.id)
        Members(unit.cases).set_failures(member.id, member.failures, wait_until=0)  # the code counts its own tries
        entry.begin(request, unit, given, member, token, stage=stage)
        return f"{SIGN_IN}/{stage}" if stage else entry.home(unit, given, member)

    return entry.with_cookie(given, go(await given.store.write(work)), token)


def storable(login: str) -> str:
    """A database takes neither NUL nor half a character; no login has them."""
    return "".join(letter for letter in login if letter.isprintable())[:254]
