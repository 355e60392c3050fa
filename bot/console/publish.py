"""The desk's page of the public list: what the next issue would say and hold back; propose it, approve it, publish it.

A route only translates: a form in, one act, a page out. What may be published is decided in `bot.casework.publishing`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import public_texts, publishing
from bot.casework.desk import NotAllowed
from bot.console import public_words
from bot.console.accounts import Role
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from bot.console.public_view import Shown, shown
from bot.console.public_words import N_
from bot.console.publish_words import WHY
from bot.publication_terms import terms_of
from storage.engine import Unit
from storage.members import Member
from storage.publication import Draft, Issue, PublicList, PublicRow
from storage.times import milliseconds

router = APIRouter()
PAGE = "/desk/publish"
NEW, CHANGED = N_("new in this issue"), N_("has ended since")
Digest = Annotated[str, Form(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Preview:
    """All that the page shows. `marks`: what is new, by number on the list. `waiting`: cases with too few like them."""

    draft: Draft | None
    issues: tuple[Issue, ...]
    shown: Shown
    marks: Mapping[str, str]
    waiting: int
    open_groups: int
    refusal: str
    wrong: tuple[str, ...]
    due: int | None


@router.get(PAGE)
async def publish_page(request: Request, given: Here, member: Reader) -> Response:
    found = await given.store.read(lambda unit: preview(unit, given))
    may = {"approve": may_approve(member, found), "publish": member.role == Role.LEAD and not found.refusal}
    late = found.due is not None and found.due <= milliseconds(given.now())
    return pages(request).page(request, "publish.html", found=found, said=public_words, why=WHY, may=may, late=late)


@router.post(PAGE)
async def propose(given: Here, member: Reader) -> Response:
    """Made now, from what the cases are now; instead of what was proposed before."""
    terms, now = terms_of(given.intake.config), given.now()
    return await acted(given, lambda unit: publishing.propose(unit, terms, by=member.id, now=now, ids=given.ids))


@router.post(f"{PAGE}/approve")
async def approve(given: Here, member: Reader, seen: Digest) -> Response:
    if member.role != Role.LEAD:
        raise Refused(403, "publish_role")
    return await acted(given, lambda unit: publishing.approve(unit, seen, by=member.id))


@router.post(f"{PAGE}/issue")
async def publish(given: Here, member: Reader) -> Response:
    """What was approved goes out."""
    if member.role != Role.LEAD:
        raise Refused(403, "publish_role")
    terms, now = terms_of(given.intake.config), given.now()
    return await acted(given, lambda unit: publishing.publish(unit, terms, now=now))


async def acted(given: Console, work: Callable[[Unit], object]) -> Response:
    try:
        await given.store.write(work)
    except NotAllowed as error:
        raise Refused(error.status, f"publish_{error.reason}") from None
    return go(PAGE)


def may_approve(member: Member, found: Preview) -> bool:
    draft = found.draft
    return bool(draft and not draft.approved_by and member.role == Role.LEAD and draft.proposed_by != member.id)


def preview(unit: Unit, given: Console) -> Preview:
    """What was proposed, or what would be if somebody did now."""
    terms, now, public = terms_of(given.intake.config), given.now(), PublicList(unit.cases)
    made = publishing.plan(unit, terms, now=now, ids=given.ids)
    draft, issues, before = public.draft(), tuple(public.issues(12)), {row.number: row for row in public.rows()}
    rows = publishing.drafted(draft) if draft else list(made.rows)
    number = draft.number if draft else made.number
    day = now.astimezone(terms.zone).date().isoformat()
    body = publishing.body(number, day, terms.k, rows, public_texts.texts(unit))
    return Preview(
        draft,
        issues,
        shown(body),
        {row.number: mark for row in rows if (mark := changed(before.get(row.number), row))},
        made.waiting,
        made.open_groups,
        publishing.refusal(unit, terms, now=now),
        tuple(publishing.breaches(unit, rows, terms.k)),
        issues[0].at + terms.every // timedelta(milliseconds=1) if issues else None,
    )


def changed(before: PublicRow | None, now: PublicRow) -> str:
    if before is None:
        return NEW
    return CHANGED if before.ended != now.ended else ""
