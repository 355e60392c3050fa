"""What the pages write into the audit. Views are written before the page is sent: no row, no text.

A page that refreshes itself, or a player that asks for the next piece, is written once in ten minutes and not each
time; that cannot be used to look unseen, because the first look always is.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import Request

from bot.console.console import Console
from storage.audit import Audit
from storage.engine import Unit
from storage.sessions import Session
from storage.times import milliseconds

ROOMS = {
    "companies": "company",
    "referrals": "office",
    "languages": "package",
    "publish": "publication",
    "translate": "text",
}
"""What the desk does about no one case, by the address's second word. Members, settings and wording write their own."""
WORDS_IN_THEM = frozenset({"publication", "text"})
"""Rooms in which a look is a look at somebody's words."""
ID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}")
AGAIN_MS = timedelta(minutes=10) // timedelta(milliseconds=1)
REMEMBERED = 5000


def note(unit: Unit, given: Console, *, actor: str, kind: str, subject: str = "", detail: str = "") -> None:
    """One row, in the transaction of what it tells of."""
    audit = Audit(unit.cases, unit.vault.keyring)
    audit.append(at=milliseconds(given.now()), actor=actor, kind=kind, subject=subject, detail=detail)


@dataclass(slots=True)
class Looks:
    """Which looks of which sessions were written when: in memory, for repeats only."""

    written: OrderedDict[tuple[bytes, str, str], int] = field(default_factory=OrderedDict)

    def is_repeat(self, request: Request, session: Session, at: int) -> bool:
        """Whether a look like this one was written just now. A page opened anew is never a repeat."""
        key = (session.digest, request.method, request.url.path)
        itself = "hx-request" in request.headers or "range" in request.headers
        if itself and at - self.written.get(key, -AGAIN_MS) < AGAIN_MS:
            return True
        self.written[key] = at
        self.written.move_to_end(key)
        if len(self.written) > REMEMBERED:
            self.written.popitem(last=False)
        return False


def seen_part(request: Request) -> str:
    """The address's pattern below the case, without any id: `/files/{file_id}/picture`."""
    route = request.scope.get("route")
    return str(getattr(route, "path", "")).partition("{case_id}")[2][:120]


async def looked(request: Request, given: Console, session: Session, case_id: str) -> None:
    """Somebody asks for something of a case: GET is `case.viewed`, anything else `case.used`."""
    looks: Looks = request.app.state.looks
    at = milliseconds(given.now())
    if looks.is_repeat(request, session, at):
        return
    kind = "case.viewed" if request.method in ("GET", "HEAD") else "case.used"
    part, actor = seen_part(request), session.member.id
    await given.store.write(lambda unit: note(unit, given, actor=actor, kind=kind, subject=case_id, detail=part))


async def used(request: Request, given: Console, session: Session) -> None:
    """Somebody does something at the desk that is about no one case, or looks at words outside of a case's pages."""
    pattern = str(getattr(request.scope.get("route"), "path", "")).split("/")
    room, at = ROOMS.get(pattern[2]) if len(pattern) > 2 else None, milliseconds(given.now())
    looks: Looks = request.app.state.looks
    reads = request.method in ("GET", "HEAD")
    if room is None or (reads and room not in WORDS_IN_THEM) or looks.is_repeat(request, session, at):
        return
    kind, subject = f"{room}.viewed" if reads else f"{room}.used", about(request)
    detail, actor = "/".join(["", *pattern[3:]])[:120], session.member.id
    await given.store.write(lambda unit: note(unit, given, actor=actor, kind=kind, subject=subject, detail=detail))


def about(request: Request) -> str:
    """The last id in the address; empty where it has none."""
    ids = [str(value) for value in request.path_params.values() if ID.fullmatch(str(value))]
    return ids[-1].replace("-", "") if ids else ""
