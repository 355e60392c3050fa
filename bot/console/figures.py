"""The figures of a month, for everybody of the desk but translators: counts in which nobody can be found.

No case's page leads here and nothing here leads to a case, so an auditor and an administrator may look too.
"""

import csv
import io
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from bot.casework.counting import Month, by_month, figures, month
from bot.casework.figures import Table
from bot.console import figure_words
from bot.console.accounts import Role
from bot.console.auditing import note
from bot.console.console import Console
from bot.console.doors import Here, Refused, SignedIn, ToOwnPage
from bot.console.pages import pages
from bot.console.papers import digest
from bot.console.public_view import BOM, inert
from storage.engine import Unit
from storage.members import Member

router = APIRouter()
PAGE = "/desk/figures"
HEADER = ("month", "figure", "name", "count", "of", "unit")
EARLIER = 12


async def looking(session: SignedIn) -> Member:
    if session.member.role == Role.TRANSLATOR:
        raise ToOwnPage
    return session.member


Looking = Annotated[Member, Depends(looking)]
Asked = Annotated[str, Query(alias="month", max_length=7)]


@router.get(PAGE)
async def figures_page(request: Request, given: Here, member: Looking, asked: Asked = "") -> Response:
    of = chosen(given, asked)
    tables = await read(given, of)
    words = pages(request).words(request)
    shown = [(one, figure_words.rows(words, one)) for one in tables]
    k = given.intake.config.publication.k
    return pages(request).page(
        request, "figures.html", month=of.name, months=months(given), shown=shown, said=figure_words, k=k
    )


@router.get(f"{PAGE}.csv")
async def table(given: Here, member: Looking, asked: Asked = "") -> Response:
    of = chosen(given, asked)
    content = as_csv(of, await read(given, of)).encode()
    detail = f"csv:{digest(content)}"
    await given.store.write(
        lambda unit: note(unit, given, actor=member.id, kind="figures.exported", subject=of.name, detail=detail)
    )
    headers = {"Content-Disposition": f'attachment; filename="figures-{of.name}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def read(given: Console, of: Month) -> list[Table]:
    k = given.intake.config.publication.k
    last = [month(name, given.zone) for name in reversed(months(given))]

    def work(unit: Unit) -> list[Table]:
        return [by_month(unit, last, k=k), *figures(unit, of, k=k, languages=given.languages)]

    return await given.store.read(work)


def chosen(given: Console, asked: str) -> Month:
    """The month that was asked for, else the last whole one. The running one would be another tomorrow."""
    offered = months(given)
    name = asked or offered[0]
    if name not in offered:
        raise Refused(404, "nothing_here")
    return month(name, given.zone)


def months(given: Console) -> list[str]:
    """The last whole ones, the newest first."""
    found: list[str] = []
    begin = given.now().astimezone(given.zone).replace(day=1)
    while len(found) < EARLIER:
        begin = (begin - timedelta(days=1)).replace(day=1)
        found.append(named(begin))
    return found


def named(day: datetime) -> str:
    return f"{day:%Y-%m}"


def as_csv(of: Month, tables: list[Table]) -> str:
    """Codes, not words: it is read by programs. An empty count is held back."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for one in tables:
        for cell in one.cells:
            count, whole = ("" if number is None else number for number in (cell.count, cell.of))
            writer.writerow([of.name, one.kind, inert(cell.name), count, whole, one.unit])
    return BOM + out.getvalue()
