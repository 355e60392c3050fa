"""Browsers of companies' contacts over a desk of real parts."""

from bot.console.accounts import digest
from bot.console.portal.doors import cookie_name
from storage.companies import Contact
from storage.company_doors import CompanyDoors
from storage.times import milliseconds
from tests.casework.company_story import MORI
from tests.console.conftest import Kit


def come_in(kit: Kit, contact: Contact = MORI, *, stage: str = "") -> str:
    """A browser of this contact, without mail and phone; the token of its cookie."""
    token = f"company-{kit.id()}"
    at = milliseconds(kit.clock())
    kit.write(lambda unit: CompanyDoors(unit.cases).begin(digest(token), contact.id, stage=stage, at=at))
    has_cookie(kit, token)
    return token


def has_cookie(kit: Kit, token: str) -> None:
    kit.cookies.clear()
    kit.cookies.set(cookie_name(kit.console), token, domain="127.0.0.1")
