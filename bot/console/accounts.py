"""Members of the desk: invited by a one-time link, given a new one, disabled. Used by the sign-in pages and `user`.

Runs inside the caller's transaction. The token of a link is made outside and never stored.
"""

import hashlib
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from storage.audit import Audit
from storage.engine import Unit
from storage.members import Member, Members
from storage.second_factors import SecondFactors
from storage.sessions import Sessions
from storage.times import milliseconds

OPERATOR = "operator"
"""In the audit: whoever may run commands on the server."""

LINK_LASTS = timedelta(minutes=30)
LONGEST_LOGIN = 254


class Role(StrEnum):
    ADMIN = "admin"  # members and settings; never the text of a case
    LEAD = "lead"
    MEMBER = "member"
    TRANSLATOR = "translator"  # single texts for some days, and nothing else
    AUDITOR = "auditor"  # the audit and the figures; never the text of a case


READERS = frozenset({Role.LEAD, Role.MEMBER})


class AccountRefused(ValueError):
    """This member cannot be added, found or changed; the text says why and what to do."""


def folded(login: str) -> str:
    """One spelling of a login: what a browser's keyboard adds or a member types in capitals makes no difference."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def digest(token: str) -> bytes:
    """What is stored of a token: with 256 random bits a plain hash cannot be reversed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def link(public_url: str, token: str) -> str:
    """The address that lets its first user choose a password."""
    return f"{public_url.rstrip('/')}/desk/welcome/{token}"


def invite(
    unit: Unit,
    *,
    member_id: str,
    login: str,
    name: str,
    role: str,
    token: str,
    now: datetime,
    language: str = "en",
    until: int = 0,
    by: str = OPERATOR,
) -> None:
    """Add a member who will come in by the link with this token. Raises AccountRefused."""
    add(unit, Member(member_id, login, name, role, language, until=until), now=now, by=by)
    renew(unit, member_id, token=token, now=now)


def add(unit: Unit, member: Member, *, now: datetime, by: str) -> None:
    """A member without a way in: `renew` gives her one. Raises AccountRefused."""
    allowed(unit, member.login, member.role)
    login = folded(member.login)
    if not Members(unit.cases).add(replace(member, login=login, name=member.name.strip()[:80] or login)):
        raise AccountRefused("this login exists; for a new link run: madoguchi user reset")
    told(unit, "member.added", member.id, now=now, by=by, detail=str(member.role))


def allowed(unit: Unit, login: str, role: str) -> None:
    """Whether there can be such a member. Raises AccountRefused."""
    login = folded(login)
    if not login or len(login) > LONGEST_LOGIN or not login.isprintable() or " " in login:
        raise AccountRefused("a login is 1 to 254 characters without spaces, for example sato@desk.example")
    if role not in set(Role):
        raise AccountRefused(f"unknown role; choose one of {', '.join(Role)}")
    if Members(unit.cases).by_login(login) is not None:
        raise AccountRefused("this login exists; for a new link run: madoguchi user reset")


def renew(unit: Unit, member_id: str, *, token: str, now: datetime) -> None:
    """A fresh link; an older one stops working. The password stays until the link is used."""
    Members(unit.cases).add_link(digest(token), member_id, expires_at=milliseconds(now + LINK_LASTS))


def reset(unit: Unit, login: str, *, token: str, now: datetime, by: str = OPERATOR) -> None:
    """A fresh link for a member by login. She is signed out everywhere and sets up her second factor anew.

    Raises AccountRefused.
    """
    member = named(unit, login)
    Members(unit.cases).disable(member.id, False)
    start_anew(unit, member.id, now=now, by=by)
    renew(unit, member.id, token=token, now=now)


def start_anew(unit: Unit, member_id: str, *, now: datetime, by: str) -> None:
    """No session, no password and no second factor of hers works any more."""
    Members(unit.cases).set_password(member_id, "")
    Sessions(unit.cases).end_all(member_id)
    SecondFactors(unit.cases, unit.vault.keyring).drop(member_id)
    told(unit, "member.reset", member_id, now=now, by=by)


def disable(unit: Unit, login: str, *, now: datetime, by: str = OPERATOR) -> None:
    """Out at once, on every browser. Raises AccountRefused."""
    member = named(unit, login)
    Members(unit.cases).disable(member.id)
    Members(unit.cases).drop_links(member.id)
    Sessions(unit.cases).end_all(member.id)
    told(unit, "member.disabled", member.id, now=now, by=by)


def change_role(unit: Unit, member_id: str, role: str, *, now: datetime, by: str) -> None:
    """She signs in again, with what her new role allows."""
    Members(unit.cases).set_role(member_id, role)
    Sessions(unit.cases).end_all(member_id)
    told(unit, "member.role", member_id, now=now, by=by, detail=role)


def told(unit: Unit, kind: str, member_id: str, *, now: datetime, by: str, detail: str = "") -> None:
    audit = Audit(unit.cases, unit.vault.keyring)
    audit.append(at=milliseconds(now), actor=by, kind=kind, subject=member_id, detail=detail)


def named(unit: Unit, login: str) -> Member:
    member = Members(unit.cases).by_login(folded(login))
    if member is None:
        raise AccountRefused("no member has this login; see: madoguchi user list")
    return member
