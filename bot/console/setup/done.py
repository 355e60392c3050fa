"""The end: what is done, what the doctor finds, and the way in. An administrator comes back here at any time."""

from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from bot.config import Config
from bot.console.doors import Here, Refused
from bot.console.pages import go, pages
from bot.console.setup.door import PAGE, Own, begin_again, show
from bot.console.setup.progress import channels_on, steps
from bot.doctor import examine

router = APIRouter()


@router.get(PAGE)
async def start(given: Here, hand: Own) -> Response:
    """The first step that is not done."""
    found = await given.store.read(lambda unit: steps(unit, hand.config, hand.text))
    return go(f"{PAGE}/{next((one.name for one in found if not one.done), 'done')}")


@router.get(f"{PAGE}/done")
async def page(request: Request, given: Here, hand: Own) -> Response:
    return await checked(request, given, hand, ask=False)


@router.post(f"{PAGE}/done")
async def ask_vendors(request: Request, given: Here, hand: Own) -> Response:
    """The same with the vendors asked: it may take half a minute."""
    return await checked(request, given, hand, ask=True)


async def checked(request: Request, given: Here, hand: Own, *, ask: bool) -> Response:
    findings = await anyio.to_thread.run_sync(lambda: examine(hand.file.path, now=given.now(), offline=not ask))
    values: dict[str, Any] = {"findings": findings, "asked": ask, "writes_to": writes_to(hand.config)}
    return await show(request, given, hand, "done", phone="simulator" in given.adapters, **values)


def writes_to(config: Config) -> list[str]:
    return channels_on(config)


@router.post(f"{PAGE}/begin-again")
async def restart(request: Request, hand: Own) -> Response:
    """The desk stops in order and starts with what the file says now; the file was just read without a mistake."""
    again = begin_again(request)
    if again is None:
        raise Refused(409, "no_restart")
    response = pages(request).page(request, "setup/beginning.html", 202)
    response.background = BackgroundTask(again)
    return response
