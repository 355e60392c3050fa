"""Who filed a report, whether the person it is about goes on with it, and who decided about it before."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.casework import desk, filed_for, second_look
from bot.casework.desk import Opened
from bot.casework.filed_for import FiledFor
from storage.engine import Unit
from storage.members import Members


@dataclass(frozen=True, slots=True)
class Filing:
    """`filed` is None for a report of one's own; `before` are the names of the members who ended it before."""

    filed: FiledFor | None = None
    before: Sequence[str] = ()


def filing(unit: Unit, opened: Opened, *, at: int) -> Filing:
    """`at` in ms: what has not run out by then."""
    case = opened.case
    kinds = frozenset(event.kind for event in opened.events)
    filed = filed_for.filed_for(unit, case.id, opened.report, kinds, at=at)
    decided = second_look.decided_before(unit, case, desk.key_of(unit, case))
    return Filing(filed, [one.name for one in Members(unit.cases).all() if one.id in decided])
