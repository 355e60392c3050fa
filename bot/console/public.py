"""The public list: a page, a CSV and a JSON for everybody. No cookie is read or set, nothing of a reader is kept."""

import hashlib
import json
from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from bot.console import public_words
from bot.console.console import Console
from bot.console.doors import Here
from bot.console.pages import environment
from bot.console.public_view import as_csv, shown
from bot.console.words import LANGUAGES, Words, chosen
from storage.publication import Issue, PublicList

router = APIRouter()
KEPT = "public, max-age=300"
NONE_YET: Mapping[str, object] = {"issue": 0, "issued": None, "k": None, "cases": []}


@router.get("/public")
async def page(request: Request, given: Here) -> Response:
    asked, accepts = request.query_params.get("language", ""), request.headers.get("accept-language", "")
    language = chosen(given.languages, asked=asked, member="", cookie="", accepts=accepts)
    issue = await newest(given)
    values: Mapping[str, object] = {
        "words": Words(language, given.desk.time_zone),
        "said": public_words,
        "desk": given.desk,
        "issue": issue,
        "shown": shown(issue.body) if issue else None,
        "languages": {tag: LANGUAGES[tag] for tag in given.languages},
        "every": given.intake.config.publication.every_days,
    }
    html = environment(language).get_template("public.html").render(values)
    more = {"Content-Language": language, "Vary": "Accept-Language"}
    return kept(request, HTMLResponse(html), html, more)


@router.get("/public.csv")
async def table(request: Request, given: Here) -> Response:
    text = as_csv(await newest(given))
    answer = Response(text, media_type="text/csv; charset=utf-8")
    return kept(request, answer, text, {"Content-Disposition": 'attachment; filename="public.csv"'})


@router.get("/public.json")
async def body(request: Request, given: Here) -> Response:
    """The body of the newest issue, letter by letter: its SHA-256 is that of the register of issues."""
    issue = await newest(given)
    text = issue.body if issue else json.dumps(dict(NONE_YET))
    return kept(request, Response(text, media_type="application/json"), text, {})


async def newest(given: Console) -> Issue | None:
    return await given.store.read(lambda unit: PublicList(unit.cases).newest())


def kept(request: Request, response: Response, text: str, more: Mapping[str, str]) -> Response:
    """May be kept by anybody for some minutes; 304 for who has it already."""
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    known = request.headers.get("if-none-match", "")
    answer = Response(status_code=304) if tag in known else response
    answer.headers.update({"ETag": tag, "Cache-Control": KEPT, **more})
    return answer
