"""Who works at the desk: an administrator keeps it, leads may look. Adding somebody, another role and a new link need a
second person; shutting somebody out does not. A link is shown once, on the page that made it, and mailed to nobody.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from bot.casework import approving
from bot.casework.approving import Kind
from bot.casework.desk import Hand, NoSuchCase, NotAllowed
from bot.console import accounts, approval_words
from bot.console.accounts import AccountRefused, Role
from bot.console.cases import done, hand
from bot.console.console import Console
from bot.console.doors import Here, Refused, SignedIn, ToOwnPage
from bot.console.fresh import Fresh
from bot.console.pages import go, pages
from storage.approvals import Approval, Approvals
from storage.audit_search import last_seen
from storage.engine import Unit
from storage.members import Member, Members
from storage.second_factors import SecondFactors
from storage.sessions import Sessions
from storage.times import milliseconds

PAGE = "/desk/people"
LOOKERS = frozenset({Role.ADMIN, Role.LEAD})
LONGEST_TIME = timedelta(days=366)
Short = Annotated[str, Form(max_length=254)]


async def looking(session: SignedIn) -> Member:
    if session.member.role == Role.TRANSLATOR:
        raise ToOwnPage
    if session.member.role not in LOOKERS:
        raise Refused(404, "nothing_here")
    return session.member


async def keeping(member: Annotated[Member, Depends(looking)]) -> Member:
    if member.role != Role.ADMIN:
        raise NotAllowed("role_approval", status=403)
    return member


Looking = Annotated[Member, Depends(looking)]
Keeping = Annotated[Member, Depends(keeping)]
router = APIRouter(dependencies=[Depends(looking)])


@dataclass(frozen=True, slots=True)
class People:
    """All members, when each was last seen (ms), who has a second factor, what waits or may be done, who may agree."""

    members: list[Member]
    seen: dict[str, int]
    coded: frozenset[str]
    wishes: list[Approval]
    others: int


@router.get(PAGE)
async def people_page(request: Request, given: Here, member: Looking) -> Response:
    return await show(request, given, member)


@router.post(PAGE)
async def add(
    given: Here,
    session: Fresh,
    member: Keeping,
    login: Short,
    role: Short,
    name: Short = "",
    language: Short = "en",
    until: Short = "",
) -> Response:
    """Ask another to agree to somebody new."""
    wanted = [login.strip(), name.strip()[:80], role, language if language in given.languages else "en", until]

    def act(hand: Hand) -> None:
        possible(hand.unit, login, role)
        day_of(given, until)
        approving.ask(hand, Kind.MEMBER, given.ids(), wanted=json.dumps(wanted, ensure_ascii=False))

    await done(given, member, act)
    return go(PAGE)


@router.post(PAGE + "/{member_id}/role")
async def role(given: Here, session: Fresh, member: Keeping, member_id: UUID, role: Short) -> Response:
    def act(hand: Hand) -> None:
        of(hand.unit, member_id.hex, but=member.id)
        if role not in set(Role):
            raise NotAllowed("no_role", status=422)
        approving.ask(hand, Kind.ROLE, member_id.hex, wanted=role)

    await done(given, member, act)
    return go(PAGE)


@router.post(PAGE + "/{member_id}/reset")
async def reset(given: Here, session: Fresh, member: Keeping, member_id: UUID) -> Response:
    """Ask another to agree to a new link; it also lets somebody in again who was shut out."""

    def act(hand: Hand) -> None:
        of(hand.unit, member_id.hex, but=member.id)
        approving.ask(hand, Kind.RESET, member_id.hex)

    await done(given, member, act)
    return go(PAGE)


@router.post(PAGE + "/{member_id}/until")
async def until(given: Here, session: Fresh, member: Keeping, member_id: UUID, day: Short = "") -> Response:
    """The last day on which she may come in; empty: no end."""

    def act(hand: Hand) -> None:
        whom = of(hand.unit, member_id.hex, but=member.id)
        Members(hand.unit.cases).set_until(whom.id, day_of(given, day))
        accounts.told(hand.unit, "member.until", whom.id, now=hand.now, by=hand.by, detail=day)

    await done(given, member, act)
    return go(PAGE)


@router.post(PAGE + "/{member_id}/disable")
async def disable(given: Here, session: Fresh, member: Keeping, member_id: UUID) -> Response:
    """Out at once, on every browser."""

    def act(hand: Hand) -> None:
        whom = of(hand.unit, member_id.hex, but=member.id)
        never_without(hand.unit, whom)
        accounts.disable(hand.unit, whom.login, now=hand.now, by=hand.by)

    await done(given, member, act)
    return go(PAGE)


@router.post(PAGE + "/agreed/{approval_id}")
async def agreed(request: Request, given: Here, session: Fresh, member: Keeping, approval_id: UUID) -> Response:
    """Do what another has agreed to. The link is on this answer and nowhere else."""
    token = given.tokens()

    def work(unit: Unit) -> bool:
        found = Approvals(unit.cases).get(approval_id.hex)
        if found is None or found.kind not in approving.ABOUT_A_MEMBER:
            raise NoSuchCase
        return carry_out(hand(given, member, unit), given, found, token)

    with_link = await given.store.write(work)
    return await show(request, given, member, accounts.link(given.public_url, token) if with_link else "")


def carry_out(hand: Hand, given: Console, wish: Approval, token: str) -> bool:
    """True where a link was made. Raises NotAllowed."""
    unit, kind = hand.unit, Kind(wish.kind)
    approving.use(hand, kind, wish.subject)
    if kind is Kind.MEMBER:
        login, name, role, language, until = json.loads(wish.wanted)
        possible(unit, login, role)
        values = {"login": login, "name": name, "role": role, "language": language, "until": day_of(given, until)}
        accounts.invite(unit, member_id=wish.subject, token=token, now=hand.now, by=hand.by, **values)
        return True
    whom = of(unit, wish.subject, but=hand.by)
    if kind is Kind.RESET:
        accounts.reset(unit, whom.login, token=token, now=hand.now, by=hand.by)
        return True
    never_without(unit, whom)
    accounts.change_role(unit, whom.id, wish.wanted, now=hand.now, by=hand.by)
    return False


async def show(request: Request, given: Console, member: Member, link: str = "") -> Response:
    at = milliseconds(given.now())

    def work(unit: Unit) -> People:
        everybody = Members(unit.cases).all()
        seen = last_seen(unit.cases) | Sessions(unit.cases).last_seen()
        coded = SecondFactors(unit.cases, unit.vault.keyring).confirmed()
        wishes = [one.approval for one in approving.wishes(unit, member, at=at)]
        about = [one for one in wishes if one.kind in approving.ABOUT_A_MEMBER and is_open(one, at)]
        others = [one for one in everybody if one.id != member.id and can_come_in(one, at) and one.role in LOOKERS]
        return People(everybody, seen, coded, about, len(others))

    found = await given.store.read(work)
    minutes = accounts.LINK_LASTS.seconds // 60
    values: Mapping[str, object] = {"found": found, "link": link, "minutes": minutes, "at": at, "roles": list(Role)}
    return pages(request).page(request, "people.html", 200, said=approval_words, wanted=wanted, **values)


def is_open(wish: Approval, at: int) -> bool:
    return approving.waits(wish, at) or (wish.decision == "yes" and wish.until > at)


def can_come_in(member: Member, at: int) -> bool:
    return bool(member.password) and not member.disabled and not member.is_over(at)


def wanted(wish: Approval) -> list[str]:
    """Login, name and role of somebody new; the role that somebody is to have."""
    found = json.loads(wish.wanted) if wish.kind == Kind.MEMBER else ["", "", wish.wanted]
    return [str(one) for one in found[:3]]


def of(unit: Unit, member_id: str, *, but: str) -> Member:
    """Raises NotAllowed for her own account: nobody changes what she herself may do."""
    found = Members(unit.cases).get(member_id)
    if found is None:
        raise NotAllowed("no_member", status=404)
    if found.id == but:
        raise NotAllowed("own_account", status=403)
    return found


def possible(unit: Unit, login: str, role: str) -> None:
    if role not in set(Role):
        raise NotAllowed("no_role", status=422)
    try:
        accounts.allowed(unit, login, role)
    except AccountRefused:
        raise NotAllowed("login_taken", status=422) from None


def never_without(unit: Unit, member: Member) -> None:
    """Raises NotAllowed where she is the last administrator who can come in."""
    if member.role != Role.ADMIN:
        return
    others = [one for one in Members(unit.cases).all() if one.role == Role.ADMIN and one.id != member.id]
    if not any(one.password and not one.disabled for one in others):
        raise NotAllowed("last_admin")


def day_of(given: Console, text: str) -> int:
    """The end of that day at the desk (ms), 0 for none. Raises NotAllowed."""
    if not text:
        return 0
    today = given.now().astimezone(given.zone).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotAllowed("until_day", status=422) from None
    if not today < day <= today + LONGEST_TIME:
        raise NotAllowed("until_day", status=422)
    return milliseconds(datetime.combine(day + timedelta(days=1), time_of_day(), given.zone))
