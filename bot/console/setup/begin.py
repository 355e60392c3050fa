"""The first two screens, by the one-time link alone: choose a language, then say who you are. What follows is the
welcome of every new member, with her password and her phone.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from bot import first_run
from bot.console import accounts
from bot.console.accounts import AccountRefused, Role, folded
from bot.console.console import Console
from bot.console.doors import Here, Refused
from bot.console.pages import go, pages
from bot.console.setup import words
from bot.console.setup.door import own_file
from storage.engine import Unit
from storage.members import Members

LINK = "/setup/link/{token}"
Short = Annotated[str, Form(max_length=400)]


async def linked(given: Here, token: str) -> str:
    if not await given.store.read(lambda unit: works(unit, given, token)):
        raise Refused(410, "setup_link")
    return token


def works(unit: Unit, given: Console, token: str) -> bool:
    keyring, members = given.intake.keyring, Members(unit.cases).count()
    return first_run.opens(keyring, token, members=members, now=given.now()) and not first_run.joined(unit)


router = APIRouter(dependencies=[Depends(own_file)])
Linked = Annotated[str, Depends(linked)]


@router.get(LINK)
async def welcome(request: Request, token: Linked) -> Response:
    return pages(request).page(request, "setup/welcome.html", token=token, said=words)


@router.get(LINK + "/you")
async def you_page(request: Request, token: Linked) -> Response:
    return show(request, token)


@router.post(LINK + "/you")
async def you(request: Request, given: Here, token: Linked, login: Short = "", name: Short = "") -> Response:
    """The administrator is made and the link is used up, in one transaction."""
    invitation = given.tokens()
    language = pages(request).words(request).language
    try:
        await given.store.write(lambda unit: arrive(unit, given, token, (login, name, language), invitation))
    except AccountRefused:
        return show(request, token, 422, login=login, name=name, wrong="login")
    return go(f"/desk/welcome/{invitation}")


def arrive(unit: Unit, given: Console, token: str, who: tuple[str, str, str], invitation: str) -> None:
    """Somebody who gave up before she chose a password begins again. Raises AccountRefused, Refused."""
    if not works(unit, given, token):
        raise Refused(410, "setup_link")
    login, name, language = who
    there = Members(unit.cases).by_login(folded(login))
    if there is not None and there.role == Role.ADMIN:
        accounts.renew(unit, there.id, token=invitation, now=given.now())
        return
    # The id comes from the link: of two browsers that use it at the same moment the database refuses one.
    member_id = accounts.digest(token).hex()[:32]
    accounts.invite(
        unit,
        member_id=member_id,
        login=login,
        name=name,
        role=Role.ADMIN,
        token=invitation,
        now=given.now(),
        language=language,
    )


def show(
    request: Request, token: str, code: int = 200, *, login: str = "", name: str = "", wrong: str = ""
) -> Response:
    values = {"token": token, "login": login, "called": name, "wrong": wrong, "said": words}
    return pages(request).page(request, "setup/you.html", code, **values)
