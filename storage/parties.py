"""Which companies a case is about, and as what, as members confirmed it. The caller owns the transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

PARTY = METADATA.tables["case_party"]
COLUMNS = ("id", "case_id", "company_id", "role", "by_id", "at")
WHOLE = select(*[PARTY.c[name] for name in COLUMNS]).order_by(PARTY.c.at, PARTY.c.company_id, PARTY.c.role)

ADD = insert_or_ignore(PARTY)
OF = WHOLE.where(PARTY.c.case_id == bindparam("of"))
OF_COMPANY = WHOLE.where(PARTY.c.company_id == bindparam("of"))
OF_COMPANIES = WHOLE.where(PARTY.c.company_id.in_(bindparam("companies", expanding=True)))
DROP = delete(PARTY).where(PARTY.c.id == bindparam("is_id"), PARTY.c.case_id == bindparam("of"))
FORGET = delete(PARTY).where(PARTY.c.case_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Party:
    """`by_id` is the member who confirmed it, `at` when, in ms since 1970."""

    id: str
    case_id: str
    company_id: str
    role: str
    by_id: str
    at: int


class Parties:
    """Rows of `case_party`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, party: Party) -> bool:
        """False: this company is that in this case already."""
        return self._connection.run(ADD, **{name: getattr(party, name) for name in COLUMNS}) == 1

    def of(self, case_id: str) -> Sequence[Party]:
        return [Party(*row) for row in self._connection.all(OF, of=case_id)]

    def of_company(self, company_id: str) -> Sequence[Party]:
        return [Party(*row) for row in self._connection.all(OF_COMPANY, of=company_id)]

    def of_companies(self, company_ids: Collection[str]) -> Sequence[Party]:
        rows = self._connection.all(OF_COMPANIES, companies=list(company_ids)) if company_ids else ()
        return [Party(*row) for row in rows]

    def drop(self, party_id: str, case_id: str) -> bool:
        """False: it is none of this case's."""
        return self._connection.run(DROP, is_id=party_id, of=case_id) == 1

    def forget(self, case_id: str) -> None:
        self._connection.put(FORGET, of=case_id)
