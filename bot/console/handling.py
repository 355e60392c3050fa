"""What a member does with a case for herself and the desk: takes it on, puts it aside, notes, goes on to the next; and
its first lines beside the inbox. A route only translates: a form in, one act, a page out.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import desk, handling
from bot.casework.desk import CaseworkError, NoSuchCase
from bot.console import lists
from bot.console.case_view import Draft, show, whole
from bot.console.cases import done
from bot.console.doors import Here, Reader
from bot.console.glance_view import glance
from bot.console.inbox import came_from
from bot.console.lists import LISTS
from bot.console.pages import go, pages
from storage.engine import Unit

router = APIRouter(prefix="/desk/cases/{case_id}")
Words = Annotated[str, Form(max_length=4 * desk.LONGEST_TEXT)]
Id = Annotated[str, Form(max_length=32)]


@router.get("/glance")
async def first_lines(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    """Who, what, by when, and her own first words. It is a look like any other, but nobody has read the case yet."""
    words = pages(request).words(request)
    shown = await given.store.read(lambda unit: glance(unit, given, case_id.hex, words.language))
    return pages(request).page(request, "glance.html", **shown)


@router.post("/owner")
async def take(given: Here, member: Reader, case_id: UUID, to: Id = "", was: Id = "") -> Response:
    await done(given, member, lambda hand: handling.take(hand, case_id.hex, member.id if to == "me" else to, was=was))
    return go(f"/desk/cases/{case_id.hex}")


@router.post("/note")
async def note(request: Request, given: Here, member: Reader, case_id: UUID, text: Words = "") -> Response:
    """What cannot be kept stays in the box, with the reason beside it."""
    try:
        await done(given, member, lambda hand: handling.note(hand, case_id.hex, text))
    except NoSuchCase:
        raise
    except CaseworkError as error:
        reader = pages(request).words(request).language
        found = await given.store.read(lambda unit: whole(unit, given, case_id.hex, reader))
        return show(request, given, found, Draft(note=text, note_refused=error.reason), code=error.status)
    return go(f"/desk/cases/{case_id.hex}#notes")


@router.post("/aside")
async def put_aside(
    request: Request, given: Here, member: Reader, case_id: UUID, until: Annotated[str, Form(max_length=10)] = ""
) -> Response:
    await done(given, member, lambda hand: handling.put_aside(hand, case_id.hex, until))
    return go(f"/desk?{came_from(request).query}" if until else f"/desk/cases/{case_id.hex}")


@router.post("/done")
async def on(request: Request, given: Here, member: Reader, case_id: UUID, following: Id = "") -> Response:
    """Done with it for now: the next case of the list that she came from, as it was when she opened this one."""
    await done(given, member, lambda hand: handling.done(hand, case_id.hex))
    want, reader = came_from(request), pages(request).words(request).language
    of = lists.asked(want, member, now=given.now(), zone=given.zone, reader=reader)

    def work(unit: Unit) -> str:
        return lists.hex_of(following) or LISTS.after(unit.cases, of, case_id.hex)

    after = await given.store.read(work)
    return go(f"/desk/cases/{after}" if after else f"/desk?{want.query}")
