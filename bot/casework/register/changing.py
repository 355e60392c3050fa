"""What a lead changes in the register by hand, one act a transaction of the caller's.

Whoever decides on what she saw gets MovedMeanwhile where somebody was faster. Companies and contacts are disabled,
never deleted: cases name them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.casework.desk import CaseworkError, MovedMeanwhile
from bot.casework.register import checks
from bot.casework.register.checks import EntryRefused
from storage.companies import Companies, Company, Contact
from storage.engine import Unit


class NoSuchCompany(CaseworkError):
    """The register has no such company or contact."""

    status = 404

    def __init__(self) -> None:
        super().__init__("no_such_company")


def find(unit: Unit, company_id: str) -> Company:
    company = Companies(unit.cases).get(company_id)
    if company is None:
        raise NoSuchCompany
    return company


def add(unit: Unit, given: Company, other_names: Sequence[str], *, ids: Callable[[], str]) -> Company:
    """Raises EntryRefused, also where another company has its key."""
    companies = Companies(unit.cases)
    company = _fit(companies, given)
    names = _names(company, other_names)
    companies.add(company)
    for name in names:
        companies.call(ids(), company.id, name)
    return company


def change(unit: Unit, given: Company, other_names: Sequence[str], *, ids: Callable[[], str]) -> None:
    """All of it as given. `given.version` is the one the lead saw. Raises EntryRefused, MovedMeanwhile."""
    companies = Companies(unit.cases)
    kept = find(unit, given.id)
    company = _fit(companies, replace(given, created_at=kept.created_at))
    names = _names(company, other_names)
    if not companies.change(company):
        raise MovedMeanwhile
    there = companies.other_names(company.id)
    for name in set(there) - set(names):
        companies.uncall(company.id, name)
    for name in names:
        if name not in there:
            companies.call(ids(), company.id, name)


def add_contact(unit: Unit, given: Contact) -> None:
    """Raises EntryRefused, also where the company has one with this address or name."""
    companies = Companies(unit.cases)
    find(unit, given.company_id)
    contact = checks.contact(given)
    for other in companies.contacts(given.company_id):
        _apart(contact, other)
    companies.add_contact(contact)


def change_contact(unit: Unit, given: Contact) -> None:
    """Raises EntryRefused, NoSuchCompany."""
    companies = Companies(unit.cases)
    there = companies.contacts(given.company_id)
    if given.id not in {one.id for one in there}:
        raise NoSuchCompany
    contact = checks.contact(given)
    for other in there:
        if other.id != given.id:
            _apart(contact, other)
    companies.change_contact(contact)


def add_contact_to(unit: Unit, called: str, given: Contact) -> str:
    """To the company with this key or whole name; its name. Raises EntryRefused."""
    company = named(unit, called)
    add_contact(unit, replace(given, company_id=company.id))
    return company.name


def named(unit: Unit, called: str) -> Company:
    """The one company with this key or, whole, with this name. Raises EntryRefused."""
    companies = Companies(unit.cases)
    every, others, wanted = companies.all(), companies.all_other_names(), checks.folded(called)
    by_key = [one for one in every if one.external and one.external == called.strip()]
    by_name = [one for one in every if wanted in map(checks.folded, (one.name, *others.get(one.id, ())))]
    found = by_key or by_name
    if len(found) != 1:
        raise EntryRefused("two_of_this_name" if found else "no_company")
    return found[0]


def _fit(companies: Companies, given: Company) -> Company:
    company = checks.company(given)
    every = {one.id: one for one in companies.all()}
    checks.related(company, every)
    if company.external and any(one.external == company.external and one.id != company.id for one in every.values()):
        raise EntryRefused("key_taken")
    return company


def _names(company: Company, names: Sequence[str]) -> list[str]:
    kept = dict.fromkeys(checks.other_name(name) for name in names if name.strip())
    return [name for name in kept if name != company.name]


def _apart(contact: Contact, other: Contact) -> None:
    same_mail = bool(contact.mail) and contact.mail.casefold() == other.mail.casefold()
    if same_mail or (contact.mail == other.mail and checks.folded(contact.name) == checks.folded(other.name)):
        raise EntryRefused("contact_there")
