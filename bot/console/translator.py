"""What a translator has: a list of the texts that are hers now, each with a box for the translation, and nothing else.

No number, no channel, no other text of the case is ever on these pages. What is over, done or somebody else's is not
there. Every look is written into the case's history before the text is shown.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from bot.casework import assigning
from bot.casework.assigning import Given
from bot.casework.correcting import LONGEST_WHOLE
from bot.casework.desk import NotAllowed
from bot.console.accounts import READERS, Role
from bot.console.auditing import used
from bot.console.cases import hand
from bot.console.console import Console
from bot.console.doors import Here, SignedIn
from bot.console.pages import go, pages
from storage.members import Member
from storage.times import milliseconds

router = APIRouter(prefix="/desk/translate")


async def translating(request: Request, given: Here, session: SignedIn) -> Member:
    if session.member.role != Role.TRANSLATOR:
        raise NotAllowed("role_translator" if session.member.role in READERS else "role", status=403)
    await used(request, given, session)
    return session.member


Translator = Annotated[Member, Depends(translating)]


@router.get("")
async def tasks(request: Request, given: Here, member: Translator) -> Response:
    at = milliseconds(given.now())
    mine = await given.store.read(lambda unit: assigning.list_of(unit, member, at=at))
    done = request.query_params.get("done", "") == "1"
    return pages(request).page(request, "translator.html", tasks=mine, done=done)


@router.get("/{assignment_id}")
async def task(request: Request, given: Here, member: Translator, assignment_id: UUID) -> Response:
    """The look is in the history before the text is on the page."""
    mine = await given.store.write(lambda unit: assigning.look(hand(given, member, unit), assignment_id.hex))
    return show(request, given, mine)


@router.post("/{assignment_id}")
async def translate(
    request: Request,
    given: Here,
    member: Translator,
    assignment_id: UUID,
    seen: Annotated[str, Form(max_length=9, pattern=r"^[0-9]{1,9}$")],
    text: Annotated[str, Form(max_length=4 * LONGEST_WHOLE)] = "",
) -> Response:
    """Hand in the translation. What cannot be kept stays in the box, with the reason beside it."""
    task_id = assignment_id.hex
    try:
        await given.store.write(
            lambda unit: assigning.translate(hand(given, member, unit), task_id, text, seen=int(seen))
        )
    except NotAllowed as error:
        mine = await given.store.write(lambda unit: assigning.look(hand(given, member, unit), task_id))
        return show(request, given, mine, draft=text, refused=error.reason, code=error.status)
    return go("/desk/translate?done=1")


def show(
    request: Request, given: Console, mine: Given, *, draft: str = "", refused: str = "", code: int = 200
) -> Response:
    wording = given.intake.wording
    return pages(request).page(
        request,
        "translator_text.html",
        code,
        task=mine.assignment,
        text=mine.text,
        seq=mine.seq,
        draft=draft,
        refused=refused,
        dir=wording.direction(mine.text.language),
        read_dir=wording.direction(mine.assignment.target),
    )
