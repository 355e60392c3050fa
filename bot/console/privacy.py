"""The privacy text as a page in each of the workers' languages: the same words the conversation uses, nothing more."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.config import Retention
from bot.console.console import Console
from bot.console.doors import Here, Refused
from bot.console.pages import pages
from bot.intake.wording import Wording

router = APIRouter()
TEXTS = ("privacy.who", "privacy.limits")
KEPT, KEPT_HERE = "privacy.keep", "privacy.keep.here"  # the second does not lead to this very page


@router.get("/privacy/{language}")
async def privacy_page(request: Request, given: Here, language: str) -> Response:
    wording = given.intake.wording
    if language not in wording.languages:
        raise Refused(404, "nothing_here")
    return pages(request).page(
        request,
        "privacy.html",
        tag=language,
        dir=wording.direction(language),
        texts=texts(given, wording, language),
        others=[(tag, wording.autonym(tag), wording.direction(tag)) for tag in wording.languages],
    )


def texts(given: Console, wording: Wording, language: str, retention: Retention | None = None) -> list[str]:
    """With other `retention` than the running desk's: what it would say."""
    retention, more = retention or given.intake.config.retention, given.desk.privacy_url
    filled = {"days": retention.contact_days, "months": retention.text_months, "url": more}
    return [wording.text(text, language, **filled) for text in (*TEXTS, KEPT if more else KEPT_HERE)]
