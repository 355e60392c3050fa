"""The audit, for auditors and administrators: who did or looked at what, whether it stands as it was written, and the
lines that an auditor keeps elsewhere. Ids and codes only: no way leads from here to a word of anybody.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as time_of_day
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from bot.console import audit_words, tables
from bot.console.accounts import OPERATOR, Role
from bot.console.auditing import note
from bot.console.console import Console
from bot.console.doors import Here, Refused, SignedIn, ToOwnPage
from bot.console.inbox import by_number
from bot.console.pages import go, pages
from bot.console.papers import attachment, digest
from storage.anchors import Anchor, Anchors
from storage.audit import Audit, Entry, Verdict
from storage.audit_search import END, Wanted, search
from storage.engine import Unit
from storage.members import Member, Members
from storage.times import milliseconds, moment

PAGE = "/desk/audit"
ON_A_PAGE, IN_A_FILE, LINES = 100, 100_000, 14
LOOKERS = frozenset({Role.ADMIN, Role.AUDITOR})


async def looking(session: SignedIn) -> Member:
    if session.member.role == Role.TRANSLATOR:
        raise ToOwnPage
    if session.member.role not in LOOKERS:
        raise Refused(404, "nothing_here")
    return session.member


Looking = Annotated[Member, Depends(looking)]
router = APIRouter(dependencies=[Depends(looking)])


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters, from the query string. A case is asked for by a form: its number stands in no address."""

    actor: Annotated[str, Query(max_length=32)] = ""
    kind: Annotated[str, Query(max_length=12)] = ""
    day: Annotated[str, Query(max_length=10)] = ""
    subject: Annotated[str, Query(max_length=36)] = ""
    before: Annotated[int, Query(ge=0, le=END)] = END

    def query(self, **changes: object) -> str:
        """This page's filters as they stand in an address."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        plain = {"actor": asked.actor, "kind": asked.kind, "day": asked.day, "subject": asked.subject}
        kept = {name: value for name, value in plain.items() if value}
        return urlencode(kept | ({"before": asked.before} if asked.before != END else {}))

    def wanted(self, zone: tzinfo) -> Wanted:
        """Raises Refused."""
        if self.kind and self.kind not in audit_words.GROUPS:
            raise Refused(404, "nothing_here")
        kinds = audit_words.GROUPS[self.kind][1] if self.kind else ()
        since, until = of_day(self.day, zone) if self.day else (0, END)
        return Wanted(self.actor, kinds, self.subject, since, until)


Filters = Annotated[Asked, Depends()]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of rows, whether there are older ones, who everybody is, and the newest anchors."""

    entries: list[Entry]
    older: bool
    people: Mapping[str, str]
    anchors: list[tuple[Anchor, bool]]


@dataclass(frozen=True, slots=True)
class Verified:
    """What following the whole chain found, how long it took in seconds, and each anchor with what is wrong of it."""

    verdict: Verdict
    seconds: float
    anchors: list[tuple[Anchor, str]]


@router.get(PAGE)
async def audit_page(request: Request, given: Here, asked: Filters) -> Response:
    return await show(request, given, asked)


@router.post(f"{PAGE}/find")
async def find(given: Here, member: Looking, reference: Annotated[str, Form(max_length=40)] = "") -> Response:
    """By the number of a case. One that is hidden from her is not there."""
    digits = "".join(filter(str.isdecimal, reference))
    case = await given.store.read(lambda unit: by_number(unit, digits, member))
    return go(f"{PAGE}?{urlencode({'subject': case.id})}")


@router.post(f"{PAGE}/verify")
async def verify(request: Request, given: Here, member: Looking) -> Response:
    """Follow the chain from its first row to its last, and hold every kept anchor against it."""

    def work(unit: Unit) -> Verified:
        audit, began = Audit(unit.cases, unit.vault.keyring), time.monotonic()
        verdict, anchors = audit.verify(), Anchors(unit.cases, audit)
        held = [(anchor, anchors.fault(anchor)) for anchor, _ in anchors.newest(LINES)]
        return Verified(verdict, time.monotonic() - began, held)

    verified = await given.store.read(work)
    detail = f"{verified.verdict.rows}:{verified.verdict.fault or 'whole'}"
    await given.store.write(lambda unit: note(unit, given, actor=member.id, kind="audit.verified", detail=detail))
    return await show(request, given, Asked(), verified)


@router.get(f"{PAGE}.csv")
async def table(given: Here, member: Looking, asked: Filters) -> Response:
    """Codes, not words: it is read by programs."""
    wanted = asked.wanted(given.zone)
    rows = await given.store.read(lambda unit: search(unit.cases, wanted, most=IN_A_FILE, before=asked.before))
    heads = ("row", "at", "actor", "kind", "subject", "detail")
    content = tables.csv_of(
        heads, [(one.seq, utc(one.at), one.actor, one.kind, one.subject, one.detail) for one in rows]
    )
    detail = f"csv:{len(rows)}:{digest(content)}"
    await given.store.write(lambda unit: note(unit, given, actor=member.id, kind="audit.exported", detail=detail))
    return attachment(content, tables.KINDS["csv"].mime, f"audit-{given.now():%Y-%m-%d}.csv")


async def show(request: Request, given: Console, asked: Asked, verified: Verified | None = None) -> Response:
    wanted = asked.wanted(given.zone)

    def work(unit: Unit) -> Found:
        rows = list(search(unit.cases, wanted, most=ON_A_PAGE + 1, before=asked.before))
        anchors = Anchors(unit.cases, Audit(unit.cases, unit.vault.keyring)).newest(LINES)
        people = {one.id: one.name for one in Members(unit.cases).all()}
        return Found(rows[:ON_A_PAGE], len(rows) > ON_A_PAGE, people, list(anchors))

    found, words = await given.store.read(work), pages(request).words(request)
    return pages(request).page(
        request,
        "audit.html",
        found=found,
        asked=asked,
        verified=verified,
        said=audit_words,
        kind=partial(audit_words.kind, words),
        operator=OPERATOR,
        until=END,
    )


def of_day(day: str, zone: tzinfo) -> tuple[int, int]:
    """From when until when that day of the desk is, in ms. Raises Refused."""
    try:
        begin = datetime.combine(date.fromisoformat(day), time_of_day(), zone)
        return milliseconds(begin), milliseconds(begin + timedelta(days=1))
    except (ValueError, OverflowError):
        raise Refused(404, "nothing_here") from None


def utc(at: int) -> str:
    return moment(at).astimezone(UTC).isoformat(timespec="milliseconds")
