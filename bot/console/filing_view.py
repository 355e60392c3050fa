"""Who filed a report, whether the person it is about goes on with it, who decided about it before, and who may help."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.casework import desk, filed_for, referrals, second_look
from bot.casework.desk import Opened
from bot.casework.filed_for import FiledFor
from bot.casework.referrals import Fitting
from storage.engine import Unit
from storage.members import Members
from storage.referrals import Referrals
from storage.times import day_of

MOST = 12
"""Offices offered beside a case; all of them are on their own page."""


@dataclass(frozen=True, slots=True)
class Filing:
    """`filed` is None for a report of one's own; `before` are the names of the members who ended it before."""

    filed: FiledFor | None = None
    before: Sequence[str] = ()
    offices: Sequence[Fitting] = ()


def filing(unit: Unit, opened: Opened, *, at: int) -> Filing:
    """`at` in ms: what has not run out by then."""
    case = opened.case
    kinds = frozenset(event.kind for event in opened.events)
    filed = filed_for.filed_for(unit, case.id, opened.report, kinds, at=at)
    decided = second_look.decided_before(unit, case, desk.key_of(unit, case))
    fits = referrals.fitting(
        Referrals(unit.cases).all(),
        country=opened.recipient.country if opened.recipient else "",
        topic=case.category,
        language=case.language,
        today=day_of(at),
    )
    return Filing(filed, [one.name for one in Members(unit.cases).all() if one.id in decided], fits[:MOST])
