"""All addresses of the set-up pages, in the order in which a person meets them."""

from fastapi import APIRouter

from bot.console.setup import begin, channels, companies, desk, done, languages, retention, team

router = APIRouter()
for room in (begin, done, desk, team, languages, channels, companies, retention):
    router.include_router(room.router)
