"""The one thing a member can do about a report that was filed for somebody: let that person in, by a code."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from bot.casework import filed_for
from bot.console.cases import done
from bot.console.doors import Here, Reader
from bot.console.pages import go

router = APIRouter(prefix="/desk/cases")


@router.post("/{case_id}/code")
async def code(given: Here, member: Reader, case_id: UUID) -> Response:
    """A code goes to whoever filed it, in a message of the conversation."""
    await done(given, member, lambda hand: filed_for.give_code(hand, case_id.hex, given.intake.keyring))
    return go(f"/desk/cases/{case_id.hex}#filed-for")
