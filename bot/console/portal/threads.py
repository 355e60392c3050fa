"""A company's own reports: the list, the page of one, what can be done there. A form in, one act, the page again."""

from base64 import b64decode
from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from bot.casework import company_side, company_view
from bot.casework.company_side import LARGEST_FILE, LONGEST, LONGEST_ACTION, MOST_ACTIONS, Promised
from bot.casework.desk import Hand, NoSuchCase, NotAllowed
from bot.casework.lifecycle import Actor
from bot.casework.offering import day_number
from bot.console.console import Console
from bot.console.doors import Here, Refused
from bot.console.pages import go
from bot.console.portal.doors import SignedIn
from bot.console.portal.pages import portal_pages
from bot.media.kinds import KINDS
from storage.companies import Contact
from storage.company_posts import CompanyPosts, Kind
from storage.disclosures import Thread
from storage.engine import Unit
from storage.times import milliseconds

router = APIRouter(prefix="/company")
WORDS = {
    "question": Kind.QUESTION,
    "answer": Kind.ANSWER,
    "refuse": Kind.REFUSED,
    "closing": Kind.CLOSING,
}
Once = Annotated[UUID, Form()]


class Plan(BaseModel):
    """`once` names this form: sent twice, it counts once. Empty lines are no actions."""

    once: UUID
    text: str = Field("", max_length=4 * LONGEST)
    what: list[str] = Field(default_factory=list, max_length=MOST_ACTIONS)
    day: list[str] = Field(default_factory=list, max_length=MOST_ACTIONS)

    def promised(self) -> list[Promised]:
        """Raises NotAllowed for an action without a day."""
        lines = [(what, self.day[n] if n < len(self.day) else "") for n, what in enumerate(self.what) if what.strip()]
        try:
            return [Promised(what[: LONGEST_ACTION + 1], day_number(day)) for what, day in lines]
        except (ValueError, OverflowError):
            raise NotAllowed("no_day", status=422) from None


@router.get("")
async def threads_page(request: Request, given: Here, contact: SignedIn) -> Response:
    rows = await given.store.read(lambda unit: company_view.of_contact(unit, contact))
    return portal_pages(request).page(request, "threads.html", rows=rows)


@router.get("/threads/{number}")
async def thread_page(request: Request, given: Here, contact: SignedIn, number: str) -> Response:
    page = await given.store.read(lambda unit: company_view.whole(unit, company_view.found(unit, contact, number)))
    if page.row.unread:
        at = milliseconds(given.now())
        await given.store.write(lambda unit: company_view.mark_read(unit, page.thread, at=at))
    still = page.thread.status in company_view.OPEN
    return portal_pages(request).page(request, "thread.html", page=page, once=given.ids, longest=LONGEST, still=still)


@router.get("/threads/{number}/picture/{n}")
async def picture(given: Here, contact: SignedIn, number: str, n: int) -> Response:
    """A picture of the summary: drawn anew before it was shared."""

    def work(unit: Unit) -> str:
        summary = company_view.summary(unit, company_view.found(unit, contact, number))
        if summary is None or not 0 <= n < len(summary.photos):
            raise NoSuchCase
        return summary.photos[n]

    return Response(b64decode(await given.store.read(work)), media_type="image/jpeg")


@router.post("/threads/{number}/acknowledge")
async def acknowledge(given: Here, contact: SignedIn, number: str, once: Once) -> Response:
    return await acted(
        given, contact, number, lambda hand, thread: company_side.acknowledge(hand, thread, once=once.hex)
    )


@router.post("/threads/{number}/plan")
async def plan(given: Here, contact: SignedIn, number: str, form: Annotated[Plan, Form()]) -> Response:
    actions = form.promised()
    return await acted(
        given,
        contact,
        number,
        lambda hand, thread: company_side.plan(hand, thread, form.text, actions, once=form.once.hex),
    )


@router.post("/threads/{number}/done")
async def done(request: Request, given: Here, contact: SignedIn, number: str) -> Response:
    """An agreed action is done, with a file as proof or without."""
    await given.store.read(lambda unit: company_view.found(unit, contact, number))  # strangers' bodies are not read
    said, content, name = await parts(request)
    once, action = uuid_in(said, "once"), uuid_in(said, "action")

    def act(hand: Hand, thread: Thread) -> None:
        company_side.done(hand, thread, action, said.get("text", ""), once=once)
        if content:
            company_side.upload(hand, thread, content, name, once=uuid_in(said, "file_once"), action_id=action)

    return await acted(given, contact, number, act)


@router.post("/threads/{number}/file")
async def upload(request: Request, given: Here, contact: SignedIn, number: str) -> Response:
    await given.store.read(lambda unit: company_view.found(unit, contact, number))
    said, content, name = await parts(request)
    once = uuid_in(said, "once")
    return await acted(
        given, contact, number, lambda hand, thread: company_side.upload(hand, thread, content, name, once=once)
    )


@router.get("/threads/{number}/file/{post_id}")
async def file(given: Here, contact: SignedIn, number: str, post_id: UUID) -> Response:
    """What somebody of this company uploaded, to be saved and never shown: its name and type come from us."""

    def work(unit: Unit) -> tuple[bytes, str, int]:
        thread = company_view.found(unit, contact, number)
        if company_view.row(unit, thread).withdrawn:
            raise NoSuchCase
        posts = CompanyPosts(unit.cases, thread.id, unit.vault.key(thread.id))
        post = posts.one(post_id.hex)
        if post is None or post.kind != Kind.FILE:
            raise NoSuchCase
        return b"".join(posts.file(post)), str(post.body.get("mime", "")), post.seq

    content, mime, seq = await given.store.read(work)
    return downloaded(content, mime, f"{number}-{seq}")


@router.post("/threads/{number}/{what}")
async def write(
    given: Here,
    contact: SignedIn,
    number: str,
    what: str,
    once: Once,
    text: Annotated[str, Form(max_length=4 * LONGEST)] = "",
) -> Response:
    """A question, an answer, a refusal, a proposal to close."""
    kind = WORDS.get(what)
    if kind is None:
        raise NoSuchCase
    return await acted(
        given, contact, number, lambda hand, thread: company_side.write(hand, thread, kind, text, once=once.hex)
    )


async def acted(given: Console, contact: Contact, number: str, act: Callable[[Hand, Thread], None]) -> Response:
    """One act on a thread of hers, one transaction."""

    def work(unit: Unit) -> None:
        thread = company_view.found(unit, contact, number)
        if company_view.row(unit, thread).withdrawn:
            raise NotAllowed("thread_over")
        act(hand_of(given, unit, contact), thread)

    await given.store.write(work)
    given.woken()
    return go(f"/company/threads/{number}#said")


def hand_of(given: Console, unit: Unit, contact: Contact) -> Hand:
    return Hand(
        unit,
        contact.id,
        given.now(),
        given.ids,
        given.push,
        given.zone,
        given.timetable,
        actor=Actor.COMPANY,
        alarm=given.intake.alarm,
    )


async def parts(request: Request) -> tuple[dict[str, str], bytes, str]:
    """The fields, the file and its name. The file is held in memory alone: a copy on a disk would outlive its key."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Refused(422, "form")
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=8)
    parser.spool_max_size = 2 * LARGEST_FILE
    try:
        form = await parser.parse()
    except MultiPartException:
        raise Refused(422, "form") from None
    except ClientDisconnect:  # it is larger than it said, or gone
        raise Refused(413, "too_large") from None
    said = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    content, name = b"", ""
    for _, value in form.multi_items():
        if isinstance(value, UploadFile):
            content, name = await value.read(), value.filename or ""
    await form.close()
    return said, content, name


def uuid_in(said: dict[str, str], name: str) -> str:
    try:
        return UUID(said.get(name, "")).hex
    except ValueError:
        raise Refused(422, "form") from None


def downloaded(content: bytes, mime: str, name: str) -> Response:
    """Never shown by a browser: what it is called and of what type it is come from us."""
    kind = KINDS.get(mime)
    suffix = kind.suffix if kind else "bin"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return Response(content, headers=headers, media_type=kind.mime if kind else "application/octet-stream")
