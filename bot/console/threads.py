"""The pages on which a summary is written for a company, shown to the worker, approved by a second member, withdrawn.

Plain forms: one form, one act, a page. What cannot be kept stays in its box, with the reason beside it.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import disclosure, drafting, endangered
from bot.casework.desk import CaseworkError, Hand, NoSuchCase
from bot.casework.drafting import Looked
from bot.casework.summary import CHOSEN, LONGEST, MOST_PEOPLE, MOST_PHOTOS, NEVER_OF_FEW, Body, Fact
from bot.console import disclosure_words, review_words
from bot.console.cases import done
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from bot.console.threads_view import companies, thread_page
from storage.engine import Unit

router = APIRouter(prefix="/desk/cases/{case_id}/threads")
Seen = Annotated[str, Form(max_length=60)]
Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=4 * LONGEST)]
Many = Annotated[list[str] | None, Form(max_length=400)]


@router.get("")
async def list_page(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    page = await given.store.read(lambda unit: companies(unit, case_id.hex))
    return pages(request).page(request, "threads.html", case=page.case, page=page, said=disclosure_words)


@router.post("")
async def begin(given: Here, member: Reader, case_id: UUID, company: Annotated[UUID, Form()]) -> Response:
    begun: list[str] = []

    def act(hand: Hand) -> None:
        begun[:] = [drafting.begin(hand, case_id.hex, company.hex).id]

    await done(given, member, act)
    return go(f"/desk/cases/{case_id.hex}/threads/{begun[0]}")


@router.post("/danger")
async def danger(given: Here, member: Reader, case_id: UUID, office: Short = "", words: Long = "") -> Response:
    await done(given, member, lambda hand: endangered.wish(hand, case_id.hex, office, words))
    return go(f"/desk/cases/{case_id.hex}/threads#danger")


@router.post("/danger/decide")
async def danger_decided(
    given: Here, member: Reader, case_id: UUID, seen: Annotated[int, Form(ge=0, le=2**31)], answer: Short = ""
) -> Response:
    agrees = answer == "agree"
    await done(given, member, lambda hand: endangered.decide(hand, case_id.hex, seen=seen, agrees=agrees))
    return go(f"/desk/cases/{case_id.hex}/threads#danger")


@router.get("/of/{reply_id}")
async def of_reply(given: Here, member: Reader, case_id: UUID, reply_id: UUID) -> Response:
    """From the text that is translated for her to the summary it belongs to."""

    def work(unit: Unit) -> str:
        page = companies(unit, case_id.hex)
        for _, _, thread in page.rows:
            found = drafting.standing(unit, case_id.hex, thread.id) if thread else None
            if found and found.body.reply_id == reply_id.hex:
                return found.thread.id
        raise Refused(404, "nothing_here")

    return go(f"/desk/cases/{case_id.hex}/threads/{await given.store.read(work)}")


@router.get("/{thread_id}")
async def page_of_thread(request: Request, given: Here, member: Reader, case_id: UUID, thread_id: UUID) -> Response:
    return await show(request, given, case_id, thread_id)


@router.post("/{thread_id}/text")
async def text(
    request: Request,
    given: Here,
    member: Reader,
    case_id: UUID,
    thread_id: UUID,
    seen: Seen,
    en: Long = "",
    ja: Long = "",
    source: Short = "en",
    people: Short = "",
    told: Many = None,
    photo: Many = None,
) -> Response:
    """The draft: its texts, what is told of her, which photos go along."""
    written = {tag: one for tag, one in (("en", en), ("ja", ja)) if tag in given.languages}
    facts = frozenset(fact for fact in CHOSEN if fact in (told or ()))
    photos = tuple((photo or [])[:MOST_PHOTOS])
    looked = as_looked(case_id, thread_id, seen)

    def act(hand: Hand) -> None:
        kept = drafting.standing(hand.unit, looked.case_id, looked.thread_id).body.kept
        drafting.write(hand, looked, Body(written, source, facts, photos, kept, number(people)))

    try:
        await done(given, member, act)
    except NoSuchCase:
        raise
    except CaseworkError as error:
        return await show(request, given, case_id, thread_id, typed=written, refused=error)
    return go(f"{path(case_id, thread_id)}#marks")


@router.post("/{thread_id}/marks")
async def marks(
    given: Here, member: Reader, case_id: UUID, thread_id: UUID, seen: Seen, take: Many = None, keep: Many = None
) -> Response:
    """Proposals that a member takes, and marks that she lets stand."""
    taken = frozenset((tag, int(at)) for tag, _, at in (one.partition(".") for one in take or ()) if place(at))
    looked, kept = as_looked(case_id, thread_id, seen), frozenset(keep or ())
    await done(given, member, lambda hand: drafting.decide(hand, looked, taken=taken, kept=kept))
    return go(f"{path(case_id, thread_id)}#marks")


@router.post("/{thread_id}/translate")
async def translate(given: Here, member: Reader, case_id: UUID, thread_id: UUID, seen: Seen) -> Response:
    await done(given, member, lambda hand: drafting.translate(hand, as_looked(case_id, thread_id, seen)))
    return go(f"{path(case_id, thread_id)}#preview")


@router.post("/{thread_id}/ask")
async def ask(
    given: Here,
    member: Reader,
    case_id: UUID,
    thread_id: UUID,
    seen: Seen,
    shown: Short,
    ok: Many = None,
) -> Response:
    """Exactly what was shown here is shown to her."""
    confirmed = frozenset(int(one) for one in ok or () if place(one))
    looked, wording = as_looked(case_id, thread_id, seen), given.intake.wording

    def act(hand: Hand) -> None:
        disclosure.ask(hand, looked, shown=shown, confirmed=confirmed, wording=wording)

    await done(given, member, act)
    return go(path(case_id, thread_id))


@router.post("/{thread_id}/take-back")
async def take_back(given: Here, member: Reader, case_id: UUID, thread_id: UUID, seen: Seen) -> Response:
    await done(given, member, lambda hand: disclosure.take_back(hand, as_looked(case_id, thread_id, seen)))
    return go(path(case_id, thread_id))


@router.post("/{thread_id}/approve")
async def approve(
    given: Here, member: Reader, case_id: UUID, thread_id: UUID, seen: Seen, shown: Short, same: Short = ""
) -> Response:
    """The second member, who has looked that both languages say the same."""
    if same != "yes":
        raise Refused(422, "not_ticked")
    looked = as_looked(case_id, thread_id, seen)
    await done(given, member, lambda hand: disclosure.approve(hand, looked, shown=shown))
    return go(path(case_id, thread_id))


@router.post("/{thread_id}/withdraw")
async def withdraw(given: Here, member: Reader, case_id: UUID, thread_id: UUID, sure: Short = "") -> Response:
    """She asked for it."""
    if sure != "yes":
        raise Refused(422, "not_ticked")
    await done(given, member, lambda hand: disclosure.withdraw(hand, case_id.hex, thread_id.hex))
    return go(path(case_id, thread_id))


async def show(
    request: Request,
    given: Console,
    case_id: UUID,
    thread_id: UUID,
    *,
    typed: dict[str, str] | None = None,
    refused: CaseworkError | None = None,
) -> Response:
    reader = pages(request).words(request).language
    page = await given.store.read(lambda unit: thread_page(unit, given, case_id.hex, thread_id.hex, reader))
    looked = page.found.looked
    return pages(request).page(
        request,
        "thread.html",
        refused.status if refused else 200,
        case=page.found.case,
        page=page,
        thread=page.found.thread,
        version=page.found.version,
        body=page.body,
        people={one.id: one.name for one in page.people.values()},
        seen=f"{looked.status}.{looked.version}.{looked.n}.{looked.revision}",
        here=path(case_id, thread_id),
        tongues=given.languages,
        typed=typed or page.body.texts,
        refused=refused.reason if refused else "",
        chosen=CHOSEN,
        never_of_few=NEVER_OF_FEW,
        voice=Fact.VOICE,
        said=disclosure_words,
        risks=review_words.RISK,
        longest=LONGEST,
        direction=given.intake.wording.direction,
    )


def path(case_id: UUID, thread_id: UUID) -> str:
    return f"/desk/cases/{case_id.hex}/threads/{thread_id.hex}"


def as_looked(case_id: UUID, thread_id: UUID, seen: str) -> Looked:
    """`status.version.n.revision` of the page the member was looking at."""
    status, *numbers = seen.split(".")
    if len(numbers) != 3 or not all(map(place, numbers)):
        raise Refused(422, "form")
    version, n, revision = map(int, numbers)
    return Looked(case_id.hex, thread_id.hex, status, version, n, revision)


def place(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7


def number(text: str) -> int | None:
    """How many workers, as typed; nothing for what is no number."""
    kept = text.strip()
    return min(int(kept), MOST_PEOPLE) if place(kept) else None
