"""The register of companies: names, contacts, who of the desk works there. The caller owns the transaction.

A change of a company or of its names bumps its version, and compares it where somebody decided on what she saw.
Companies are never deleted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.engine import Connection, Row
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

COMPANY, NAME, CONTACT, STAFF = (
    METADATA.tables[table] for table in ("company", "company_name", "company_contact", "company_staff")
)
EDITED = ("kind", "name", "external", "parent_id", "country", "sector", "pledged_day", "disabled")
COLUMNS = ("id", *EDITED, "version", "created_at")
PERSON = ("name", "other_names", "role", "language", "mail", "rank", "disabled")
CONTACT_COLUMNS = ("id", "company_id", *PERSON)
THIS, ITS = COMPANY.c.id == bindparam("is_id"), CONTACT.c.id == bindparam("is_id")

ADD = insert(COMPANY).values({name: bindparam(name) for name in COLUMNS})
WHOLE = select(*[COMPANY.c[name] for name in COLUMNS])
GET = WHOLE.where(THIS)
ALL = WHOLE.order_by(COMPANY.c.name, COMPANY.c.id)
CHILDREN = WHOLE.where(COMPANY.c.parent_id == bindparam("of")).order_by(COMPANY.c.name)
CHANGE = (
    update(COMPANY)
    .where(THIS, COMPANY.c.version == bindparam("at_version"))
    .values({**{name: bindparam(f"to_{name}") for name in EDITED}, "version": COMPANY.c.version + 1})
)
TOUCH = update(COMPANY).where(THIS).values(version=COMPANY.c.version + 1)
REVISION = select(func.count(), func.coalesce(func.sum(COMPANY.c.version), 0)).select_from(COMPANY)

ADD_NAME = insert_or_ignore(NAME)
DROP_NAME = delete(NAME).where(NAME.c.company_id == bindparam("of"), NAME.c.name == bindparam("called"))
NAMES = select(NAME.c.company_id, NAME.c.name).order_by(NAME.c.name)
NAMES_OF = NAMES.where(NAME.c.company_id == bindparam("of"))

ADD_CONTACT = insert(CONTACT).values({name: bindparam(name) for name in CONTACT_COLUMNS})
CONTACTS = select(*[CONTACT.c[name] for name in CONTACT_COLUMNS]).order_by(CONTACT.c.rank, CONTACT.c.name, CONTACT.c.id)
CONTACTS_OF = CONTACTS.where(CONTACT.c.company_id == bindparam("of"))
CONTACT_BY = CONTACTS.where(ITS)
CHANGE_CONTACT = update(CONTACT).where(ITS).values({name: bindparam(f"to_{name}") for name in PERSON})

EMPLOY = insert_or_ignore(STAFF)
RELEASE = delete(STAFF).where(STAFF.c.member_id == bindparam("member"), STAFF.c.company_id == bindparam("of"))
EMPLOYED = select(STAFF.c.member_id, STAFF.c.company_id)


@dataclass(frozen=True, slots=True)
class Company:
    """One row of `company`. `pledged_day` counts from 1970, `created_at` is ms since then."""

    id: str
    kind: str
    name: str
    external: str = ""
    parent_id: str = ""
    country: str = ""
    sector: str = ""
    pledged_day: int | None = None
    disabled: bool = False
    version: int = 0
    created_at: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """One row of `company_contact`."""

    id: str
    company_id: str
    name: str
    other_names: str = ""
    role: str = ""
    language: str = "en"
    mail: str = ""
    rank: int = 1
    disabled: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """In every script there is."""
        return (self.name, *filter(None, self.other_names.split("\n")))


def company_from(row: Row) -> Company:
    values = dict(zip(COLUMNS, row, strict=True))
    values["disabled"] = bool(values["disabled"])
    return Company(**values)


def contact_from(row: Row) -> Contact:
    values = dict(zip(CONTACT_COLUMNS, row, strict=True))
    values["disabled"] = bool(values["disabled"])
    return Contact(**values)


class Companies:
    """Rows of `company` and what belongs to it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, company: Company) -> None:
        self._connection.put(ADD, **{name: getattr(company, name) for name in COLUMNS})

    def get(self, company_id: str) -> Company | None:
        row = self._connection.one(GET, is_id=company_id)
        return None if row is None else company_from(row)

    def all(self) -> Sequence[Company]:
        return [company_from(row) for row in self._connection.all(ALL)]

    def children(self, company_id: str) -> Sequence[Company]:
        """Its sites, and companies of its group."""
        return [company_from(row) for row in self._connection.all(CHILDREN, of=company_id)]

    def change(self, company: Company) -> bool:
        """All of it as given, if it still has the version given. False: somebody changed it meanwhile."""
        values = {f"to_{name}": getattr(company, name) for name in EDITED}
        return self._connection.run(CHANGE, is_id=company.id, at_version=company.version, **values) == 1

    def revision(self) -> tuple[int, int]:
        """Another one after every change of a company or a name."""
        row = self._connection.one(REVISION)
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    def call(self, name_id: str, company_id: str, name: str) -> None:
        """Another name; nothing happens if it has it."""
        self._connection.put(ADD_NAME, id=name_id, company_id=company_id, name=name)
        self._touch(company_id)

    def uncall(self, company_id: str, name: str) -> None:
        self._connection.put(DROP_NAME, of=company_id, called=name)
        self._touch(company_id)

    def other_names(self, company_id: str) -> Sequence[str]:
        return [str(row[1]) for row in self._connection.all(NAMES_OF, of=company_id)]

    def all_other_names(self) -> Mapping[str, Sequence[str]]:
        """By company, for those that have any."""
        found: dict[str, list[str]] = {}
        for company_id, name in self._connection.all(NAMES):
            found.setdefault(company_id, []).append(name)
        return found

    def names(self) -> Mapping[str, Sequence[str]]:
        """Every name of every company that is not disabled, the first one first."""
        others = self.all_other_names()
        return {one.id: [one.name, *others.get(one.id, ())] for one in self.all() if not one.disabled}

    def add_contact(self, contact: Contact) -> None:
        self._connection.put(ADD_CONTACT, **{name: getattr(contact, name) for name in CONTACT_COLUMNS})

    def change_contact(self, contact: Contact) -> None:
        values = {f"to_{name}": getattr(contact, name) for name in PERSON}
        self._connection.put(CHANGE_CONTACT, is_id=contact.id, **values)

    def contacts(self, company_id: str = "") -> Sequence[Contact]:
        """Of one company or of all, who is asked first first."""
        rows = self._connection.all(CONTACTS_OF, of=company_id) if company_id else self._connection.all(CONTACTS)
        return [contact_from(row) for row in rows]

    def contact(self, contact_id: str) -> Contact | None:
        row = self._connection.one(CONTACT_BY, is_id=contact_id)
        return None if row is None else contact_from(row)

    def employ(self, member_id: str, company_id: str, employed: bool = True) -> None:
        """This member of the desk works there, or does no longer."""
        if employed:
            self._connection.put(EMPLOY, member_id=member_id, company_id=company_id)
        else:
            self._connection.put(RELEASE, member=member_id, of=company_id)

    def employed(self) -> Sequence[tuple[str, str]]:
        """(member, company)"""
        return [(row[0], row[1]) for row in self._connection.all(EMPLOYED)]

    def _touch(self, company_id: str) -> None:
        self._connection.put(TOUCH, is_id=company_id)
