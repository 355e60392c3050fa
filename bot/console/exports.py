"""What leaves the desk as a file: a case as paper, a list as a table. Who took it stands in the history first.

Paper is the same page for a printer of the browser and as a PDF. A table's cells are words, never formulas: whatever a
worker may have typed begins with no sign that a spreadsheet obeys (OWASP, CSV injection).
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from bot.casework import approving
from bot.casework.approving import Kind
from bot.casework.desk import Hand, NotAllowed
from bot.console import company_words, lists, names, sheets, tables
from bot.console.auditing import note
from bot.console.case_view import Found, whole
from bot.console.cases import done, hand
from bot.console.closing_papers import taken
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.fresh import Fresh
from bot.console.pages import go, pages
from bot.console.papers import PDF, attachment, digest
from bot.console.rows import Row
from bot.console.sheets import InLanguage
from bot.console.transcript import Reading
from bot.console.words import Words
from bot.intake.wording import Wording
from storage.engine import Unit
from storage.members import Member

router = APIRouter()
MOST = 10_000
MANY = 50
"""More cases than these leave the desk only if two members want it."""
LONGEST_QUERY = 500


@router.get("/desk/cases/{case_id}/paper")
async def case_page(request: Request, given: Here, member: Reader, case_id: UUID, asked: InLanguage = "") -> Response:
    """The case as a page to be printed."""
    html, serial, language = await case_file(request, given, member, case_id, asked, screen=True)
    await taken(given, member, case_id.hex, f"page:{language}:{serial}", html.encode())
    return HTMLResponse(html, headers={"Content-Language": language})


@router.get("/desk/cases/{case_id}/file.pdf")
async def case_pdf(request: Request, given: Here, member: Reader, case_id: UUID, asked: InLanguage = "") -> Response:
    """The same as a PDF."""
    html, serial, language = await case_file(request, given, member, case_id, asked, screen=False)
    content = await sheets.printed(html)
    await taken(given, member, case_id.hex, f"case:{language}:{serial}", content)
    return attachment(content, PDF, f"case-{serial}.pdf")


async def case_file(
    request: Request, given: Console, member: Member, case_id: UUID, asked: str, *, screen: bool
) -> tuple[str, str, str]:
    """The document, its serial number, which the history of the case and every sheet of it carry, and its language."""
    language = sheets.tongue(asked, pages(request).words(request).language)
    words, serial = Words(language, given.desk.time_zone), sheets.serial(given.ids)
    found = await given.store.read(lambda unit: whole(unit, given, case_id.hex, language))
    mark = sheets.mark(given, words, member.name, f"{found.opened.case.reference[:4]}-…", serial)
    values = on_paper(given, found, words)
    return sheets.filled(given, "case_file.html", language, mark=mark, screen=screen, **values), serial, language


def on_paper(given: Console, found: Found, words: Words) -> Mapping[str, object]:
    """All that the sheets show."""
    opened, read = found.opened, found.meanings
    wording: Wording = given.intake.wording
    reading = Reading(given.intake.script, wording, opened.case.language, words.language, read.texts, read.sent)
    return {
        "case": opened.case,
        "lines": reading.lines(opened.said),
        "answers": reading.answers(opened.report),
        "events": opened.events,
        "people": found.people,
        "parties": [
            (company.name, named(company_words.ROLE, party.role, words)) for party, company in found.which.parties
        ],
    }


@router.get("/desk/cases.{kind}")
async def case_list(request: Request, given: Here, member: Reader, session: Fresh, kind: str) -> Response:
    """The inbox as it is filtered, as `csv` or `xlsx`: numbers, statuses and dates, no word of anybody.

    Many cases at once: she shows first that it is she.
    """
    if kind not in tables.KINDS:
        raise Refused(404, "nothing_here")
    words, want = pages(request).words(request), lists.wanted(request.url.query)
    if want is None:
        raise Refused(404, "nothing_here")

    def work(unit: Unit) -> Sequence[Row]:
        of = lists.asked(want, member, now=given.now(), zone=given.zone, reader=words.language)
        return lists.rows(unit, lists.LISTS.page(unit.cases, of, most=MOST), now=given.now(), zone=given.zone)

    rows = await given.store.read(work)
    if len(rows) > MANY and not await agreed(given, member, kind, request.url.query):
        wishes = {"kind": kind, "query": request.url.query, "many": len(rows), "most": MANY}
        return pages(request).page(request, "export.html", 403, **wishes)
    content = tables.KINDS[kind].made(*listed(rows, words))
    detail = f"{kind}:{len(rows)}:{digest(content)}"
    await given.store.write(lambda unit: note(unit, given, actor=member.id, kind="cases.exported", detail=detail))
    day = given.now().astimezone(given.zone).date().isoformat()
    return attachment(content, tables.KINDS[kind].mime, f"cases-{day}.{kind}")


@router.post("/desk/cases.{kind}")
async def ask_for_list(request: Request, given: Here, session: Fresh, member: Reader, kind: str) -> Response:
    """Ask another to agree to a list of many cases, filtered as its address says."""
    query = request.url.query
    if kind not in tables.KINDS or len(query) > LONGEST_QUERY or lists.wanted(query) is None:
        raise Refused(404, "nothing_here")
    wanted = f"{kind}?{query}"
    await done(given, member, lambda hand: asked(hand, wanted))
    return go("/desk/approvals")


def asked(hand: Hand, wanted: str) -> None:
    approving.ask(hand, Kind.EXPORT, list_id(wanted), wanted=wanted)


async def agreed(given: Console, member: Member, kind: str, query: str) -> bool:
    """Whether another agreed to this very list; it is used up by it."""

    def work(unit: Unit) -> bool:
        try:
            approving.use(hand(given, member, unit), Kind.EXPORT, list_id(f"{kind}?{query}"))
        except NotAllowed:
            return False
        return True

    return await given.store.write(work)


def list_id(wanted: str) -> str:
    return hashlib.sha256(wanted.encode()).hexdigest()[:32]


def listed(rows: Sequence[Row], words: Words) -> tuple[Sequence[str], Sequence[Sequence[tables.Cell]]]:
    """Headings and lines, in the reader's language."""
    _ = words.gettext
    heads = [_(head) for head in names.CASE_LIST]

    def line(row: Row) -> Sequence[tables.Cell]:
        case = row.case
        return (
            f"{case.reference[:4]}-{case.reference[4:]}",
            named(names.STATUS, case.status, words),
            _(names.CATEGORY[case.category][0]) if case.category in names.CATEGORY else case.category,
            words.language_name(case.language),
            named(names.CHANNEL, case.channel, words),
            _("yes") if case.urgent else "",
            words.local_date(case.created_at),
            words.local_date(case.due_at) if case.due_at is not None else "",
            _("yes") if case.late else "",
            row.open_days,
        )

    return heads, [line(row) for row in rows]


def named(table: Mapping[Any, str], key: str, words: Words) -> str:
    """What the desk calls it; what has no name stays as it is."""
    return words.gettext(table[key]) if key in table else key
