"""The quarterly report as a PDF, for a panel or a funder: figures in which nobody can be found, bars with their tables.

Everybody of the desk but translators may draw it; how late the desk and each company were stands in it only for those
who answer for that. A company's name stands in it where its figure does, and nowhere else.
"""

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.casework import quarterly
from bot.casework.figures import Cell, Table
from bot.casework.quarterly import Figures, Quarter
from bot.casework.quarters import Made
from bot.console import auditing, figure_words, sheets
from bot.console.console import Console
from bot.console.doors import Here, Refused
from bot.console.figures import Looking
from bot.console.pages import pages
from bot.console.papers import PDF, attachment, digest
from bot.console.sheets import InLanguage
from bot.console.words import Words
from storage.members import Member

router = APIRouter()
EARLIER = 8
LATENESS = frozenset({"late_desk", "late_company"})
ANSWER_FOR_IT = frozenset({"admin", "lead", "auditor"})
NAMED_ONLY_WITH_A_FIGURE = frozenset({"late_company"})
Row = tuple[str, float | None, str]


@router.get("/desk/figures/quarter.pdf")
async def quarter_pdf(
    request: Request, given: Here, member: Looking, quarter: str = "", asked: InLanguage = ""
) -> Response:
    """`quarter` as in 2026-3; without it the last whole one."""
    of = chosen(given, quarter)
    language = sheets.tongue(asked, pages(request).words(request).language)
    k, zone = given.intake.config.publication.k, given.zone
    found = await given.store.read(lambda unit: quarterly.figures(unit, of, k=k, languages=given.languages, zone=zone))
    serial = sheets.serial(given.ids)
    content = await sheets.printed(document(given, found, member, language, serial))
    detail = f"quarter:{language}:{serial}:{digest(content)}"
    await given.store.write(
        lambda unit: auditing.note(
            unit, given, actor=member.id, kind="figures.exported", subject=of.name, detail=detail
        )
    )
    return attachment(content, PDF, f"quarter-{of.name}.pdf")


def chosen(given: Console, asked: str) -> Quarter:
    """Raises Refused for one that is not over, too long ago, or none."""
    offered = quarters(given.now().astimezone(given.zone))
    try:
        of = quarterly.named(asked) if asked else offered[0]
    except ValueError:
        raise Refused(404, "nothing_here") from None
    if of not in offered:
        raise Refused(404, "nothing_here")
    return of


def quarters(now: datetime) -> list[Quarter]:
    """The last whole ones, the newest first."""
    running = now.year * 4 + (now.month - 1) // 3
    return [Quarter(at // 4, at % 4 + 1) for at in range(running - 1, running - 1 - EARLIER, -1)]


def document(given: Console, found: Figures, member: Member, language: str, serial: str) -> str:
    words, of = Words(language, given.desk.time_zone), found.quarter
    tables = [one for one in found.tables if one.table.kind not in LATENESS or member.role in ANSWER_FOR_IT]
    values = {
        "mark": sheets.mark(given, words, member.name, of.name, serial),
        "quarter": of,
        "k": given.intake.config.publication.k,
        "trend": figure_words.rows(words, found.trend),
        "tables": [(one.table.kind, rows(words, one), one) for one in tables],
        "facts": facts(found),
        "said": figure_words,
    }
    return sheets.filled(given, "quarter.html", language, **values)


def rows(words: Words, made: Made) -> list[Row]:
    table, kept = made.table, made.table.cells
    if table.kind in NAMED_ONLY_WITH_A_FIGURE:
        kept = tuple(cell for cell in kept if cell.count is not None)
    return figure_words.rows(words, Table(table.kind, kept, table.total, table.unit))


def facts(found: Figures) -> dict[str, int | None]:
    """The numbers of the first page: reports that came, that were taken up, that workers call solved, of how many."""
    came, decided, closing = (found.table(name) for name in ("received_category", "decided", "closing"))
    return {
        "came": came.total if came else None,
        "accepted": count(decided, "accepted"),
        "decided": decided.total if decided else None,
        "solved": count(closing, "solved"),
        "asked": closing.total if closing else None,
    }


def count(table: Table | None, name: str) -> int | None:
    cells: tuple[Cell, ...] = table.cells if table else ()
    return next((cell.count for cell in cells if cell.name == name), None)
