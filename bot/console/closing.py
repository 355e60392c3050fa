"""The page on which a member proposes that a company's part of a case is over, and looks at a worry.

Nothing closes here: each form asks the worker, or says what somebody found. A route only translates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import closing, desk, lifecycle, replying, safety, threads, worry
from bot.casework.desk import Hand
from bot.casework.lifecycle import Actor, Graph, Status
from bot.casework.results import PROPOSABLE
from bot.console import closing_words
from bot.console.cases import as_seen, done
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from storage.cases import Case, CaseEvent, Cases
from storage.disclosures import Thread
from storage.engine import Unit

router = APIRouter(prefix="/desk/cases/{case_id}/closing")
Short = Annotated[str, Form(max_length=40)]
Words = Annotated[str, Form(max_length=4 * desk.LONGEST_TEXT)]


@dataclass(frozen=True, slots=True)
class Part:
    """One company's part: may it be proposed that it is over?"""

    thread: Thread
    company: str
    may: bool


@dataclass(frozen=True, slots=True)
class Ending:
    case: Case
    parts: Sequence[Part]
    events: Sequence[CaseEvent]
    look_by: int | None


def ending(unit: Unit, case_id: str) -> Ending:
    """Raises NoSuchCase; KeyDestroyed."""
    case = desk.find(unit, case_id)
    kept = Cases(unit.cases).events(case.id, desk.key_of(unit, case))
    parts = [
        Part(one, threads.company_name(unit, one.company_id), not case.retaliation and may_propose(one))
        for one in threads.of_case(unit, case.id)
    ]
    return Ending(case, parts, [one for one in kept if one.kind in closing_words.EVENT], worry.look_by(case))


def may_propose(thread: Thread) -> bool:
    return Status.CLOSING_PROPOSED in lifecycle.open_to(thread.status, Actor.DESK, graph=Graph.THREAD)


@router.get("")
async def page(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    found = await given.store.read(lambda unit: ending(unit, case_id.hex))
    return pages(request).page(
        request,
        "closing.html",
        case=found.case,
        page=found,
        said=closing_words,
        results=PROPOSABLE,
        longest=closing.LONGEST,
        tongues=given.languages,
        late=found.look_by is not None and found.look_by < int(given.now().timestamp() * 1000),
    )


@router.post("/propose/{thread_id}")
async def propose(
    request: Request,
    given: Here,
    member: Reader,
    case_id: UUID,
    thread_id: UUID,
    seen: Short,
    version: Annotated[int, Form(ge=0, le=2**31)],
    outcome: Short = "",
    text: Words = "",
    tongue: Short = "",
) -> Response:
    """Without words of the member, or with words in her language, she is asked at once; others are looked at first."""
    reader = pages(request).words(request).language
    source = tongue if tongue in given.languages else reader
    made: list[str] = []

    def act(hand: Hand) -> None:
        thread = threads.find(hand.unit, thread_id.hex)
        if thread.case_id != case_id.hex:
            raise desk.NoSuchCase
        if len(text.strip()) > closing.LONGEST:
            raise Refused(422, "too_long")
        hers = replying.hers(hand.unit, desk.find(hand.unit, case_id.hex))
        if not text.strip() or source == hers:
            words = desk.plain(text)
            closing.propose(hand, thread.id, version=version, outcome=outcome, text=words, written=words)
            return
        how = {**closing.worded(thread, outcome), "version": version}
        written = replying.write(hand, as_seen(case_id, seen), text, kind=replying.CLOSES, source=source, how=how)
        made[:] = [written]

    await done(given, member, act)
    return go(f"/desk/cases/{case_id.hex}/replies/{made[0]}" if made else f"/desk/cases/{case_id.hex}/closing")


@router.post("/worry")
async def flag(given: Here, member: Reader, case_id: UUID, reason: Words = "") -> Response:
    """A member heard of it otherwise: she phoned, a colleague of hers wrote."""
    await done(given, member, lambda hand: worry.flag(hand, desk.find(hand.unit, case_id.hex), reason=reason))
    return go(f"/desk/cases/{case_id.hex}/closing")


@router.post("/looked")
async def looked(given: Here, member: Reader, case_id: UUID, reason: Words = "") -> Response:
    await done(given, member, lambda hand: safety.looked(hand, case_id.hex, reason))
    return go(f"/desk/cases/{case_id.hex}/closing")
