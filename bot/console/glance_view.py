"""A case beside the inbox: who, what, by when, the first words of her report. Less than its page, never more."""

from typing import Any

from bot.casework import desk
from bot.console.console import Console
from bot.console.meanings import meanings
from bot.console.rows import behind, row
from bot.console.transcript import WORKER, Reading
from storage.companies import Companies
from storage.disclosures import Disclosures
from storage.engine import Unit
from storage.members import Members
from storage.parties import Parties

TOLD = ("narrative", "added")
MOST = 2
"""Of her messages: the first, and the newest."""


def glance(unit: Unit, given: Console, case_id: str, reader: str) -> dict[str, Any]:
    """Raises NoSuchCase, `storage.vault.KeyDestroyed`."""
    opened = desk.open_case(unit, case_id)
    case, read = opened.case, meanings(unit, opened, reader)
    reading = Reading(given.intake.script, given.intake.wording, case.language, reader, read.texts, read.sent)
    told = [one for one in opened.said if one.author == WORKER and one.part in TOLD]
    shown = told if len(told) <= MOST else [told[0], told[-1]]
    companies = [Companies(unit.cases).get(one.company_id) for one in Parties(unit.cases).of(case.id)]
    return {
        "case": case,
        "row": row(case, given.now(), given.zone, behind(Disclosures(unit.cases).of_case(case.id)).get(case.id)),
        "lines": reading.lines(shown),
        "left_out": len(told) - len(shown),
        "companies": [one.name for one in companies if one is not None],
        "people": {one.id: one.name for one in Members(unit.cases).all()},
    }
