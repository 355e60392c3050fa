"""The page of a case and what can be done there. A route only translates: a form in, one act, a page out."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from bot.casework import alike, declining, desk, referrals
from bot.casework.desk import CaseworkError, Hand, MovedMeanwhile, NoSuchCase, Seen
from bot.casework.lifecycle import Status
from bot.console import lists
from bot.console.case_view import Draft, show, whole
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.inbox import came_from
from bot.console.pages import go, pages
from storage.cases import Cases
from storage.engine import Unit
from storage.members import Member
from storage.vault import KeyDestroyed

router = APIRouter(prefix="/desk/cases")
LONGEST = desk.LONGEST_TEXT
Words = Annotated[str, Form(max_length=4 * LONGEST)]


class Reply(BaseModel):
    """`seen` is what the member was looking at: `status.version`."""

    seen: str = Field(max_length=40)
    text: str = Field("", max_length=4 * LONGEST)
    kind: Literal["ask", "tell"] = "ask"


class Move(BaseModel):
    """`reason` is for the desk's history; `why` or `told` and `referral` are what the worker reads."""

    seen: str = Field(max_length=40)
    to: str = Field(max_length=20)
    reason: str = Field("", max_length=4 * LONGEST)
    why: str = Field("", max_length=40)
    told: str = Field("", max_length=4 * LONGEST)
    referral: str = Field("", max_length=4 * LONGEST)
    office: list[str] = Field(default_factory=list, max_length=20)


@router.get("/{case_id}")
async def case_page(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    reader = pages(request).words(request).language
    of = lists.asked(came_from(request), member, now=given.now(), zone=given.zone, reader=reader)
    try:
        found = await given.store.read(lambda unit: whole(unit, given, case_id.hex, reader, of=of))
    except KeyDestroyed:
        await given.store.write(lambda unit: Cases(unit.cases).flag(case_id.hex, "unread", False))
        raise
    itself = "hx-request" in request.headers  # a page that refreshes itself is not somebody looking
    if found.opened.case.unread and not itself:
        await given.store.write(lambda unit: desk.mark_read(hand(given, member, unit), case_id.hex))
    if found.stale:
        await given.store.write(lambda unit: alike.renew(unit, case_id.hex))
    edited = next((one for one in found.meanings.unsent if one.id == request.query_params.get("edit")), None)
    draft = Draft(edited.text, edited.kind, tongue=edited.source) if edited else Draft()
    return show(request, given, found, draft)


@router.post("/{case_id}/preview")
async def preview_page(
    request: Request, given: Here, member: Reader, case_id: UUID, text: Words = "", kind: Annotated[str, Form()] = "ask"
) -> Response:
    """The same page with what the worker will see. Nothing is stored or sent."""
    reader = pages(request).words(request).language
    found = await given.store.read(lambda unit: whole(unit, given, case_id.hex, reader))
    return show(request, given, found, Draft(text[:LONGEST], "tell" if kind == "tell" else "ask"))


@router.post("/{case_id}/reply")
async def reply(
    request: Request, given: Here, member: Reader, case_id: UUID, form: Annotated[Reply, Form()]
) -> Response:
    """A question or a message to the worker. What cannot be sent stays in the box, with the reason beside it."""
    act = desk.ask if form.kind == "ask" else desk.tell
    try:
        await done(given, member, lambda hand: act(hand, as_seen(case_id, form.seen), form.text))
    except NoSuchCase:
        raise
    except CaseworkError as error:
        reader = pages(request).words(request).language
        found = await given.store.read(lambda unit: whole(unit, given, case_id.hex, reader))
        draft = Draft(form.text[:LONGEST], form.kind, error.reason)
        return show(request, given, found, draft, code=error.status)
    return go(f"/desk/cases/{case_id.hex}#end")


@router.post("/{case_id}/move")
async def move(request: Request, given: Here, member: Reader, case_id: UUID, form: Annotated[Move, Form()]) -> Response:
    """Another status: the worker is told what the table says."""
    seen, wording = as_seen(case_id, form.seen), given.intake.wording

    def act(hand: Hand) -> None:
        form.referral = referrals.chosen(hand.unit, form.office, form.referral)
        said = words_told(form, lambda reason: declining.worded(hand, seen.case_id, reason, wording))
        desk.move(hand, seen, form.to, reason=form.reason, said=said)

    try:
        await done(given, member, act)
    except MovedMeanwhile as error:  # what was typed is shown, to be taken over
        typed = [text for text in (form.reason, form.told, form.referral) if text.strip()]
        back = {"wait": 0, "back": f"/desk/cases/{case_id.hex}", "typed": typed}
        return pages(request).page(request, "refused.html", 409, reason=error.reason, status=409, **back)
    return go(f"/desk/cases/{case_id.hex}")


async def done(given: Console, member: Member, act: Callable[[Hand], None]) -> None:
    """One act, one transaction; then the sender is woken."""
    await given.store.write(lambda unit: act(hand(given, member, unit)))
    given.woken()


def hand(given: Console, member: Member, unit: Unit) -> Hand:
    alarm = given.intake.alarm
    return Hand(unit, member.id, given.now(), given.ids, given.push, given.zone, given.timetable, alarm=alarm)


def as_seen(case_id: UUID, seen: str) -> Seen:
    """`status.version` of the page the member was looking at."""
    status, _, version = seen.partition(".")
    if not (version.isascii() and version.isdecimal()):
        raise Refused(422, "form")
    return Seen(case_id.hex, status, int(version))


def words_told(form: Move, worded: Callable[[str], str]) -> Mapping[str, str]:
    """What fills the message that goes with a new status: a reason as it was worded beforehand, unless one is typed."""
    if form.to == Status.OUT_OF_SCOPE:
        reason = form.told if form.told.strip() or not form.why else worded(form.why)
        return {"reason": desk.words(reason), "referral": form.referral.strip() and desk.words(form.referral)}
    return {}
