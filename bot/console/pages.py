"""From values to a page: templates that escape everything, in the reader's language. Decides nothing else.

A page is always whole; htmx picks the piece it wants out of it, so every address also works without a script.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console import names, translation_names
from bot.console.console import Console
from bot.console.own_files import ByHash
from bot.console.words import LANGUAGES, Words, catalogue, chosen
from storage.members import Member

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_COOKIE = "language"
SHORTCUTS_COOKIE = "shortcuts"
YEAR = 365 * 24 * 3600


class Pages:
    """The templates, once for each language of the desk."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._words = {language: Words(language, console.desk.time_zone) for language in console.languages}
        self._templates = {language: environment(language) for language in self._words}

    def words(self, request: Request) -> Words:
        member: Member | None = getattr(request.state, "member", None)
        language = chosen(
            self._console.languages,
            asked=request.query_params.get("language", ""),
            member=member.language if member else "",
            cookie=request.cookies.get(LANGUAGE_COOKIE, ""),
            accepts=request.headers.get("accept-language", ""),
        )
        return self._words[language]

    def page(self, request: Request, name: str, code: int = 200, **values: object) -> Response:
        words = self.words(request)
        html = self.text(request, name, **values)
        response = HTMLResponse(html, code, headers={"Content-Language": words.language, "Vary": "Cookie"})
        if request.query_params.get("language") == words.language:
            keep_language(response, words.language, https=self._console.https)
        return response

    def text(self, request: Request, name: str, **values: object) -> str:
        """The template filled, in the language of whoever asks."""
        words = self.words(request)
        shared: Mapping[str, Any] = {
            "words": words,
            "names": names,
            "flags": translation_names,
            "languages": {language: LANGUAGES[language] for language in self._console.languages},
            "member": getattr(request.state, "member", None),
            "desk": self._console.desk,
            "demo": self._console.demo,
            "phones": self._console.adapters.keys() == {"simulator"},
            "path": request.url.path,
            "query": request.url.query,
            "keys": request.cookies.get(SHORTCUTS_COOKIE, "on") != "off",
        }
        return self._templates[words.language].get_template(name).render({**shared, **values})


@cache
def environment(language: str) -> Environment:
    """Compiled once in a process. Holds wording only: what a page shows comes with each rendering."""
    words = catalogue(language)
    made = Environment(
        loader=ByHash(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def keep_language(response: Response, language: str, *, https: bool) -> None:
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, httponly=True, samesite="lax", secure=https)


def pages(request: Request) -> Pages:
    made: Pages = request.app.state.pages
    return made


def console(request: Request) -> Console:
    given: Console = request.app.state.console
    return given


def go(path: str) -> RedirectResponse:
    """After a form: the page again, by GET, so that reloading sends nothing twice."""
    return RedirectResponse(path, 303)


def local(path: str) -> str:
    """`path` if it is a page of the desk, else the inbox: nobody is sent elsewhere by a crafted form."""
    inside = path.startswith(("/desk", "/phone", "/privacy/", "/setup")) and "\\" not in path and path.isprintable()
    return path if inside and not path.startswith("//") else "/desk"
