"""All addresses of the simulated phones, behind one door."""

from fastapi import APIRouter, Depends

from bot.console.phone import acts, page, plays, travel
from bot.console.phone.table import may_play

router = APIRouter(dependencies=[Depends(may_play)])
for room in (page, acts, plays, travel):
    router.include_router(room.router)
