"""Writing to a worker in the desk's own language: write, look at the translation and back, confirm, send. And ready
sentences, which need no translation. A route only translates: a form in, one act, a page out.
"""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from bot.casework import desk, replying
from bot.casework.desk import CaseworkError, NoSuchCase
from bot.casework.replying import Shown
from bot.casework.texts import NothingThere
from bot.casework.translated import How
from bot.console.case_view import Draft, show, whole
from bot.console.cases import as_seen, done
from bot.console.console import Console
from bot.console.doors import Here, Reader
from bot.console.pages import go, pages
from bot.console.preview import preview
from bot.intake.renderer import TRANSLATED
from storage.engine import Unit
from storage.members import Members
from storage.replies import WRITTEN

router = APIRouter(prefix="/desk/cases/{case_id}")
LONGEST = desk.LONGEST_TEXT
MOST_CONFIRMED = 1000


class Writing(BaseModel):
    """`seen` is what the member was looking at: `status.version`; `tongue` the language she wrote in."""

    seen: str = Field(max_length=40)
    text: str = Field("", max_length=4 * LONGEST)
    kind: Literal["ask", "tell"] = "ask"
    tongue: str = Field("", max_length=16)


class Sending(BaseModel):
    """`shown` is the digest of what the member was shown, `ok` the sentences that she confirmed."""

    seen: str = Field(max_length=40)
    shown: str = Field(max_length=64)
    ok: list[str] = Field(default_factory=list, max_length=MOST_CONFIRMED)


@router.post("/replies")
async def write(
    request: Request, given: Here, member: Reader, case_id: UUID, form: Annotated[Writing, Form()]
) -> Response:
    """Keep it and have it translated. What cannot be kept stays in the box, with the reason beside it."""
    reader = pages(request).words(request).language
    source = form.tongue if form.tongue in given.languages else reader
    made: list[str] = []

    def act(hand: desk.Hand) -> None:
        made[:] = [replying.write(hand, as_seen(case_id, form.seen), form.text, kind=form.kind, source=source)]

    try:
        await done(given, member, act)
    except NoSuchCase:
        raise
    except CaseworkError as error:
        found = await given.store.read(lambda unit: whole(unit, given, case_id.hex, reader))
        return show(request, given, found, Draft(form.text[:LONGEST], form.kind, error.reason), code=error.status)
    return go(f"/desk/cases/{case_id.hex}/replies/{made[0]}")


@router.get("/replies/{reply_id}")
async def reply_page(request: Request, given: Here, member: Reader, case_id: UUID, reply_id: UUID) -> Response:
    return await show_reply(request, given, case_id, reply_id)


@router.post("/replies/{reply_id}/send")
async def send(
    request: Request, given: Here, member: Reader, case_id: UUID, reply_id: UUID, form: Annotated[Sending, Form()]
) -> Response:
    """Exactly what was shown, or nothing."""
    confirmed = frozenset(int(one) for one in form.ok if one.isascii() and one.isdecimal() and len(one) < 7)
    seen = as_seen(case_id, form.seen)
    try:
        await done(
            given,
            member,
            lambda hand: replying.send(hand, seen, reply_id.hex, digest=form.shown, confirmed=confirmed),
        )
    except (NoSuchCase, NothingThere):
        raise
    except CaseworkError as error:
        return await show_reply(request, given, case_id, reply_id, refused=error, confirmed=confirmed)
    return go(f"/desk/cases/{case_id.hex}#end")


@router.post("/phrase")
async def phrase(
    request: Request,
    given: Here,
    member: Reader,
    case_id: UUID,
    seen: Annotated[str, Form(max_length=40)],
    phrase: Annotated[str, Form(max_length=40)],
) -> Response:
    """A ready sentence in her language."""
    reader, wording = pages(request).words(request).language, given.intake.wording
    looked = as_seen(case_id, seen)
    await done(given, member, lambda hand: replying.send_phrase(hand, looked, phrase, wording, reader=reader))
    return go(f"/desk/cases/{case_id.hex}#end")


async def show_reply(
    request: Request,
    given: Console,
    case_id: UUID,
    reply_id: UUID,
    *,
    refused: CaseworkError | None = None,
    confirmed: frozenset[int] = frozenset(),
) -> Response:
    def work(unit: Unit) -> tuple[desk.Opened, Shown, dict[str, str]]:
        opened = desk.open_case(unit, case_id.hex)
        people = {member.id: member.name for member in Members(unit.cases).all()}
        return opened, replying.shown(unit, opened.case, reply_id.hex), people

    opened, now, people = await given.store.read(work)
    if now.reply.kind == replying.SUMMARY:
        return go(f"/desk/cases/{case_id.hex}/threads/of/{reply_id.hex}")
    case, wording = opened.case, given.intake.wording
    kind = Draft(now.text, now.reply.kind)
    said = {**kind.told[1], **({TRANSLATED: "yes"} if now.machine else {})}
    return pages(request).page(
        request,
        "reply.html",
        refused.status if refused else 200,
        case=case,
        now=now,
        people=people,
        waits=now.made.how is How.WAITING and now.reply.state == WRITTEN,
        refused=refused.reason if refused else "",
        confirmed=confirmed,
        dir=wording.direction(now.reply.target),
        longest=LONGEST,
        preview=preview(given, opened, case, kind.told[0], said) if now.text else None,
    )
