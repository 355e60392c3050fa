"""Who may see which restricted case, as rows; the rule is `bot.casework.access`. The caller owns the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, insert, select

from storage.engine import Connection, Row
from storage.models.cases import METADATA

ACCESS, CASES, MEMBER = (METADATA.tables[name] for name in ("case_access", "cases", "member"))
COLUMNS = ("case_id", "member_id", "granted", "by_id", "at")
LEAD = and_(MEMBER.c.role == "lead", MEMBER.c.disabled.is_(False)).label("lead")
WHOLE = select(*[ACCESS.c[name] for name in COLUMNS], LEAD).outerjoin_from(
    ACCESS, MEMBER, MEMBER.c.id == ACCESS.c.member_id
)
OF = WHOLE.where(ACCESS.c.case_id == bindparam("of")).order_by(ACCESS.c.at, ACCESS.c.member_id)
ALL = WHOLE.join(CASES, CASES.c.id == ACCESS.c.case_id)
RESTRICTED = select(CASES.c.id).where(CASES.c.restricted != "")
ADD = insert(ACCESS).values({name: bindparam(name) for name in COLUMNS})
DROP = delete(ACCESS).where(ACCESS.c.case_id == bindparam("of"), ACCESS.c.member_id == bindparam("whose"))
FORGET = delete(ACCESS).where(ACCESS.c.case_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Access:
    """One row: `member_id` may see the case, or must not. `by_id` decided it, `at` in ms since 1970.

    `lead`: she is a lead now, and not disabled. Nobody sets it: it is looked up.
    """

    case_id: str
    member_id: str
    granted: bool
    by_id: str
    at: int
    lead: bool = False


def access_from(row: Row) -> Access:
    return Access(row[0], row[1], bool(row[2]), row[3], row[4], bool(row[5]))


class CaseAccess:
    """Rows of `case_access`, and which cases are restricted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, case_id: str) -> Sequence[Access]:
        return [access_from(row) for row in self._connection.all(OF, of=case_id)]

    def all(self) -> Sequence[Access]:
        """Of every case that still exists."""
        return [access_from(row) for row in self._connection.all(ALL)]

    def restricted(self) -> Sequence[str]:
        return [row[0] for row in self._connection.all(RESTRICTED)]

    def set(self, access: Access) -> None:
        """Instead of what was said of this member before."""
        self.drop(access.case_id, access.member_id)
        self._connection.put(ADD, **{name: getattr(access, name) for name in COLUMNS})

    def drop(self, case_id: str, member_id: str) -> None:
        self._connection.put(DROP, of=case_id, whose=member_id)

    def forget(self, case_id: str) -> None:
        self._connection.put(FORGET, of=case_id)
