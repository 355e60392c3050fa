"""Who decides about a report that was opened again: somebody else than whoever brought it to its end.

She was told so: "another person will look at it". Reads only; `bot.casework.desk` and the page of the case ask.
"""

from bot.casework import access
from bot.casework.lifecycle import ENDINGS, Status
from storage.cases import Case, Cases
from storage.crypto import DataKey
from storage.engine import Unit
from storage.members import Members

DECIDES = frozenset({Status.OUT_OF_SCOPE, Status.WITH_COMPANIES, Status.JOINED})
"""Ways out of review that say what becomes of a report."""
CLOSING = "closing_asked"
ANOTHER = "another_member"


def decided_before(unit: Unit, case: Case, key: DataKey) -> frozenset[str]:
    """The members who ended it, or proposed to, before it was opened again; nobody for one that never ended."""
    if not case.reopened:
        return frozenset()
    lines = Cases(unit.cases).events(case.id, key)
    ended = {line.actor for line in lines if line.kind == CLOSING or (line.kind == "moved" and line.now in ENDINGS)}
    return frozenset(ended & {one.id for one in Members(unit.cases).all()})


def held_back(unit: Unit, case: Case, key: DataKey, member_id: str) -> str:
    """Why this member may not decide about it, as a word that a page explains. Where nobody else could, she may."""
    before = decided_before(unit, case, key)
    if member_id not in before:
        return ""
    others = access.seeing(unit, case, Members(unit.cases).all()).keys() - before
    return ANOTHER if others else ""
