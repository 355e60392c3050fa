"""Typed words outlive a session: a form that met a closed door is kept for its member, sealed, for an hour.

It is found again only by the member whose session it was, after she has signed in; nothing is sent by itself. Forms
that carry passwords or codes are never kept. Another site cannot plant one: what no page of ours sent never comes here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, FastAPI, Form, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from bot.console.accounts import digest
from bot.console.console import Console
from bot.console.doors import SIGN_IN, Here, SignedIn, SignInFirst, cookie_name
from bot.console.pages import console, go, pages
from storage.engine import Unit
from storage.kept_forms import KeptForm, KeptForms
from storage.sessions import Sessions
from storage.times import milliseconds

router = APIRouter()
PAGE = "/desk/kept"
LASTS = timedelta(hours=1)
MOST_LETTERS = 60_000
NEVER = ("/desk/sign-", "/desk/welcome", "/desk/again", "/desk/account", PAGE, "/desk/language", "/desk/short")
SECRET = frozenset({"password", "old", "new", "code", "sealed", "passphrase"})
FILE = ":file"
"""The name under which a field for a file is kept: its name, never what was in it."""
SHOWN_FROM = 12  # letters: what is shorter is a choice or a number of the page


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept form as it is shown: what she typed to be read and changed, what the page added, files to choose again."""

    id: str
    path: str
    typed: Sequence[tuple[str, str]]
    hidden: Sequence[tuple[str, str]]
    files: Sequence[str]


async def keep_typed(request: Request) -> bool:
    """Keep the form of a browser that was signed in until now; whose it was, its session's row still tells."""
    given = console(request)
    token = request.cookies.get(cookie_name(given), "")
    if not token or not keepable(request):
        return False
    member_id = await given.store.read(lambda unit: Sessions(unit.cases).whose(digest(token)))
    return member_id is not None and await keep(request, given, member_id)


async def keep(request: Request, given: Console, member_id: str) -> bool:
    """Keep what this request wanted to send. False: there is nothing in it that should be kept."""
    fields = await fields_of(request) if keepable(request) else []
    if not fields or sum(len(name) + len(value) for name, value in fields) > MOST_LETTERS:
        return False
    now = given.now()
    query = f"?{request.url.query}" if request.url.query else ""
    form = KeptForm(given.ids(), request.url.path + query, fields, milliseconds(now + LASTS))

    def work(unit: Unit) -> None:
        KeptForms(unit.cases, unit.vault.keyring).keep(form, member_id, at=milliseconds(now))

    await given.store.write(work)
    return True


def keepable(request: Request) -> bool:
    """A form of the desk that somebody sent by a button: no sign-in, no preview that a page asks for by itself."""
    path = request.url.path
    ours = path.startswith("/desk/") and not path.startswith(NEVER)
    return request.method == "POST" and ours and "hx-request" not in request.headers


async def fields_of(request: Request) -> list[tuple[str, str]]:
    """Empty: what was sent is no form that can be read. Of files only the field's name is kept."""
    try:
        form: FormData = await request.form()
    except (HTTPException, ValueError, RuntimeError, ClientDisconnect):
        return []
    found = [(name, value) for name, value in form.multi_items() if name not in SECRET]
    return [(name, value) if isinstance(value, str) else (FILE, name) for name, value in found]


@router.get(PAGE)
async def kept_page(request: Request, given: Here, session: SignedIn) -> Response:
    at, whose = milliseconds(given.now()), session.member.id
    found = await given.store.read(lambda unit: KeptForms(unit.cases, unit.vault.keyring).of(whose, at=at))
    return pages(request).page(request, "kept.html", forms=[shown(form) for form in found])


@router.post(f"{PAGE}/drop")
async def drop(given: Here, session: SignedIn, form: Annotated[str, Form(max_length=32)]) -> Response:
    whose = session.member.id
    await given.store.write(lambda unit: KeptForms(unit.cases, unit.vault.keyring).drop(form, whose))
    return go(PAGE)


def shown(form: KeptForm) -> Shown:
    files = [value for name, value in form.fields if name == FILE]
    fields = [one for one in form.fields if one[0] != FILE]
    typed = [one for one in fields if len(one[1]) >= SHOWN_FROM or " " in one[1].strip() or "\n" in one[1]]
    return Shown(form.id, form.path, typed, [one for one in fields if one not in typed], files)


def answer_strangers(app: FastAPI) -> None:
    """Nobody is signed in any more: what was typed is kept. A part of a page says so in the page, which stays."""

    @app.exception_handler(SignInFirst)
    async def _(request: Request, error: SignInFirst) -> Response:
        if "hx-request" in request.headers:
            response = pages(request).page(request, "signed_out.html", 401)
            response.headers.update(
                {"HX-Retarget": "#signed-out", "HX-Reswap": "innerHTML", "HX-Reselect": ".signed-out"}
            )
            return response
        return go(f"{SIGN_IN}?kept=1" if await keep_typed(request) else SIGN_IN)
