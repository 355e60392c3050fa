"""Brings the entries of a table into the register: all of them or, where one line is refused, none.

An entry is found again by its key, else by its name: importing the same table twice changes nothing. A cell that is
empty leaves what is there; names and contacts are added, never taken away. Runs in the caller's transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.casework.desk import MovedMeanwhile
from bot.casework.register import checks
from bot.casework.register.checks import EntryRefused
from bot.casework.register.entries import Entry, Person, Refusal
from bot.casework.routing import Kind
from storage.companies import Companies, Company, Contact
from storage.engine import Unit

FIELDS = ("kind", "country", "sector", "pledged_day", "disabled")


@dataclass(slots=True)
class Plan:
    """What is to be stored. With a refusal nothing is."""

    refused: list[Refusal] = field(default_factory=list)
    added: list[Company] = field(default_factory=list)
    changed: list[Company] = field(default_factory=list)
    called: list[tuple[str, str]] = field(default_factory=list)  # company, another name
    contacts_added: list[Contact] = field(default_factory=list)
    contacts_changed: list[Contact] = field(default_factory=list)
    unchanged: int = 0


class Known:
    """The register as it is, and as the table will make it, by what entries are found by."""

    def __init__(self, companies: Companies) -> None:
        self.before = {one.id: one for one in companies.all()}
        self.others = companies.all_other_names()
        self.companies: dict[str, Company] = {}
        self.contacts: dict[str, list[Contact]] = {}
        self._keys: dict[str, str] = {}
        self._first: dict[str, set[str]] = {}
        self._other: dict[str, set[str]] = {}
        for company in self.before.values():
            self.put(company)
        for company_id, names in self.others.items():
            for name in names:
                self._other.setdefault(checks.folded(name), set()).add(company_id)
        for contact in companies.contacts():
            self.contacts.setdefault(contact.company_id, []).append(contact)

    def put(self, company: Company) -> None:
        self.companies[company.id] = company
        self._first.setdefault(checks.folded(company.name), set()).add(company.id)
        if company.external:
            self._keys[company.external] = company.id

    def by_key(self, key: str) -> Company | None:
        return self.companies[self._keys[key]] if key in self._keys else None

    def called(self, name: str) -> list[Company]:
        """By first names; where none is called so, by others."""
        wanted = checks.folded(name)
        found = self._first.get(wanted) or self._other.get(wanted) or set()
        return [self.companies[one] for one in sorted(found)]


def bring_in(
    unit: Unit, entries: Sequence[Entry], refused: Iterable[Refusal], *, ids: Callable[[], str], at: int, dry: bool
) -> Plan:
    """Plan it all, then store it all. `dry`: only plan. `at` in ms."""
    companies = Companies(unit.cases)
    plan = Plan(list(refused))
    known, meant = Known(companies), dict[str, Entry]()
    for entry in entries:
        _take(known, meant, entry, plan, ids=ids, at=at)
    for company_id, entry in meant.items():
        _relate(known, company_id, entry, plan)
    for company_id, entry in meant.items():
        _compare(plan, known, company_id, entry, ids)
    plan.refused.sort(key=lambda refusal: refusal.row)
    if not plan.refused and not dry:
        store(companies, plan, ids)
    return plan


def store(companies: Companies, plan: Plan, ids: Callable[[], str]) -> None:
    """Raises MovedMeanwhile: somebody changed one of them at the desk, nothing is stored."""
    for one in plan.added:
        companies.add(one)
    for one in plan.changed:
        if not companies.change(one):
            raise MovedMeanwhile
    for company_id, name in plan.called:
        companies.call(ids(), company_id, name)
    for contact in plan.contacts_added:
        companies.add_contact(contact)
    for contact in plan.contacts_changed:
        companies.change_contact(contact)


def _take(known: Known, meant: dict[str, Entry], entry: Entry, plan: Plan, *, ids: Callable[[], str], at: int) -> None:
    """Which company of the register the entry means, or a new one."""
    try:
        there = _found(known, entry)
        company = there or Company(ids(), Kind.OTHER, entry.name, external=entry.key, created_at=at)
        said = {name: getattr(entry, name) for name in FIELDS if getattr(entry, name) not in ("", None)}
        name = entry.name if entry.key or there is None else company.name
        company = checks.company(replace(company, name=name, external=entry.key or company.external, **said))
        if company.id in meant:
            raise EntryRefused("same_company")
    except EntryRefused as error:
        plan.refused.append(Refusal(entry.row, error.reason, entry.name))
        return
    known.put(company)
    meant[company.id] = entry


def _found(known: Known, entry: Entry) -> Company | None:
    if (there := known.by_key(entry.key)) is not None:
        return there
    called = [one for one in known.called(entry.name) if not (entry.key and one.external)]
    if len(called) > 1:
        raise EntryRefused("two_of_this_name")
    return called[0] if called else None


def _relate(known: Known, company_id: str, entry: Entry, plan: Plan) -> None:
    """Its parent may stand in the same table, above it or below."""
    company = known.companies[company_id]
    try:
        if entry.parent:
            company = replace(company, parent_id=_parent(known, entry.parent))
        checks.related(company, known.companies)
        known.companies[company_id] = company
    except EntryRefused as error:
        plan.refused.append(Refusal(entry.row, error.reason, entry.parent or entry.name))


def _parent(known: Known, told: str) -> str:
    if (there := known.by_key(told)) is not None:
        return there.id
    called = known.called(told)
    if len(called) > 1:
        raise EntryRefused("two_of_this_name")
    if not called:
        raise EntryRefused("company_parent")
    return called[0].id


def _compare(plan: Plan, known: Known, company_id: str, entry: Entry, ids: Callable[[], str]) -> None:
    before, company, touched = known.before.get(company_id), known.companies[company_id], True
    if before is None:
        plan.added.append(company)
    elif company != before:
        plan.changed.append(company)
    else:
        touched = False
    renamed = [before.name] if before is not None and before.name != company.name else []
    has = {checks.folded(one) for one in (company.name, *known.others.get(company_id, ()))}
    for name in (*renamed, *entry.other_names):
        if checks.folded(name) not in has:
            has.add(checks.folded(name))
            plan.called.append((company_id, name))
            touched = True
    plan.unchanged += not (_people(plan, known, company, entry, ids) or touched)


def _people(plan: Plan, known: Known, company: Company, entry: Entry, ids: Callable[[], str]) -> bool:
    """True: there is something to store."""
    there, touched = list(known.contacts.get(company.id, ())), False
    for person in entry.people:
        old = next((one for one in there if _same(one, person)), None)
        try:
            new = checks.contact(_contact(old, person, company, rank=len(there) + 1, new_id=ids()))
        except EntryRefused as error:
            plan.refused.append(Refusal(person.row, error.reason, person.mail or person.name))
            continue
        if old is None:
            plan.contacts_added.append(new)
            there.append(new)
        elif new != old:
            plan.contacts_changed.append(new)
        touched = touched or old is None or new != old
    return touched


def _same(one: Contact, person: Person) -> bool:
    if one.mail and person.mail:
        return one.mail.casefold() == person.mail.casefold()
    return checks.folded(one.name) == checks.folded(person.name)


def _contact(old: Contact | None, person: Person, company: Company, *, rank: int, new_id: str) -> Contact:
    one = old or Contact(
        new_id, company.id, person.name, language="ja" if company.country == "JP" else "en", rank=min(rank, checks.LAST)
    )
    said = {name: value for name in ("name", "role", "language", "mail", "rank") if (value := getattr(person, name))}
    names = "\n".join(dict.fromkeys(filter(None, (*one.other_names.split("\n"), *person.other_names))))
    return replace(one, other_names=names, **said)
