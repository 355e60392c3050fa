"""After the password: the second factor of a member, shown or set up. Her half session opens nothing but these pages.

A secret that is not proven yet travels in the page, sealed for her: nothing is stored that nobody has.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.console import entry, second_factor
from bot.console.auditing import note
from bot.console.console import Console
from bot.console.doors import SIGN_IN, Here, OnTheWay, Refused, SignedIn
from bot.console.entry import CODE, FACTOR
from bot.console.fresh import waits_of
from bot.console.pages import go, pages
from storage.crypto import Place, Sealed
from storage.engine import Unit
from storage.keyring import Keyring, Purpose
from storage.members import Member
from storage.second_factors import SecondFactors
from storage.sessions import Session
from storage.times import milliseconds

router = APIRouter(prefix=SIGN_IN)
Typed = Annotated[str, Form(max_length=400)]


@router.get("/code")
async def code_page(request: Request, session: OnTheWay) -> Response:
    if session.stage != CODE:
        return go(f"{SIGN_IN}/{session.stage}")
    return pages(request).page(request, "code.html", wrong=False)


@router.post("/code")
async def code(request: Request, given: Here, session: OnTheWay, code: Typed = "") -> Response:
    """Six digits or a recovery code. A try counts before it is looked at; waits grow and end."""
    if session.stage != CODE:
        return go(f"{SIGN_IN}/{session.stage}")
    await counted(request, given, session)
    token = given.tokens()

    def work(unit: Unit) -> str:
        if not entry.opened(unit, given, session.member, code):
            return ""
        entry.again(request, unit, given, session, token)
        return entry.home(unit, given, session.member)

    to = await given.store.write(work)
    if not to:
        return pages(request).page(request, "code.html", 403, wrong=True)
    return entry.with_cookie(given, go(to), token)


@router.get("/factor")
async def factor_page(request: Request, given: Here, session: OnTheWay) -> Response:
    if session.stage != FACTOR:
        return go(f"{SIGN_IN}/{session.stage}")
    secret = second_factor.new_secret(given.salt)
    return pages(request).page(request, "factor.html", 200, **await offered(given, session.member, secret))


@router.post("/factor")
async def factor(request: Request, given: Here, session: OnTheWay, sealed: Typed = "", code: Typed = "") -> Response:
    """The first code proves that her phone makes the right digits. The recovery codes are shown this once."""
    if session.stage != FACTOR:
        return go(f"{SIGN_IN}/{session.stage}")
    await counted(request, given, session)
    secret, token = await opened(given, session.member, sealed), given.tokens()

    def work(unit: Unit) -> list[str]:
        codes = set_up(unit, given, session.member, secret, code)
        if codes:
            entry.again(request, unit, given, session, token)
        return codes

    codes = await given.store.write(work)
    if not codes:
        values = await offered(given, session.member, secret)
        return pages(request).page(request, "factor.html", 403, **{**values, "wrong": True})
    return entry.with_cookie(given, pages(request).page(request, "codes.html", codes=codes), token)


@router.post("/kept")
async def kept(given: Here, session: SignedIn) -> Response:
    """She says that she has put her recovery codes away."""
    return go(await given.store.read(lambda unit: entry.home(unit, given, session.member)))


async def counted(request: Request, given: Console, session: Session) -> None:
    """Raises Refused while she has to wait."""
    waits = waits_of(request)
    wait = await given.store.write(lambda unit: entry.counted(unit, waits, session.member, given))
    if wait:
        raise Refused(429, "wait", wait=-(-wait // 1000))


def set_up(unit: Unit, given: Console, member: Member, secret: str, code: str) -> list[str]:
    """Ten recovery codes once this code proves the secret; empty where it does not. An older factor ends by that."""
    step = second_factor.step_of(secret, code, now=given.now())
    if step is None:
        return []
    codes, factors = second_factor.new_codes(given.salt), SecondFactors(unit.cases, unit.vault.keyring)
    second_factor.set_up(factors, member.id, secret, step, codes, at=milliseconds(given.now()))
    note(unit, given, actor=member.id, kind="factor.set", subject=member.id)
    return codes


async def offered(given: Console, member: Member, secret: str) -> Mapping[str, object]:
    """What the page of a new factor shows."""
    issuer = given.desk.name or "Madoguchi"
    square = second_factor.square(second_factor.address(secret, account=member.login, issuer=issuer))
    sealed = await given.store.read(lambda unit: seal(unit.vault.keyring, member.id, secret))
    return {"square": square, "secret": second_factor.grouped(secret), "sealed": sealed, "wrong": False}


def seal(keyring: Keyring, member_id: str, secret: str) -> str:
    return base64.urlsafe_b64encode(keyring.seal(Purpose.FACTOR, _place(member_id), secret.encode())).decode()


async def opened(given: Console, member: Member, sealed: str) -> str:
    """The secret of her page. Raises Refused where it is none that was sealed for her."""

    def work(unit: Unit) -> str:
        try:
            content = base64.urlsafe_b64decode(sealed.encode("ascii", "replace"))
            return unit.vault.keyring.open(Purpose.FACTOR, _place(member.id), content).decode()
        except (Sealed, ValueError, binascii.Error):
            raise Refused(422, "form") from None

    return await given.store.read(work)


def _place(member_id: str) -> Place:
    """Not the place of a row: what a page carries can never pass for what is stored."""
    return Place("second_factor", "offered", member_id)
