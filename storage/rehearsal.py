"""What a demo alone may do to its own tables: see what is due next, what waits for one phone, keep members signed in.

No real desk uses this: there the clock is nobody's to move. Nothing here commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, union_all, update

from storage.engine import Unit
from storage.models.cases import METADATA

_T = METADATA.tables
SESSION, OUTBOX, DEADLINE = _T["desk_session"], _T["outbox"], _T["deadline"]
_DUE = (
    DEADLINE.c.due_at,
    _T["conversation"].c.remind_at,
    _T["conversation"].c.expires_at,
    _T["conversation"].c.erase_at,
    _T["recipient"].c.stopped_until,
    _T["alert"].c.due_at,
)
NEXT = union_all(
    *(select(func.min(column)).where(column > bindparam("at")) for column in _DUE),
    select(func.min(OUTBOX.c.due_at)).where(OUTBOX.c.due_at > bindparam("at"), OUTBOX.c.state == "queued"),
)
WAITING = (
    select(OUTBOX.c.state, OUTBOX.c.due_at, OUTBOX.c.tries, OUTBOX.c.code)
    .where(OUTBOX.c.alias == bindparam("of"), OUTBOX.c.state.in_(("queued", "waits", "dead")))
    .order_by(OUTBOX.c.seq)
)
PLANNED = (
    select(DEADLINE.c.kind, DEADLINE.c.due_at).where(DEADLINE.c.case_id == bindparam("of")).order_by(DEADLINE.c.due_at)
)
POSTPONE = update(SESSION).values(
    {name: SESSION.c[name] + bindparam("by") for name in ("created_at", "seen_at", "fresh_at")}
)
LINKS = update(_T["sign_in_link"]).values(expires_at=_T["sign_in_link"].c.expires_at + bindparam("by"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that did not leave yet. `due_at` in ms."""

    state: str
    due_at: int
    tries: int
    code: str


def next_due(unit: Unit, *, at: int) -> int | None:
    """When something is to happen by itself after `at`, in ms; None: nothing is planned."""
    found = [row[0] for row in unit.cases.all(NEXT, at=at) if row[0] is not None]
    return min(found, default=None)


def waiting(unit: Unit, alias: str) -> Sequence[Waiting]:
    return [Waiting(*row) for row in unit.cases.all(WAITING, of=alias)]


def planned(unit: Unit, case_id: str) -> Sequence[tuple[str, int]]:
    """(kind, when in ms) of all that is to happen to this case because time passes."""
    return [(str(kind), int(due)) for kind, due in unit.cases.all(PLANNED, of=case_id)]


def postpone(unit: Unit, *, by: int) -> None:
    """The clock was moved by so many ms: whoever is signed in at the demo, or has its link, still is."""
    unit.cases.run(POSTPONE, by=by)
    unit.cases.run(LINKS, by=by)
