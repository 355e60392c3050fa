"""Correcting translations: one sentence, a whole text, what is heard in a voice message; and giving a text to a
translator. A route only translates: a form in, one act, a page out.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import Response

from bot.casework import assigning, correcting, desk
from bot.casework.correcting import NotAnonymous, Spot, TypedMeanwhile
from bot.casework.desk import CaseworkError, Hand, NotAllowed
from bot.casework.texts import Kind
from bot.console.accounts import Role
from bot.console.cases import hand
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from bot.console.reading_aid import Aid
from bot.console.text_view import PAGE, TextView, text_view
from storage.corrections import WHOLE
from storage.members import Member

router = APIRouter(prefix="/desk/cases/{case_id}")
Words = Annotated[str, Form(max_length=4 * correcting.LONGEST_WHOLE)]
Seen = Annotated[str, Form(max_length=24)]
Target = Annotated[str, Form(alias="in", max_length=16)]
Place = Annotated[int, Path(ge=0, le=10**6)]
USUAL_DAYS = 7


def lead(member: Reader) -> Member:
    """Giving a worker's words to somebody outside the desk is a lead's decision."""
    if member.role != Role.LEAD:
        raise NotAllowed("role_lead", status=403)
    return member


Lead = Annotated[Member, Depends(lead)]


def target_of(request: Request, given: Console) -> str:
    """The reader's language that a page is about: asked for, else her own."""
    asked = request.query_params.get("in", "")
    return asked if asked in given.desk.languages else pages(request).words(request).language


@router.get("/texts/{text_id}")
async def text_page(request: Request, given: Here, member: Reader, case_id: UUID, text_id: UUID) -> Response:
    target = target_of(request, given)
    view = await given.store.read(lambda unit: text_view(unit, case_id.hex, text_id.hex, target))
    if view.case.unread and "hx-request" not in request.headers:
        await given.store.write(lambda unit: desk.mark_read(hand(given, member, unit), case_id.hex))
    return show_text(request, given, view)


def show_text(
    request: Request, given: Console, view: TextView, *, draft: str | None = None, refused: str = "", code: int = 200
) -> Response:
    asked = request.query_params.get("from", "0")
    start = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0
    shown = {"view": view, "start": start, "page": PAGE, "draft": draft, "refused": refused}
    today = given.now().astimezone(given.zone).date()
    days = {"today": today, "until": today + timedelta(days=USUAL_DAYS)}
    return pages(request).page(request, "text.html", code, **shown, **days, **beside(request, given, view))


@router.post("/texts/{text_id}/whole")
async def whole(
    request: Request,
    given: Here,
    member: Reader,
    case_id: UUID,
    text_id: UUID,
    seen: Seen,
    to: Target,
    text: Words = "",
) -> Response:
    """The translation of a whole text by a person."""
    spot = Spot(case_id.hex, text_id.hex, to, WHOLE, *numbers(seen))
    try:
        await act(given, member, lambda hand: correcting.correct(hand, spot, text))
    except (TypedMeanwhile, NotAllowed) as error:
        view = await given.store.read(lambda unit: text_view(unit, case_id.hex, text_id.hex, to))
        return show_text(request, given, view, draft=text, refused=error.reason, code=error.status)
    return go(f"/desk/cases/{case_id.hex}/texts/{text_id.hex}?in={quoted(given, to)}")


@router.get("/texts/{text_id}/sentences/{n}")
async def sentence_page(
    request: Request, given: Here, member: Reader, case_id: UUID, text_id: UUID, n: Place
) -> Response:
    target = target_of(request, given)
    view = await given.store.read(lambda unit: text_view(unit, case_id.hex, text_id.hex, target))
    return show_sentence(request, given, view, n)


def show_sentence(
    request: Request,
    given: Console,
    view: TextView,
    n: int,
    *,
    draft: str | None = None,
    refused: CaseworkError | None = None,
    released: tuple[str, str] | None = None,
) -> Response:
    one = view.sentence(n)
    return pages(request).page(
        request,
        "sentence.html",
        refused.status if refused else 200,
        view=view,
        one=one,
        draft=one.text if draft is None else draft,
        refused=refused.reason if refused else "",
        left=getattr(refused, "left", ()),
        released=released or (one.segment.source, one.text),
        done=request.query_params.get("released", "") == "1",
        **beside(request, given, view),
    )


@router.post("/texts/{text_id}/sentences/{n}")
async def correct(
    request: Request,
    given: Here,
    member: Reader,
    case_id: UUID,
    text_id: UUID,
    n: Place,
    seen: Seen,
    to: Target,
    text: Words = "",
    confirm: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """A sentence typed, confirmed or taken back. What cannot be kept stays in the box, with the reason beside it."""
    spot = Spot(case_id.hex, text_id.hex, to, n, *numbers(seen))
    try:
        await act(given, member, lambda hand: correcting.correct(hand, spot, None if confirm else text))
    except (TypedMeanwhile, NotAllowed) as error:
        view = await given.store.read(lambda unit: text_view(unit, case_id.hex, text_id.hex, to))
        return show_sentence(request, given, view, n, draft=text, refused=error)
    view = await given.store.read(lambda unit: text_view(unit, case_id.hex, text_id.hex, to))
    if view.text.kind is Kind.REPLY:
        return go(f"/desk/cases/{case_id.hex}/replies/{text_id.hex}")
    return go(f"/desk/cases/{case_id.hex}#s-{text_id.hex}-{n}")


@router.post("/texts/{text_id}/sentences/{n}/release")
async def release(
    request: Request,
    given: Here,
    member: Reader,
    case_id: UUID,
    text_id: UUID,
    n: Place,
    seen: Seen,
    to: Target,
    segment: Words = "",
    text: Words = "",
    looked: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """A sentence for the memory of the whole desk, after what could name anybody was removed."""
    spot, keyring = Spot(case_id.hex, text_id.hex, to, n, *numbers(seen)), given.intake.keyring
    try:
        if not looked:
            raise NotAllowed("not_looked", status=422)
        await act(given, member, lambda hand: correcting.release(hand, spot, segment, text, keyring))
    except (NotAnonymous, TypedMeanwhile, NotAllowed) as error:
        view = await given.store.read(lambda unit: text_view(unit, case_id.hex, text_id.hex, to))
        return show_sentence(request, given, view, n, refused=error, released=(segment, text))
    return go(f"/desk/cases/{case_id.hex}/texts/{text_id.hex}/sentences/{n}?in={quoted(given, to)}&released=1")


@router.post("/translate-again")
async def translate_again(given: Here, member: Reader, case_id: UUID) -> Response:
    await act(given, member, lambda hand: void(correcting.again(hand, case_id.hex)))
    return go(f"/desk/cases/{case_id.hex}")


@router.post("/texts/{text_id}/assign")
async def assign(
    request: Request,
    given: Here,
    member: Lead,
    case_id: UUID,
    text_id: UUID,
    to: Target,
    translator: Annotated[str, Form(max_length=32)],
    until: Annotated[date, Form()],
) -> Response:
    """Until the end of that day, as the desk's clock has it."""
    end = datetime.combine(until, time.max, given.zone).astimezone(UTC)
    case, text = case_id.hex, text_id.hex
    await act(given, member, lambda hand: assigning.assign(hand, case, text, to, translator_id=translator, until=end))
    return go(f"/desk/cases/{case}/texts/{text}?in={quoted(given, to)}#translators")


@router.post("/assignments/{assignment_id}/withdraw")
async def withdraw(given: Here, member: Lead, case_id: UUID, assignment_id: UUID) -> Response:
    await act(given, member, lambda hand: assigning.withdraw(hand, case_id.hex, assignment_id.hex))
    return go(f"/desk/cases/{case_id.hex}")


def beside(request: Request, given: Console, view: TextView) -> dict[str, object]:
    """What the templates of a text need beside it."""
    wording = given.intake.wording
    return {
        "case": view.case,
        "people": view.people,
        "aid": Aid(view.text.language, pages(request).words(request).language),
        "dir": wording.direction(view.text.language),
        "read_dir": wording.direction(view.made.target),
    }


async def act(given: Console, member: Member, work: Callable[[Hand], None]) -> None:
    """One act, one transaction. Nothing is sent by it."""
    await given.store.write(lambda unit: work(hand(given, member, unit)))


def void(_: object) -> None:
    """For acts whose count nobody asks for."""


def numbers(seen: str) -> tuple[int, int]:
    """`generation.version` of the page the member was looking at."""
    generation, _, version = seen.partition(".")
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (generation, version)):
        raise Refused(422, "form")
    return int(generation), int(version)


def quoted(given: Console, target: str) -> str:
    """The language of an address, if it is one of ours."""
    return target if target in given.intake.wording.languages else "en"
