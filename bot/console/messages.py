"""Every text of the bot in every language: read, judged, changed and marked as read. Nobody's text of a case is here.

A route only translates: a form in, one act, a page out. What may be said is decided in `bot.intake.text_check`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from bot.casework.desk import NotAllowed
from bot.console import message_words
from bot.console.accounts import Role
from bot.console.auditing import note
from bot.console.console import Console
from bot.console.doors import Here, Refused, SignedIn
from bot.console.message_preview import screens
from bot.console.message_view import Line, history, lines, of, places, standing
from bot.console.pages import go, pages
from bot.intake.locale_rules import LONGEST_LABEL, LONGEST_TEXT
from bot.intake.rewording import EDITED, SHIPPED, By, Outcome, Wanted, change, lines_of, one_line, tidy
from bot.intake.text_check import Rulebook, rulebook
from bot.intake.wording import SOURCE
from storage.engine import Unit
from storage.members import Member, Members
from storage.times import milliseconds
from storage.wordings import Change, HasRead, Wordings, digest

router = APIRouter()
PAGE = "/desk/messages"
EDITORS = frozenset({Role.ADMIN, Role.LEAD})
KINDS = {"edited": "wording.changed", "imported": "wording.imported", "shipped": "wording.shipped"}


async def looking(session: SignedIn) -> Member:
    if session.member.role in (Role.TRANSLATOR, Role.AUDITOR):
        raise Refused(404, "nothing_here")
    return session.member


async def editing(member: Annotated[Member, Depends(looking)]) -> Member:
    if member.role not in EDITORS:
        raise NotAllowed("role", status=403)
    return member


Looking = Annotated[Member, Depends(looking)]
Editing = Annotated[Member, Depends(editing)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the list, from the query string."""

    q: Annotated[str, Query(max_length=200)] = ""
    show: Annotated[str, Query(max_length=8)] = ""
    part: Annotated[str, Query(max_length=12)] = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The list that was read: its filters, and the newest change (`seen`) of the texts on it."""

    seen: Annotated[int, Form(ge=0)]
    q: Annotated[str, Form(max_length=200)] = ""
    show: Annotated[str, Form(max_length=8)] = ""
    part: Annotated[str, Form(max_length=12)] = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """The form of one text. `seen` is the version that the page showed; `sure` overrules doubts."""

    act: Annotated[Literal["look", "save", "shipped", "read"], Form()]
    seen: Annotated[int, Form(ge=0)]
    text: Annotated[str, Form(max_length=4000)] = ""
    back: Annotated[str, Form(max_length=4000)] = ""
    sure: Annotated[bool, Form()] = False


@router.get(PAGE)
async def languages_page(request: Request, given: Here, member: Looking) -> Response:
    """How far every language is."""
    rules = rulebook()
    reads = await given.store.read(lambda unit: {tag: Wordings(unit.cases).reads(tag) for tag in rules.locales})

    def work() -> list[object]:
        return [standing(rules, tag, of(given, rules, tag, reads[tag])) for tag in rules.locales]

    rows = await asyncio.to_thread(work)
    offered = {choice.value for choice in given.intake.script.languages}
    return pages(request).page(request, "messages.html", rows=rows, offered=offered, said=message_words)


@router.get(PAGE + "/{language}")
async def texts_page(
    request: Request, given: Here, member: Looking, language: str, asked: Annotated[Asked, Depends()]
) -> Response:
    """One language's texts by part of the conversation; the first part where nothing else was asked for."""
    some = await lines(given, known(language), language)
    narrowed = asked if asked.q or asked.show or asked.part else replace(asked, part=next(iter(message_words.PARTS)))
    shown = [one for one in some if one.matches(narrowed.q, narrowed.show, narrowed.part)]
    counts = {part: sum(one.part == part for one in some) for part in message_words.PARTS}
    values = {"shown": by_part(shown), "many": len(shown), "asked": narrowed, "counts": counts}
    values |= {"standing": standing(rulebook(), language, some), "number": given.own.number}
    values["unread"] = sum(one.unread for one in shown)
    return page_of(request, given, member, language, "messages_of.html", values)


@router.post(PAGE + "/{language}")
async def read_all(given: Here, member: Editing, language: str, shown: Annotated[Shown, Depends()]) -> Response:
    """A native speaker has read all that the list showed; nothing if any text was changed since."""
    some = [
        one for one in await lines(given, known(language), language) if one.matches(shown.q, shown.show, shown.part)
    ]
    await given.own.refresh(given.store)
    if given.own.number != shown.seen:
        raise Refused(409, "moved")
    await mark(given, member, [one for one in some if one.text], language)
    kept = urlencode({"q": shown.q, "show": shown.show, "part": shown.part})
    return go(f"{PAGE}/{language}?{kept}")


@router.get(PAGE + "/{language}/texts/{message_id}")
async def text_page(request: Request, given: Here, member: Looking, language: str, message_id: str) -> Response:
    line, some = await found(given, language, message_id)
    return await one_text(request, given, member, language, line, around=some)


@router.post(PAGE + "/{language}/texts/{message_id}")
async def text_form(
    request: Request,
    given: Here,
    member: Editing,
    language: str,
    message_id: str,
    typed: Annotated[Typed, Depends()],
) -> Response:
    """Look at what was typed, save it, go back to the shipped text, or mark it as read by a native speaker."""
    line, some = await found(given, language, message_id)
    here = f"{PAGE}/{language}/texts/{message_id}"
    if typed.act == "read":
        if typed.seen != line.version or not line.text:
            raise Refused(409, "moved")
        await mark(given, member, [line], language)
        return go(here)
    wanted = Wanted(message_id, "" if typed.act == "shipped" else tidy(typed.text), one_line(typed.back), typed.seen)
    if typed.act == "look":
        return await one_text(request, given, member, language, line, wanted=wanted, around=some)
    if typed.act == "save" and not wanted.text:
        return await one_text(
            request, given, member, language, line, wanted=wanted, refused="empty", status=422, around=some
        )
    by = by_member(given, member, SHIPPED if typed.act == "shipped" else EDITED)
    outcome = await change(given.store, given.own, rulebook(), language, [wanted], by=by, sure=typed.sure)
    if outcome.flaws or outcome.outdated:
        line, some = await found(given, language, message_id)
        status = 409 if outcome.outdated else 422
        return await one_text(
            request, given, member, language, line, wanted=wanted, outcome=outcome, status=status, around=some
        )
    return go(here)


async def one_text(
    request: Request,
    given: Console,
    member: Member,
    language: str,
    line: Line,
    *,
    around: Sequence[Line],
    wanted: Wanted | None = None,
    outcome: Outcome | None = None,
    refused: str = "",
    status: int = 200,
) -> Response:
    rules = rulebook()
    text = wanted.text if wanted else line.text
    texts = {line.message_id: text or line.text}
    names = await given.store.read(lambda unit: {one.id: one.name for one in Members(unit.cases).all()})
    near = [one for one in around if one.part == line.part]
    place = near.index(line)
    values = {
        "line": line,
        "text": text,
        "back": lines_of(wanted.back if wanted else line.back),
        "lines_of": lines_of,
        "outcome": outcome,
        "refused": refused,
        "typed": wanted is not None,
        "screens": screens(given, rules, line.message_id, language, texts),
        "places": places(rules, line.message_id),
        "history": history(given, language, line.message_id),
        "by": names,
        "shipped": rules.locales[language].entries[line.message_id],
        "most": LONGEST_LABEL if line.is_label else LONGEST_TEXT,
        "before": near[place - 1] if place else None,
        "after": near[place + 1] if place + 1 < len(near) else None,
    }
    return page_of(request, given, member, language, "message.html", values, status)


def page_of(
    request: Request,
    given: Console,
    member: Member,
    language: str,
    name: str,
    values: Mapping[str, object],
    status: int = 200,
) -> Response:
    shared = {
        "language": language,
        "way": given.intake.wording.direction(language),
        "autonym": given.intake.wording.autonym(language),
        "may_act": member.role in EDITORS,
        "is_source": language == SOURCE,
        "said": message_words,
    }
    return pages(request).page(request, name, status, **shared, **values)


def known(language: str) -> Rulebook:
    rules = rulebook()
    if language not in rules.locales:
        raise Refused(404, "nothing_here")
    return rules


async def found(given: Console, language: str, message_id: str) -> tuple[Line, list[Line]]:
    some = await lines(given, known(language), language)
    line = next((one for one in some if one.message_id == message_id), None)
    if line is None:
        raise Refused(404, "nothing_here")
    return line, some


def by_part(some: Sequence[Line]) -> dict[str, list[Line]]:
    shown = {part: [one for one in some if one.part == part] for part in message_words.PARTS}
    return {part: lines for part, lines in shown.items() if lines}


async def mark(given: Console, member: Member, some: Sequence[Line], language: str) -> None:
    """As they are now: whoever read another version has not read this one."""
    at = milliseconds(given.now())

    def work(unit: Unit) -> None:
        for one in some:
            read = HasRead(language, one.message_id, digest(one.text), member.id, member.name[:80], at)
            if Wordings(unit.cases).read_by(read):
                note(unit, given, actor=member.id, kind="wording.read", subject=f"{language}/{one.message_id}")

    await given.store.write(work)


def by_member(given: Console, member: Member, kind: str) -> By:
    def noted(unit: Unit, changes: Sequence[Change]) -> None:
        for one in changes:
            subject, detail = f"{one.language}/{one.message_id}", f"version:{one.version}"
            note(unit, given, actor=member.id, kind=KINDS[one.kind], subject=subject, detail=detail)

    return By(member.id, milliseconds(given.now()), kind, noted)
