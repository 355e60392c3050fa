"""What a company and a contact in the register must look like, whether they were typed or imported.

Changes nothing: gives what may be stored, or says why not.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from babel import Locale

from bot.casework.desk import CaseworkError, plain
from bot.casework.routing import Kind, Place
from storage.companies import Company, Contact

LONGEST = {"name": 200, "external": 64, "sector": 80}
LONGEST_OF_CONTACT = {"name": 120, "other_names": 400, "role": 80}
MAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?\.[A-Za-z0-9-]{2,63}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
COUNTRY = re.compile(r"[A-Z]{2}")
NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
COUNTRIES = frozenset(filter(COUNTRY.fullmatch, map(str, Locale("en").territories))) - NO_COUNTRY
FIRST, LAST = 1, 99
EARLIEST_DAY, LATEST_DAY = 0, 50_000
"""1970 to 2106: a day beyond is a slip."""


class EntryRefused(CaseworkError):
    """This entry cannot be stored: `reason` is a word that the page and the command explain."""

    status = 422


def line(text: str, longest: int, reason: str) -> str:
    """One line without anything that cannot be seen, in the usual width of its letters."""
    kept = " ".join(unicodedata.normalize("NFKC", plain(text)).split())
    if len(kept) > longest:
        raise EntryRefused(reason)
    return kept


def company(given: Company) -> Company:
    """As it may be stored. Raises EntryRefused; whether its parent exists is `related`'s affair."""
    name = line(given.name, LONGEST["name"], "company_name")
    if not any(map(str.isalnum, name)):
        raise EntryRefused("company_name")
    if given.kind not in set(Kind):
        raise EntryRefused("company_kind")
    if given.country and given.country not in COUNTRIES:
        raise EntryRefused("company_country")
    if given.pledged_day is not None and not EARLIEST_DAY <= given.pledged_day <= LATEST_DAY:
        raise EntryRefused("company_day")
    return replace(
        given,
        name=name,
        external=line(given.external, LONGEST["external"], "company_key"),
        sector=line(given.sector, LONGEST["sector"], "company_sector"),
    )


def other_name(text: str) -> str:
    """Raises EntryRefused."""
    name = line(text, LONGEST["name"], "company_name")
    if not any(map(str.isalnum, name)):
        raise EntryRefused("company_name")
    return name


def related(given: Company, all_: Mapping[str, Company]) -> None:
    """It belongs to a company that exists and not, over however many steps, to itself. Raises EntryRefused."""
    if not given.parent_id:
        if given.kind == Kind.SITE:
            raise EntryRefused("site_parent")
        return
    if given.parent_id not in all_:
        raise EntryRefused("company_parent")
    seen, above = {given.id}, given.parent_id
    while above:
        if above in seen:
            raise EntryRefused("company_circle")
        seen.add(above)
        above = all_[above].parent_id if above in all_ else ""


def contact(given: Contact) -> Contact:
    """Raises EntryRefused."""
    name = line(given.name, LONGEST_OF_CONTACT["name"], "contact_name")
    if not any(map(str.isalpha, name)):
        raise EntryRefused("contact_name")
    mail = given.mail.strip()
    if mail and (len(mail) > 254 or not MAIL.fullmatch(mail) or ".." in mail):
        raise EntryRefused("contact_mail")
    if not LANGUAGE.fullmatch(given.language):
        raise EntryRefused("contact_language")
    if not FIRST <= given.rank <= LAST:
        raise EntryRefused("contact_rank")
    longest = LONGEST_OF_CONTACT["other_names"]
    others = [line(one, longest, "contact_name") for one in given.other_names.split("\n")]
    kept = "\n".join(dict.fromkeys(filter(None, others)))
    if len(kept) > longest:
        raise EntryRefused("contact_name")
    return replace(given, name=name, other_names=kept, mail=mail, role=line(given.role, 80, "contact_role"))


def place(one: Company, others: Iterable[str] = ()) -> Place:
    """As the conflict guard sees it."""
    return Place(one.id, one.kind, (one.name, *others), one.parent_id, one.disabled)


def folded(name: str) -> str:
    """One spelling of a name that is the same name."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
