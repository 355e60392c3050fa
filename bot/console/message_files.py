"""One language of the bot's texts as a file for a translator, with the desk's own wording in it, and back."""

from dataclasses import dataclass
from io import BytesIO
from typing import Annotated

from babel.messages.pofile import read_po
from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from bot.console import message_words
from bot.console.doors import Here, Refused
from bot.console.messages import PAGE, Editing, Looking, by_member, known, page_of
from bot.intake.locale_exchange import Refused as NotTaken
from bot.intake.locale_exchange import exported
from bot.intake.rewording import IMPORTED, Outcome, Sent, change, compared
from bot.intake.wording import SOURCE

router = APIRouter()
FILE = PAGE + "/{language}/file"
LARGEST_FILE = 2_000_000


def largest(path: str) -> int:
    """How many bytes a form with a translator's file may have; 0 for any other address."""
    return LARGEST_FILE if path.startswith(f"{PAGE}/") and path.endswith("/file") else 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one text of the file. `line` is where it begins there; 0 where that is not known."""

    line: int
    message_id: str
    what: str
    doubt: bool = False


@router.get(FILE)
async def export(given: Here, member: Looking, language: str) -> Response:
    rules = known(language)
    if language == SOURCE:
        raise Refused(404, "nothing_here")
    own = rules.in_force(given.own, language).entries
    text = exported(language, rules.script, own=own, number=given.own.number)
    headers = {"Content-Disposition": f'attachment; filename="bot-{language}.po"'}
    return Response(text, media_type="text/x-gettext-translation; charset=utf-8", headers=headers)


@router.post(FILE)
async def take(
    request: Request,
    given: Here,
    member: Editing,
    language: str,
    file: Annotated[UploadFile, File()],
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """All that the file changes, or nothing; a line for each text that stands in the way."""
    rules, content = known(language), await file.read()
    if len(content) > LARGEST_FILE:
        raise Refused(413, "too_large")
    await given.own.refresh(given.store)
    values: dict[str, object] = {"sent": None, "outcome": None, "rows": (), "wrong": ""}
    try:
        sent = compared(content, given.own, rules)
    except NotTaken as error:
        return page_of(request, given, member, language, "messages_file.html", values | {"wrong": str(error)}, 422)
    if sent.language.tag != language:
        wrong = message_words.OTHER_LANGUAGE
        return page_of(request, given, member, language, "messages_file.html", values | {"wrong": wrong}, 422)
    outcome = Outcome()
    if not sent.conflicts and not sent.unknown:
        by = by_member(given, member, IMPORTED)
        outcome = await change(given.store, given.own, rules, language, sent.wanted, by=by, sure=sure)
    rows = verdicts(content, sent, outcome)
    values |= {"sent": sent, "outcome": outcome, "rows": rows}
    return page_of(request, given, member, language, "messages_file.html", values, 422 if rows else 200)


def verdicts(content: bytes, sent: Sent, outcome: Outcome) -> list[Verdict]:
    """In the order of the file."""
    at = {str(one.context): one.lineno or 0 for one in read_po(BytesIO(content)) if one.context}
    found = [Verdict(at.get(id_, 0), id_, message_words.CONFLICT) for id_ in (*sent.conflicts, *outcome.outdated)]
    found += [Verdict(at.get(id_, 0), id_, message_words.UNKNOWN) for id_ in sent.unknown]
    found += [Verdict(at.get(one.message_id, 0), one.message_id, one.what, one.doubt) for one in outcome.flaws]
    return sorted(found, key=lambda one: (one.line, one.message_id, one.what))
