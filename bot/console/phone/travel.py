"""The demo's time: an hour, a day, or to whatever is due next. Only where there is a clock to move."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.responses import Response

from bot.console.console import Console
from bot.console.doors import Here, Refused
from bot.console.names import N_
from bot.console.phone.table import On, back

router = APIRouter()
WAYS = {"hour": N_("+1 hour"), "day": N_("+1 day"), "week": N_("+1 week"), "due": N_("Next due")}
LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


@router.post("/phone/clock")
async def clock(given: Here, way: Annotated[Literal["hour", "day", "week", "due"], Form()], on: On = "") -> Response:
    await forward(given, way)
    return back(on)


async def forward(given: Console, way: str) -> None:
    """Raises Refused where the clock is nobody's to move."""
    if given.rehearsal is None or not given.demo:
        raise Refused(404, "nothing_here")
    if way in LENGTHS:
        await given.rehearsal.forward(LENGTHS[way])
    else:
        await given.rehearsal.to_next_due()
