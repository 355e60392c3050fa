"""The page of a case's review: the questions that decide whether the desk takes it up, the signs of forced labour, what
may be done to her for it, and who may see the case. A route only translates: a form in, one act, a page out.
"""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import access, assessing, desk, restricting
from bot.casework.assessment import LONGEST_NOTE, REASONS, TREE, Detriment, Indicator
from bot.casework.categories import CODES, SECOND, UNKNOWN
from bot.console import company_words, review_words
from bot.console.cases import done
from bot.console.doors import Here, Reader, Refused
from bot.console.pages import go, pages
from bot.console.review_view import review_page
from bot.intake.wording import Wording

router = APIRouter(prefix="/desk/cases/{case_id}/review")
MOST_FIELDS = 60
Short = Annotated[str, Form(max_length=40)]
Words = Annotated[str, Form(max_length=4 * desk.LONGEST_TEXT)]


@router.get("")
async def page(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    found = await given.store.read(lambda unit: review_page(unit, case_id.hex))
    reader = pages(request).words(request).language
    values: dict[str, Any] = {
        "page": found,
        "case": found.case,
        "said": review_words,
        "review_words": review_words,
        "why": company_words.WHY,
        "tree": TREE,
        "indicators": list(Indicator),
        "detriment": list(Detriment),
        "codes": [code for code in CODES if code != UNKNOWN],
        "second": SECOND,
        "reasons": reasons(given.intake.wording, reader),
        "longest": LONGEST_NOTE,
        "may_name": member.role == access.LEAD,
        "restrictions": [one for one in access.Restriction if one],
    }
    return pages(request).page(request, "review.html", **values)


@router.post("")
async def save(request: Request, given: Here, member: Reader, case_id: UUID) -> Response:
    """What the form says becomes the assessment, if nobody saved another meanwhile."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    values = {name: [str(one) for one in form.getlist(name)] for name in form}
    seen = values.get("seen", [""])[0]
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 9):
        raise Refused(422, "form")
    assessment = assessing.read(body(values))
    await done(given, member, lambda hand: assessing.save(hand, case_id.hex, assessment, seen=int(seen)))
    return go(f"/desk/cases/{case_id.hex}/review")


@router.post("/urgent")
async def urgent(given: Here, member: Reader, case_id: UUID, to: Short = "") -> Response:
    await done(given, member, lambda hand: assessing.urgent(hand, case_id.hex, to == "yes"))
    return go(f"/desk/cases/{case_id.hex}/review")


@router.post("/restrict")
async def restrict(given: Here, member: Reader, case_id: UUID, why: Short = "") -> Response:
    """Whoever does not see it any more after this goes back to the inbox."""
    await done(given, member, lambda hand: restricting.restrict(hand, case_id.hex, why))
    sees = await given.store.read(lambda unit: access.may_see(unit, desk.find(unit, case_id.hex), member))
    return go(f"/desk/cases/{case_id.hex}/review#access" if sees else "/desk")


@router.post("/lift")
async def lift(given: Here, member: Reader, case_id: UUID, reason: Words = "") -> Response:
    await done(given, member, lambda hand: restricting.lift(hand, case_id.hex, reason))
    return go(f"/desk/cases/{case_id.hex}/review#access")


@router.post("/name")
async def name(given: Here, member: Reader, case_id: UUID, whom: Short = "") -> Response:
    await done(given, member, lambda hand: restricting.name(hand, case_id.hex, whom))
    return go(f"/desk/cases/{case_id.hex}/review#access")


@router.post("/keep-out")
async def keep_out(given: Here, member: Reader, case_id: UUID, whom: Short = "") -> Response:
    await done(given, member, lambda hand: restricting.keep_out(hand, case_id.hex, whom))
    return go(f"/desk/cases/{case_id.hex}/review#access" if whom != member.id else "/desk")


def body(values: Mapping[str, list[str]]) -> dict[str, Any]:
    """A form's fields as an assessment is stored."""

    def one(name: str) -> str:
        return values.get(name, [""])[0]

    code, _, kind = one("category").partition(".")
    return {
        "tree": {question.id: one(f"tree.{question.id}") for question in TREE},
        "indicators": values.get("indicator", []),
        "looked": one("looked"),
        "detriment": {point.value: one(f"detriment.{point}") for point in Detriment},
        "category": code,
        "kind": kind,
        "child": one("child"),
        "note": desk.plain(one("note")),
    }


def reasons(wording: Wording, language: str) -> dict[str, str]:
    """Each polite reason, as it is worded for workers."""
    return {reason: wording.text(reason, language) for reason in REASONS}
