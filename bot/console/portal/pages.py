"""Pages for companies: templates that escape everything, in the contact's language. Knows no case and no member."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.console.console import Console
from bot.console.pages import LANGUAGE_COOKIE, environment
from bot.console.portal import wording
from bot.console.words import LANGUAGES, Words, chosen
from storage.companies import Company, Contact
from storage.times import DAY_MS, moment


class PortalPages:
    """The templates, once for each language of the console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._words = {language: Words(language, console.desk.time_zone) for language in console.languages}

    def words(self, request: Request) -> Words:
        contact: Contact | None = getattr(request.state, "contact", None)
        language = chosen(
            self._console.languages,
            member=contact.language if contact and LANGUAGE_COOKIE not in request.cookies else "",
            cookie=request.cookies.get(LANGUAGE_COOKIE, ""),
            accepts=request.headers.get("accept-language", ""),
        )
        return self._words[language]

    def page(self, request: Request, name: str, code: int = 200, **values: object) -> Response:
        words = self.words(request)
        company: Company | None = getattr(request.state, "company", None)
        shared: Mapping[str, Any] = {
            "words": words,
            "said": wording,
            "languages": {language: LANGUAGES[language] for language in self._console.languages},
            "contact": getattr(request.state, "contact", None),
            "company": company,
            "desk": self._console.desk,
            "demo": self._console.demo,
            "path": request.url.path,
            "today": self._console.now().astimezone(self._console.zone).date(),
            "day_of": self.day_of,
        }
        html = environment(words.language).get_template(f"company/{name}").render({**shared, **values})
        return HTMLResponse(html, code, headers={"Content-Language": words.language, "Vary": "Cookie"})

    def day_of(self, at: int, *, days: bool = False) -> date:
        """The desk's day of a moment (ms), or of a day counted from 1970: no page says more than a day."""
        return moment(at * DAY_MS).date() if days else moment(at).astimezone(self._console.zone).date()


def portal_pages(request: Request) -> PortalPages:
    made: PortalPages = request.app.state.portal_pages
    return made
