"""A member's own page: where she is signed in, password, phone, language. Only ever her own rows."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.console import entry, second_factor
from bot.console.auditing import note
from bot.console.console import Console
from bot.console.doors import Here, Refused, SignedIn, limits_at
from bot.console.fresh import Fresh, waits_of
from bot.console.pages import go, pages
from bot.console.passwords import LONGEST, Hasher, weakness
from bot.console.second_step import offered, opened, set_up
from storage.engine import Unit
from storage.members import Members
from storage.second_factors import SecondFactors
from storage.sessions import Browser, Session, Sessions

PAGE = "/desk/account"
router = APIRouter(prefix=PAGE)
Field = Annotated[str, Form(max_length=LONGEST * 4)]
Typed = Annotated[str, Form(max_length=400)]


@router.get("")
async def account_page(request: Request, given: Here, session: SignedIn) -> Response:
    return await show(request, given, session)


@router.post("/sessions/end")
async def end_one(given: Here, session: SignedIn, one: Annotated[str, Form(max_length=64)]) -> Response:
    """One of her own; what is none of hers is as if it were not there."""

    def work(unit: Unit) -> bool:
        ended = Sessions(unit.cases).end_one(bytes.fromhex(one), session.member.id)
        if ended:
            note(unit, given, actor=session.member.id, kind="session.ended", subject=session.member.id, detail="one")
        return ended

    try:
        await given.store.write(work)
    except ValueError:
        raise Refused(422, "form") from None
    return go(PAGE)


@router.post("/sessions/end-others")
async def end_others(given: Here, session: SignedIn) -> Response:
    def work(unit: Unit) -> None:
        Sessions(unit.cases).end_others(session.member.id, session.digest)
        note(unit, given, actor=session.member.id, kind="session.ended", subject=session.member.id, detail="others")

    await given.store.write(work)
    return go(PAGE)


@router.post("/password")
async def password(request: Request, given: Here, session: SignedIn, old: Field = "", new: Field = "") -> Response:
    """The old one is asked, whoever sits here; every other browser of hers is signed out."""
    member, waits = session.member, waits_of(request)
    wait = await given.store.write(lambda unit: entry.counted(unit, waits, member, given))
    if wait:
        raise Refused(429, "wait", wait=-(-wait // 1000))
    hasher: Hasher = request.app.state.hasher
    if not await hasher.check(old, member.password):
        await given.store.write(lambda unit: entry.failed(unit, given, member, "password"))
        return await show(request, given, session, wrong="old")
    weak = weakness(new, (member.login, member.name, given.desk.name))
    if weak:
        return await show(request, given, session, wrong=weak)
    phc = await hasher.hash(new, given.salt())

    def work(unit: Unit) -> None:
        Members(unit.cases).set_password(member.id, phc)
        note(unit, given, actor=member.id, kind="member.password", subject=member.id, detail="own")
        Sessions(unit.cases).end_others(member.id, session.digest)

    await given.store.write(work)
    return await show(request, given, session, done="password")


@router.get("/factor")
async def factor_page(request: Request, given: Here, session: Fresh) -> Response:
    secret = second_factor.new_secret(given.salt)
    return pages(request).page(request, "factor.html", 200, **await offered(given, session.member, secret))


@router.post("/factor")
async def factor(request: Request, given: Here, session: Fresh, sealed: Typed = "", code: Typed = "") -> Response:
    """The phone she had makes no code that opens anything from now on."""
    secret = await opened(given, session.member, sealed)
    codes = await given.store.write(lambda unit: set_up(unit, given, session.member, secret, code))
    if not codes:
        values = await offered(given, session.member, secret)
        return pages(request).page(request, "factor.html", 403, **{**values, "wrong": True})
    return pages(request).page(request, "codes.html", codes=codes)


@router.post("/codes")
async def codes(request: Request, given: Here, session: Fresh) -> Response:
    """Ten new recovery codes; the old ones end."""
    fresh = second_factor.new_codes(given.salt)

    def work(unit: Unit) -> None:
        factors, whose = SecondFactors(unit.cases, unit.vault.keyring), session.member.id
        factor = factors.of(whose)
        if factor is None or not factor.confirmed:
            raise Refused(404, "nothing_here")
        factors.set_codes(whose, [second_factor.digest_of(factor.secret, code) for code in fresh])
        note(unit, given, actor=whose, kind="factor.codes", subject=whose)

    await given.store.write(work)
    return pages(request).page(request, "codes.html", codes=fresh)


async def show(request: Request, given: Console, session: Session, *, wrong: str = "", done: str = "") -> Response:
    whose = session.member.id

    def work(unit: Unit) -> tuple[list[Browser], int | None]:
        factors = SecondFactors(unit.cases, unit.vault.keyring)
        factor = factors.of(whose)
        left = factors.codes_left(whose) if factor and factor.confirmed else None
        return Sessions(unit.cases).of(whose, **limits_at(given)), left

    sessions, left = await given.store.read(work)
    values = {"sessions": sessions, "this": session.digest, "codes_left": left, "wrong": wrong, "done": done}
    return pages(request).page(request, "account.html", 422 if wrong else 200, **values)
