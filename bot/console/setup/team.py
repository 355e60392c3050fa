"""Who reads the reports. An administrator never does: she invites the first person who will, by a one-time link."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.console import accounts
from bot.console.accounts import READERS, AccountRefused, Role, folded
from bot.console.doors import Here, Refused
from bot.console.pages import pages
from bot.console.setup.door import PAGE, Own, show
from storage.engine import Unit
from storage.members import Member, Members

router = APIRouter()
Short = Annotated[str, Form(max_length=400)]


def readers(unit: Unit) -> list[Member]:
    return [one for one in Members(unit.cases).all() if one.role in READERS and not one.disabled]


@router.get(f"{PAGE}/team")
async def page(request: Request, given: Here, hand: Own) -> Response:
    people = await given.store.read(readers)
    return await show(request, given, hand, "team", people=people, link="", login="", called="", refused="")


@router.post(f"{PAGE}/team")
async def invite(request: Request, given: Here, hand: Own, login: Short = "", name: Short = "") -> Response:
    """Her link is shown here once; no other page shows it again."""
    if await given.store.read(readers):
        raise Refused(409, "settings_moved")
    token, member_id = given.tokens(), given.ids()
    new = Member(member_id, login, name, Role.LEAD, pages(request).words(request).language)
    now, by = given.now(), hand.member.id

    def work(unit: Unit) -> None:
        accounts.add(unit, new, now=now, by=by)
        accounts.renew(unit, member_id, token=token, now=now)

    refused = ""
    try:
        await given.store.write(work)
    except AccountRefused:
        there = await given.store.read(lambda unit: Members(unit.cases).by_login(folded(login)))
        refused = "taken" if there else "login"
    people = await given.store.read(readers)
    link = "" if refused else accounts.link(given.public_url, token)
    values = {"people": people, "link": link, "login": login, "called": name, "refused": refused}
    return await show(request, given, hand, "team", 422 if refused else 200, **values)
