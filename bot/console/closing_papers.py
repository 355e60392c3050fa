"""The closing report as a PDF: the desk's with everything, and each company's as that company may draw it itself.

A paper is written into the history and the audit before it leaves: who, what, in which language, the file's SHA-256.
"""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.casework import closing_report, desk, threads
from bot.casework.closing_report import Part
from bot.casework.desk import NoSuchCase
from bot.console import auditing, closing_report_words, closing_words, company_words, disclosure_words, names, sheets
from bot.console.cases import hand
from bot.console.console import Console
from bot.console.doors import Here, Reader
from bot.console.pages import pages
from bot.console.papers import PDF, attachment, digest
from bot.console.portal import wording
from bot.console.sheets import InLanguage
from bot.console.words import Words
from storage.engine import Unit
from storage.members import Member

router = APIRouter(prefix="/desk/cases/{case_id}/closing")
HAPPENED = {**names.EVENT, **disclosure_words.EVENT, **closing_words.EVENT}
SHARED = {"said": closing_report_words, "posted": wording.KIND}


@router.get("/report.pdf")
async def whole_report(
    request: Request, given: Here, member: Reader, case_id: UUID, asked: InLanguage = ""
) -> Response:
    """Everything, for the desk."""
    language = sheets.tongue(asked, pages(request).words(request).language)
    report = await given.store.read(lambda unit: closing_report.of_case(unit, case_id.hex))
    words, serial = Words(language, given.desk.time_zone), sheets.serial(given.ids)
    number = f"{report.case.reference[:4]}-…"  # the whole number opens a report: it stays at the desk
    values = {
        "mark": sheets.mark(given, words, member.name, number, serial),
        "number": number,
        "report": report,
        "roles": company_words.ROLE,
        "happened": HAPPENED,
        "answered": closing_words.SAID,
        **SHARED,
    }
    content = await sheets.printed(sheets.filled(given, "closing_desk.html", language, **values))
    await taken(given, member, case_id.hex, f"closing:{language}:{serial}", content)
    return attachment(content, PDF, f"closing-{serial}.pdf")


@router.get("/report/{thread_id}.pdf")
async def companys_report(
    request: Request, given: Here, member: Reader, case_id: UUID, thread_id: UUID, asked: InLanguage = ""
) -> Response:
    """What this company may keep, drawn by a member."""
    language = sheets.tongue(asked, pages(request).words(request).language)

    def work(unit: Unit) -> Part:
        thread = threads.find(unit, thread_id.hex)
        if thread.case_id != case_id.hex:
            raise NoSuchCase
        return closing_report.of_company(unit, thread)

    part = await given.store.read(work)
    serial = sheets.serial(given.ids)
    content = await sheets.printed(companys(given, part, language, given.desk.name, serial))
    await taken(given, member, case_id.hex, f"closing_company:{language}:{serial}", content)
    return attachment(content, PDF, f"closing-{part.thread.number}.pdf")


def companys(given: Console, part: Part, language: str, who: str, serial: str) -> str:
    """A company's edition: its thread's number, never the case's."""
    words, number = Words(language, given.desk.time_zone), part.thread.number
    mark = sheets.mark(given, words, who, f"{number[:4]}-{number[4:]}", serial)
    return sheets.filled(given, "closing_company.html", language, mark=mark, part=part, **SHARED)


async def taken(given: Console, member: Member, case_id: str, what: str, content: bytes) -> None:
    """Into the history of the case, and with the file's digest into the audit."""

    def work(unit: Unit) -> None:
        desk.took(hand(given, member, unit), case_id, f"PDF {what.rpartition(':')[2]}")
        detail = f"{what}:{digest(content)}"
        auditing.note(unit, given, actor=member.id, kind="case.exported", subject=case_id, detail=detail)

    await given.store.write(work)
