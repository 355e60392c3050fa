"""Coming in as a contact of a company: a one-time link by mail, then six digits of a phone. No password.

An address that is known and one that is not are answered alike. A link is opened by a page and used by a button, so
that a mail program which looks at links uses none up.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import company_view
from bot.console import second_factor
from bot.console.accounts import digest, folded
from bot.console.console import Console
from bot.console.doors import Here, Refused
from bot.console.pages import go, keep_language
from bot.console.portal.doors import OnTheWay, cookie_name, limits_at, session_of
from bot.console.portal.pages import portal_pages
from bot.console.throttle import delay
from bot.delivery.company_mailing import LINK_LASTS
from storage.companies import Companies, Company, Contact
from storage.company_calls import LINK, CompanyCalls
from storage.company_doors import CompanyDoors, CompanySession
from storage.engine import Unit
from storage.second_factors import SecondFactors
from storage.times import MINUTE_MS, milliseconds

router = APIRouter(prefix="/company")
HOME = "/company"
CODE, FACTOR = "code", "factor"
PAGES = {CODE: "/company/code", FACTOR: "/company/factor"}
Typed = Annotated[str, Form(max_length=400)]


@router.get("/sign-in")
async def sign_in_page(request: Request, given: Here) -> Response:
    session = await session_of(request)
    if session is not None:
        return go(PAGES.get(session.stage, HOME))
    mails = given.demo or given.intake.alarm.on
    return portal_pages(request).page(request, "sign_in.html", sent=False, mails=mails)


@router.post("/sign-in")
async def ask_for_link(request: Request, given: Here, mail: Typed = "") -> Response:
    """The same page for everybody: a link comes only where there is somebody to send it to."""
    if given.demo and not given.intake.alarm.on:
        return await at_once(request, given, mail)
    await given.store.write(lambda unit: call(unit, given, mail))
    return portal_pages(request).page(request, "sign_in.html", sent=True, mails=given.intake.alarm.on)


@router.get("/in/{token}")
async def link_page(request: Request, given: Here, token: str) -> Response:
    contact, company = await invited(given, token)
    return portal_pages(request).page(request, "in.html", invited=contact, at=company)


@router.post("/in/{token}")
async def use_link(request: Request, given: Here, token: str) -> Response:
    contact, _ = await invited(given, token)
    old, fresh, at = request.cookies.get(cookie_name(given), ""), given.tokens(), milliseconds(given.now())

    def work(unit: Unit) -> str:
        doors = CompanyDoors(unit.cases)
        if not doors.use_link(digest(token), at=at):
            raise Refused(410, "link")
        factors = SecondFactors(unit.cases, unit.vault.keyring)
        factor = factors.of(contact.id)
        stage = CODE if factor and factor.confirmed else FACTOR
        if stage == FACTOR:
            factors.begin(contact.id, second_factor.new_secret(given.salt))
        if old:
            doors.end(digest(old))
        doors.sweep(**limits_at(given))
        doors.begin(digest(fresh), contact.id, stage=stage, at=at)
        return stage

    return with_cookie(given, go(PAGES[await given.store.write(work)]), fresh)


@router.get("/code")
async def code_page(request: Request, session: OnTheWay) -> Response:
    if session.stage != CODE:
        return go(PAGES[FACTOR])
    return portal_pages(request).page(request, "code.html", wrong=False)


@router.post("/code")
async def code(request: Request, given: Here, session: OnTheWay, code: Typed = "") -> Response:
    """The second factor, or a recovery code. A try counts before it is looked at; waits grow and end."""
    if session.stage != CODE:
        return go(PAGES[FACTOR])
    await counted(given, session)

    def work(unit: Unit) -> bool:
        factors = SecondFactors(unit.cases, unit.vault.keyring)
        return bool(second_factor.opens(factors, session.contact_id, code, now=given.now()))

    if not await given.store.write(work):
        return portal_pages(request).page(request, "code.html", 403, wrong=True)
    return with_cookie(given, go(HOME), await let_in(given, session))


@router.get("/factor")
async def factor_page(request: Request, given: Here, session: OnTheWay) -> Response:
    return await show_factor(request, given, session, wrong=False)


@router.post("/factor")
async def factor(request: Request, given: Here, session: OnTheWay, code: Typed = "") -> Response:
    """The first code proves that her phone makes the right digits. The recovery codes are shown this once."""
    if session.stage != FACTOR:
        return go(PAGES[CODE])
    await counted(given, session)
    codes = second_factor.new_codes(given.salt)

    def work(unit: Unit) -> bool:
        factors = SecondFactors(unit.cases, unit.vault.keyring)
        waiting = factors.of(session.contact_id)
        step = second_factor.step_of(waiting.secret, code, now=given.now()) if waiting else None
        if waiting is None or waiting.confirmed or step is None:
            return False
        at = milliseconds(given.now())
        second_factor.set_up(factors, session.contact_id, waiting.secret, step, codes, at=at)
        return True

    if not await given.store.write(work):
        return await show_factor(request, given, session, wrong=True)
    response = portal_pages(request).page(request, "codes.html", codes=codes)
    return with_cookie(given, response, await let_in(given, session))


@router.post("/look-around")
async def look_around(given: Here, session: OnTheWay) -> Response:
    """In a demo there is nothing to protect and everything is gone at its end: no phone is needed."""
    if not given.demo:
        raise Refused(404, "nothing_here")
    return with_cookie(given, go(HOME), await let_in(given, session))


@router.post("/sign-out")
async def sign_out(request: Request, given: Here) -> Response:
    token = request.cookies.get(cookie_name(given), "")
    await given.store.write(lambda unit: CompanyDoors(unit.cases).end(digest(token)))
    response = go("/company/sign-in")
    response.delete_cookie(cookie_name(given), path="/", secure=given.https, httponly=True, samesite="strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.post("/language")
async def language(
    request: Request, given: Here, to: Annotated[str, Form(max_length=2)], back: Typed = HOME
) -> Response:
    if to not in given.languages:
        raise Refused(422, "form")
    inside = back.startswith("/company") and "\\" not in back and back.isprintable() and "/in/" not in back
    response = go(back if inside else HOME)
    keep_language(response, to, https=given.https)
    return response


def call(unit: Unit, given: Console, mail: str) -> None:
    """A link to each contact behind this address, at most one a minute."""
    at, wanted = milliseconds(given.now()), folded(mail)
    doors = CompanyDoors(unit.cases)
    for one in Companies(unit.cases).contacts():
        if wanted and folded(one.mail) == wanted and company_view.contact(unit, one.id):
            if at - doors.door(one.id).asked_at < MINUTE_MS or not given.intake.alarm.on:
                continue
            doors.set(one.id, asked_at=at)
            CompanyCalls(unit.cases).add(
                given.ids(), contact_id=one.id, thread_id="", kind=LINK, occasion=LINK, at=at, due_at=at
            )


async def at_once(request: Request, given: Console, mail: str) -> Response:
    """A demo sends no mail: the link is opened here."""
    token, expires = given.tokens(), milliseconds(given.now() + LINK_LASTS)

    def work(unit: Unit) -> bool:
        found = (one for one in Companies(unit.cases).contacts() if folded(one.mail) == folded(mail) != "")
        contact = next((one for one in found if company_view.contact(unit, one.id)), None)
        if contact is not None:
            CompanyDoors(unit.cases).add_link(digest(token), contact.id, expires_at=expires)
        return contact is not None

    if await given.store.write(work):
        return go(f"{HOME}/in/{token}")
    return portal_pages(request).page(request, "sign_in.html", sent=True, mails=True)


async def invited(given: Console, token: str) -> tuple[Contact, Company]:
    at = milliseconds(given.now())

    def work(unit: Unit) -> tuple[Contact, Company] | None:
        contact = company_view.contact(unit, CompanyDoors(unit.cases).of_link(digest(token), at=at))
        company = Companies(unit.cases).get(contact.company_id) if contact else None
        return (contact, company) if contact and company else None

    found = await given.store.read(work)
    if found is None:
        raise Refused(410, "link")
    return found


async def counted(given: Console, session: CompanySession) -> None:
    at = milliseconds(given.now())

    def work(unit: Unit) -> int:
        doors = CompanyDoors(unit.cases)
        door = doors.door(session.contact_id)
        if at < door.wait_until:
            return door.wait_until - at
        wait = delay(door.failures + 1).total_seconds() * 1000
        doors.set(session.contact_id, failures=door.failures + 1, wait_until=at + int(wait))
        return 0

    wait = await given.store.write(work)
    if wait:
        raise Refused(429, "wait", wait=-(-wait // 1000))


async def let_in(given: Console, session: CompanySession) -> str:
    """A new session with a token nobody knew before; the half one ends. Raises ComeInFirst where it was used."""
    fresh, at = given.tokens(), milliseconds(given.now())

    def work(unit: Unit) -> None:
        doors = CompanyDoors(unit.cases)
        if not doors.end(session.digest):
            raise Refused(410, "link")
        doors.begin(digest(fresh), session.contact_id, stage="", at=at)
        doors.set(session.contact_id, failures=0, wait_until=0)

    await given.store.write(work)
    return fresh


async def show_factor(request: Request, given: Console, session: CompanySession, *, wrong: bool) -> Response:
    if session.stage != FACTOR:
        return go(PAGES[CODE])
    contact: Contact = request.state.contact
    waiting = await given.store.read(lambda unit: SecondFactors(unit.cases, unit.vault.keyring).of(contact.id))
    if waiting is None or waiting.confirmed:
        raise Refused(410, "link")
    square = second_factor.square(
        second_factor.address(waiting.secret, account=contact.mail, issuer=given.desk.name or "Madoguchi")
    )
    values = {"square": square, "secret": second_factor.grouped(waiting.secret), "wrong": wrong}
    return portal_pages(request).page(request, "factor.html", 403 if wrong else 200, **values)


def with_cookie(given: Console, response: Response, token: str) -> Response:
    response.set_cookie(cookie_name(given), token, path="/", secure=given.https, httponly=True, samesite="strict")
    return response
