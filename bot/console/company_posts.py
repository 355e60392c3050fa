"""The desk's page about what a company wrote: read it, tell the worker in words that were looked at, give it back,
write to the company. A route only translates: a form in, one act, the page again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from bot.casework import company_desk, company_view, desk, offering, replying, threads
from bot.casework.company_side import LONGEST
from bot.casework.desk import CaseworkError, Hand, NoSuchCase
from bot.casework.lifecycle import Status
from bot.console import company_post_words
from bot.console.cases import as_seen, done
from bot.console.console import Console
from bot.console.doors import Here, Reader
from bot.console.pages import go, pages
from bot.console.portal.threads import downloaded
from storage.cases import Case
from storage.companies import Companies, Company, Contact
from storage.company_doors import CompanyDoors
from storage.company_posts import CompanyPosts, Kind, Post
from storage.disclosures import Thread
from storage.engine import Unit
from storage.members import Member, Members
from storage.plan_actions import Action, PlanActions

router = APIRouter(prefix="/desk/cases/{case_id}/threads/{thread_id}/posts")
Text = Annotated[str, Form(max_length=4 * LONGEST)]


class Telling(BaseModel):
    """What the worker is to read: an offer she answers, what is agreed, or a message. `seen` is of the case."""

    seen: str = Field(max_length=40)
    text: str = Field("", max_length=4 * desk.LONGEST_TEXT)
    kind: Literal["tell", "offer", "agreed"] = "tell"
    tongue: str = Field("", max_length=16)
    how: str = Field("", max_length=8)


@dataclass(frozen=True, slots=True)
class Told:
    """All that the page shows."""

    case: Case
    thread: Thread
    company: Company | None
    contact: Contact | None
    bounced: bool
    posts: list[Post]
    actions: list[Action]
    people: dict[str, str]
    theirs: str

    @property
    def tells(self) -> bool:
        """The worker can be asked about an offer now."""
        return self.thread.status in (Status.ASSESSING, Status.DIALOGUE, Status.ESCALATED)


@router.get("")
async def posts_page(request: Request, given: Here, member: Reader, case_id: UUID, thread_id: UUID) -> Response:
    return await show(request, given, case_id, thread_id)


@router.post("/message")
async def message(
    request: Request, given: Here, member: Reader, case_id: UUID, thread_id: UUID, text: Text = "", asks: bool = False
) -> Response:
    """To the company, in its contact's language. Refused, it stays in the box with the reason."""

    def act(hand: Hand, thread: Thread) -> None:
        company_desk.write(hand, thread, text, asks=asks)

    return await acted(request, given, member, case_id, thread_id, act, typed=text)


@router.post("/check")
async def check(request: Request, given: Here, member: Reader, case_id: UUID, thread_id: UUID) -> Response:
    """Ask her whether the company did what it said."""
    return await acted(request, given, member, case_id, thread_id, offering.ask)


@router.post("/{post_id}/read")
async def read(
    request: Request, given: Here, member: Reader, case_id: UUID, thread_id: UUID, post_id: UUID
) -> Response:
    def act(hand: Hand, thread: Thread) -> None:
        company_desk.read(hand, thread, post_id.hex)

    return await acted(request, given, member, case_id, thread_id, act)


@router.post("/{post_id}/pass-on")
async def pass_on(
    request: Request,
    given: Here,
    member: Reader,
    case_id: UUID,
    thread_id: UUID,
    post_id: UUID,
    how: Annotated[str, Form(max_length=16)] = "",
) -> Response:
    """Tell her that the company answered, or is looking into it: without a word of its own."""

    def act(hand: Hand, thread: Thread) -> None:
        company_desk.pass_on(hand, thread, post_id.hex, how)

    return await acted(request, given, member, case_id, thread_id, act)


@router.post("/{post_id}/return")
async def give_back(
    request: Request, given: Here, member: Reader, case_id: UUID, thread_id: UUID, post_id: UUID, text: Text = ""
) -> Response:
    def act(hand: Hand, thread: Thread) -> None:
        company_desk.give_back(hand, thread, post_id.hex, text)

    return await acted(request, given, member, case_id, thread_id, act, typed=text)


@router.post("/{post_id}/tell")
async def tell(
    request: Request,
    given: Here,
    member: Reader,
    case_id: UUID,
    thread_id: UUID,
    post_id: UUID,
    form: Annotated[Telling, Form()],
) -> Response:
    """In the desk's language, translated and looked at before it is sent; or in hers, as it stands."""
    seen = as_seen(case_id, form.seen)
    source = form.tongue if form.tongue in given.languages else pages(request).words(request).language
    made: list[str] = []

    def act(hand: Hand, thread: Thread) -> None:
        post = company_desk.find(hand.unit, thread, post_id.hex)
        if form.how != "it_is":
            made[:] = [replying.write(hand, seen, form.text, kind=form.kind, source=source)]
            company_desk.of(hand.unit, thread).answer_with(post, made[0])
            return
        text = desk.words(form.text)
        desk.expected(hand, seen)
        if not offering.tell(hand, thread, post, form.kind, text):
            desk.tell(hand, seen, text)

    answer = await acted(request, given, member, case_id, thread_id, act)
    return go(f"/desk/cases/{case_id.hex}/replies/{made[0]}") if made and answer.status_code == 303 else answer


@router.get("/{post_id}/file")
async def file(given: Here, member: Reader, case_id: UUID, thread_id: UUID, post_id: UUID) -> Response:
    """What the company uploaded, to be saved and never shown here; who took it stands in the history first."""
    found: list[Response] = []

    def act(hand: Hand) -> None:
        thread = of_case(hand.unit, case_id, thread_id)
        post = company_desk.find(hand.unit, thread, post_id.hex)
        if post.kind != Kind.FILE:
            raise NoSuchCase
        name = f"{thread.number}-{post.seq}"
        desk.took(hand, case_id.hex, name)
        content = b"".join(company_desk.of(hand.unit, thread).file(post))
        found[:] = [downloaded(content, str(post.body.get("mime", "")), name)]

    await done(given, member, act)
    return found[0]


async def acted(
    request: Request,
    given: Console,
    member: Member,
    case_id: UUID,
    thread_id: UUID,
    act: Callable[[Hand, Thread], None],
    *,
    typed: str = "",
) -> Response:
    try:
        await done(given, member, lambda hand: act(hand, of_case(hand.unit, case_id, thread_id)))
    except NoSuchCase:
        raise
    except CaseworkError as error:
        return await show(request, given, case_id, thread_id, refused=error, typed=typed[:LONGEST])
    return go(f"/desk/cases/{case_id.hex}/threads/{thread_id.hex}/posts")


async def show(
    request: Request,
    given: Console,
    case_id: UUID,
    thread_id: UUID,
    *,
    refused: CaseworkError | None = None,
    typed: str = "",
) -> Response:
    found = await given.store.read(lambda unit: told(unit, case_id, thread_id))
    return pages(request).page(
        request,
        "company_posts.html",
        refused.status if refused else 200,
        found=found,
        case=found.case,
        said=company_post_words,
        here=f"/desk/cases/{case_id.hex}/threads/{thread_id.hex}/posts",
        tongues=given.languages,
        refused=refused.reason if refused else "",
        typed=typed,
        longest=LONGEST,
        shortest=desk.LONGEST_TEXT,
        day=offering.iso,
    )


def of_case(unit: Unit, case_id: UUID, thread_id: UUID) -> Thread:
    """Raises NoSuchCase for a thread of another case."""
    thread = threads.find(unit, thread_id.hex)
    if thread.case_id != case_id.hex:
        raise NoSuchCase
    return thread


def told(unit: Unit, case_id: UUID, thread_id: UUID) -> Told:
    case, thread = desk.find(unit, case_id.hex), of_case(unit, case_id, thread_id)
    key = unit.vault.key(thread.id)
    companies = Companies(unit.cases)
    people = {one.id: one.name for one in Members(unit.cases).all()}
    people |= {one.id: one.name for one in companies.contacts(thread.company_id)}
    contact = companies.contact(thread.contact_id) if thread.contact_id else None
    if contact is not None:
        people[contact.id] = contact.name
    lost = contact is not None and company_view.contact(unit, contact.id) is None
    return Told(
        case,
        thread,
        companies.get(thread.company_id),
        contact,
        lost or (contact is not None and CompanyDoors(unit.cases).door(contact.id).refused_at > 0),
        list(CompanyPosts(unit.cases, thread.id, key).all()),
        list(PlanActions(unit.cases, thread.id, key).all()),
        people,
        replying.hers(unit, case),
    )
