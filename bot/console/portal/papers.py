"""The one file that a company takes away: the closing report of its own thread, once it is closed.

All of it comes from what the company could read on its page. Drawn, it stands in the history of the case and in the
audit, before it is sent.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.casework import closing_report, company_view, desk
from bot.casework.closing_report import Part
from bot.console import auditing, sheets
from bot.console.closing_papers import companys
from bot.console.doors import Here
from bot.console.papers import PDF, attachment, digest
from bot.console.portal.doors import SignedIn
from bot.console.portal.pages import portal_pages
from bot.console.portal.threads import hand_of
from bot.console.sheets import InLanguage
from storage.engine import Unit

router = APIRouter(prefix="/company")
TOOK = "company_took"


@router.get("/threads/{number}/report.pdf")
async def closing_report_pdf(
    request: Request, given: Here, contact: SignedIn, number: str, asked: InLanguage = ""
) -> Response:
    """404 for what is not hers, 409 while it goes on, 410 for what was withdrawn."""
    language = sheets.tongue(asked, portal_pages(request).words(request).language)

    def work(unit: Unit) -> Part:
        return closing_report.of_company(unit, company_view.found(unit, contact, number))

    part, serial = await given.store.read(work), sheets.serial(given.ids)
    content = await sheets.printed(companys(given, part, language, f"{contact.name}, {part.company}", serial))
    case_id, detail = part.thread.case_id, f"closing_company:{language}:{serial}:{digest(content)}"

    def taken(unit: Unit) -> None:
        hand = hand_of(given, unit, contact)
        desk.record(hand, desk.find(unit, case_id), TOOK, reason=f"{part.company}: PDF {serial}")
        auditing.note(unit, given, actor=contact.id, kind="case.exported", subject=case_id, detail=detail)

    await given.store.write(taken)
    return attachment(content, PDF, f"closing-{part.thread.number}.pdf")
