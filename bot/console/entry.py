"""What a sign-in still asks for, and the session it ends in. Knows neither pages nor forms.

A session's token changes whenever somebody proves who she is; the one the browser had ends in the same transaction.
"""

from fastapi import Request
from starlette.responses import Response

from bot.console import second_factor
from bot.console.accounts import digest
from bot.console.auditing import note
from bot.console.console import Console
from bot.console.doors import Refused, cookie_name, limits_at
from bot.console.throttle import Throttle
from storage.engine import Unit
from storage.kept_forms import KeptForms
from storage.members import Member, Members
from storage.second_factors import SecondFactors
from storage.sessions import Session, Sessions
from storage.times import HOUR_MS, milliseconds

CODE, FACTOR = "code", "factor"
INBOX, KEPT = "/desk", "/desk/kept"
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux")
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
SPOKEN = {"Edg": "Edge", "OPR": "Opera", "Macintosh": "macOS", "CrOS": "ChromeOS"}


def stage_of(unit: Unit, given: Console, member_id: str) -> str:
    """What is asked after the password: a code, a factor to be set up, or nothing more."""
    factor = SecondFactors(unit.cases, unit.vault.keyring).of(member_id)
    if factor and factor.confirmed:
        return CODE
    return FACTOR if given.asks_factor else ""


def begin(request: Request, unit: Unit, given: Console, member: Member, token: str, *, stage: str = "") -> None:
    """A new session with a token nobody knew before; the one this browser had, if any, ends.

    Rows of ended sessions stay an hour longer: they open nothing, but tell whose typed words came too late.
    """
    sessions, at = Sessions(unit.cases), milliseconds(given.now())
    sessions.sweep(**{name: limit - HOUR_MS for name, limit in limits_at(given).items()})
    if old := request.cookies.get(cookie_name(given), ""):
        sessions.end(digest(old))
    browser = browser_of(request.headers.get("user-agent", ""))
    sessions.begin(digest(token), member.id, at=at, stage=stage, browser=browser)
    if not stage:
        Members(unit.cases).set_failures(member.id, 0, wait_until=0)
        note(unit, given, actor=member.id, kind="sign.in", subject=member.id)


def again(request: Request, unit: Unit, given: Console, session: Session, token: str) -> None:
    """The same for somebody who is in, or half in. Raises Refused where another browser was faster."""
    if not Sessions(unit.cases).end_one(session.digest, session.member.id):
        raise Refused(410, "link")
    begin(request, unit, given, session.member, token)


def browser_of(agent: str) -> str:
    """The kind of browser, for a member's own list; never the whole line, which would tell people apart."""
    found = [next((name for name in names if name in agent), "") for names in (BROWSERS, SYSTEMS)]
    return " · ".join(SPOKEN.get(name, name) for name in found if name)[:24]


def counted(unit: Unit, waits: Throttle, member: Member, given: Console) -> int:
    """Count a try of this member before it is looked at: milliseconds to wait, or 0."""
    return waits.counted(unit, member.login, at=milliseconds(given.now()))[1]


def opened(unit: Unit, given: Console, member: Member, code: str) -> bool:
    """Whether this is a code of hers; it is used up by that. A wrong one stands in the audit."""
    factors = SecondFactors(unit.cases, unit.vault.keyring)
    by = second_factor.opens(factors, member.id, code, now=given.now())
    if not by:
        failed(unit, given, member, CODE)
    elif by == "recovery":
        left = factors.codes_left(member.id)
        note(unit, given, actor=member.id, kind="factor.recovery", subject=member.id, detail=str(left))
    return bool(by)


def failed(unit: Unit, given: Console, member: Member, what: str) -> None:
    note(unit, given, actor=member.id, kind="sign.failed", subject=member.id, detail=what)


def home(unit: Unit, given: Console, member: Member) -> str:
    """Where she goes on: to what she had typed, if anything waits for her."""
    waiting = KeptForms(unit.cases, unit.vault.keyring).of(member.id, at=milliseconds(given.now()))
    return KEPT if waiting else INBOX


def with_cookie(given: Console, response: Response, token: str) -> Response:
    response.set_cookie(cookie_name(given), token, path="/", secure=given.https, httponly=True, samesite="strict")
    return response
