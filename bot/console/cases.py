"""The page of a case and what can be done there. A route only translates: a form in, one act, a page out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import desk, lifecycle
from bot.casework.desk import Hand, Opened, Seen
from bot.casework.lifecycle import Actor, Outcome, Status
from bot.console import names
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from bot.console.preview import Preview, preview
from bot.console.rows import row
from bot.console.transcript import Reading, folded, same_tongue
from storage.cases import Cases
from storage.engine import Unit
from storage.members import Member, Members
from storage.vault import KeyDestroyed

router = APIRouter(prefix="/desk/cases")
LONGEST = desk.LONGEST_TEXT
Words = Annotated[str, Form(max_length=4 * LONGEST)]
QUESTION = "update.question"


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the reply box while it is looked at."""

    text: str = ""
    kind: str = "ask"

    @property
    def told(self) -> tuple[str, Mapping[str, str]]:
        if self.kind == "tell":
            return desk.TOLD, {"text": self.text}
        return QUESTION, {"question": self.text}


@router.get("/{case_id}")
async def case_page(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    try:
        opened, people, phone = await given.store.read(lambda unit: whole(unit, given, case_id.hex))
    except KeyDestroyed:
        await given.store.write(lambda unit: Cases(unit.cases).flag(case_id.hex, "unread", False))
        raise
    if opened.case.unread:
        await given.store.write(lambda unit: desk.mark_read(hand(given, member, unit), case_id.hex))
    return show(request, given, opened, people, phone, Draft())


@router.post("/{case_id}/preview")
async def preview_page(
    request: Request, given: Here, member: Reader, case_id: UUID, text: Words = "", kind: Annotated[str, Form()] = "ask"
) -> Response:
    """The same page with what the worker will see. Nothing is stored or sent."""
    opened, people, phone = await given.store.read(lambda unit: whole(unit, given, case_id.hex))
    return show(request, given, opened, people, phone, Draft(text[:LONGEST], "tell" if kind == "tell" else "ask"))


@router.post("/{case_id}/reply")
async def reply(
    given: Here,
    member: Reader,
    case_id: UUID,
    seen: Annotated[str, Form(max_length=40)],
    text: Words = "",
    kind: Annotated[str, Form(max_length=4)] = "ask",
) -> Response:
    """A question or a message to the worker."""
    if kind not in ("ask", "tell"):
        raise Refused(422, "form")
    act = desk.ask if kind == "ask" else desk.tell
    await done(given, member, lambda hand: act(hand, as_seen(case_id, seen), text))
    return go(f"/desk/cases/{case_id.hex}#end")


@router.post("/{case_id}/move")
async def move(
    given: Here,
    member: Reader,
    case_id: UUID,
    seen: Annotated[str, Form(max_length=40)],
    to: Annotated[str, Form(max_length=20)],
    reason: Words = "",
    told: Words = "",
    referral: Words = "",
    outcome: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Another status: the worker is told what the table says."""
    said = words_told(to, told=told, referral=referral, outcome=outcome)
    await done(given, member, lambda hand: desk.move(hand, as_seen(case_id, seen), to, reason=reason, said=said))
    return go(f"/desk/cases/{case_id.hex}")


async def done(given: Console, member: Member, act: Callable[[Hand], None]) -> None:
    """One act, one transaction; then the sender is woken."""
    await given.store.write(lambda unit: act(hand(given, member, unit)))
    given.woken()


def hand(given: Console, member: Member, unit: Unit) -> Hand:
    return Hand(unit, member.id, given.now(), given.ids, given.push, given.zone, given.days)


def as_seen(case_id: UUID, seen: str) -> Seen:
    """`status.version` of the page the member was looking at."""
    status, _, version = seen.partition(".")
    if not (version.isascii() and version.isdecimal()):
        raise Refused(422, "form")
    return Seen(case_id.hex, status, int(version))


def words_told(to: str, *, told: str, referral: str, outcome: str) -> Mapping[str, str]:
    """What fills the message that goes with a new status."""
    if to == Status.OUT_OF_SCOPE:
        return {"reason": desk.words(told), "referral": referral.strip() and desk.words(referral)}
    if to == Status.CLOSED:
        return {"result": desk.outcome(outcome)}
    return {}


def whole(unit: Unit, given: Console, case_id: str) -> tuple[Opened, list[Member], str]:
    """The case, the members its history names, and in a demo the simulated phone it came from."""
    opened = desk.open_case(unit, case_id)
    simulated = given.demo and opened.recipient is not None and opened.case.channel == "simulator"
    address = unit.vault.address(opened.recipient.alias) if simulated and opened.recipient else None
    return opened, Members(unit.cases).all(), address[1] if address else ""


def show(request: Request, given: Console, opened: Opened, people: list[Member], phone: str, draft: Draft) -> Response:
    case, wording = opened.case, given.intake.wording
    reader = pages(request).words(request).language
    reading = Reading(given.intake.script, wording, case.language, reader)
    may = lifecycle.open_to(case.status, Actor.DESK)
    steps = [to for to in may if to in names.VERB]
    return pages(request).page(
        request,
        "case.html",
        case=case,
        row=row(case, given.now(), given.zone),
        groups=folded(reading.lines(opened.said)),
        one_tongue=same_tongue(case.language, reader),
        answers=reading.answers(opened.report),
        events=opened.events,
        recipient=opened.recipient,
        people={person.id: person.name for person in people},
        may_ask=Status.NEEDS_INFO in (*may, case.status) or case.status == Status.RECEIVED,
        may_tell=wording.knows(desk.TOLD),
        steps=steps,
        endings=lifecycle.ENDINGS,
        outcomes=list(Outcome),
        draft=draft,
        preview=look(given, opened, draft),
        told={to: look_at(given, opened, to) for to in steps},
        autonym=wording.autonym(case.language),
        longest=LONGEST,
        phone=phone,
    )


def look(given: Console, opened: Opened, draft: Draft) -> Preview:
    """What the worker will see of what is being written."""
    message_id, said = draft.told
    return preview(given, opened, opened.case, message_id, said)


def look_at(given: Console, opened: Opened, to: Status) -> Preview:
    """What the worker will see of a change of status."""
    after = desk.stepped(opened.case, to, given.now(), given.days)
    said = {"reason": "", "referral": ""} if to == Status.OUT_OF_SCOPE else {}
    return preview(given, opened, after, lifecycle.message(opened.case.status, to, Actor.DESK), said)
