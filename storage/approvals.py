"""What one member asks for and another decides. Nothing here commits, and nothing here knows who may decide.

A reason is sealed with the key of the case that it is about, and dies with it.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update

from storage.engine import Connection, Row
from storage.models.cases import METADATA

APPROVAL = METADATA.tables["approval"]
COLUMNS = (
    *("id", "kind", "subject", "wanted", "reason_ct", "asked_by", "asked_at"),
    *("decision", "decided_by", "decided_at", "until"),
)
WHOLE = [APPROVAL.c[name] for name in COLUMNS]

ADD = insert(APPROVAL).values({name: bindparam(name) for name in COLUMNS})
GET = select(*WHOLE).where(APPROVAL.c.id == bindparam("is_id"))
OF = (
    select(*WHOLE)
    .where(APPROVAL.c.kind == bindparam("is_kind"), APPROVAL.c.subject == bindparam("about"))
    .order_by(APPROVAL.c.asked_at.desc(), APPROVAL.c.id)
)
OF_KINDS = (
    select(*WHOLE)
    .where(APPROVAL.c.kind.in_(bindparam("kinds", expanding=True)), APPROVAL.c.asked_at > bindparam("since"))
    .order_by(APPROVAL.c.asked_at.desc(), APPROVAL.c.id)
)
# Compare and set: a request is decided once, and a link is taken once.
DECIDE = (
    update(APPROVAL)
    .where(APPROVAL.c.id == bindparam("is_id"), APPROVAL.c.decision == bindparam("was"))
    .values(decision=bindparam("to"), decided_by=bindparam("by"), decided_at=bindparam("at"), until=bindparam("till"))
)
USE = (
    update(APPROVAL)
    .where(APPROVAL.c.id == bindparam("is_id"), APPROVAL.c.decision == "yes", APPROVAL.c.until > bindparam("at"))
    .values(decision="used")
)


@dataclass(frozen=True, slots=True)
class Approval:
    """One request. `decision` is empty, `yes`, `no` or `used`; a yes holds before `until`. Times are ms since 1970."""

    id: str
    kind: str
    subject: str
    wanted: str
    reason_ct: bytes | None
    asked_by: str
    asked_at: int
    decision: str = ""
    decided_by: str = ""
    decided_at: int = 0
    until: int = 0


class Approvals:
    """Rows of `approval`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, approval: Approval) -> None:
        self._connection.put(ADD, **{name: getattr(approval, name) for name in COLUMNS})

    def get(self, approval_id: str) -> Approval | None:
        row = self._connection.one(GET, is_id=approval_id)
        return None if row is None else _from(row)

    def of(self, kind: str, subject: str) -> list[Approval]:
        """Newest first."""
        return [_from(row) for row in self._connection.all(OF, is_kind=kind, about=subject)]

    def of_kinds(self, kinds: list[str], *, since: int) -> list[Approval]:
        return [_from(row) for row in self._connection.all(OF_KINDS, kinds=kinds, since=since)]

    def decide(self, approval_id: str, decision: str, *, by: str, at: int, until: int) -> bool:
        """True once."""
        return self._connection.run(DECIDE, is_id=approval_id, was="", to=decision, by=by, at=at, till=until) == 1

    def use(self, approval_id: str, *, at: int) -> bool:
        """What was granted to be done once: True once, before its time is over."""
        return self._connection.run(USE, is_id=approval_id, at=at) == 1


def _from(row: Row) -> Approval:
    values = dict(zip(COLUMNS, row, strict=True))
    if values["reason_ct"] is not None:
        values["reason_ct"] = bytes(values["reason_ct"])
    return Approval(**values)
