"""Help, the switch for single-key shortcuts, and the way in at `/`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.console import handling_words
from bot.console.doors import Here, SignedIn
from bot.console.pages import SHORTCUTS_COOKIE, YEAR, go, pages
from bot.intake.wording import DRAFTED

router = APIRouter()


@router.get("/")
async def front_door(given: Here) -> Response:
    return go("/desk")


@router.get("/desk/help")
async def help_page(request: Request, given: Here, session: SignedIn) -> Response:
    """Among other things, how far each language that workers are answered in has been looked at."""
    wording = given.intake.wording
    spoken = [
        (choice.value, choice.label, wording.reviews.get(choice.value, "")) for choice in given.intake.script.languages
    ]
    return pages(request).page(request, "help.html", spoken=spoken, drafted=DRAFTED, handling_words=handling_words)


@router.post("/desk/shortcuts")
async def shortcuts(given: Here, session: SignedIn, keys: Annotated[str, Form(max_length=3)] = "off") -> Response:
    """Single keys can be switched off (WCAG 2.1.4): speech input would press them by accident."""
    response = go("/desk/help")
    on = "on" if keys == "on" else "off"
    response.set_cookie(SHORTCUTS_COOKIE, on, max_age=YEAR, httponly=True, samesite="strict", secure=given.https)
    return response
