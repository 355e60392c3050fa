"""How likely it is that the company recognises her, and what makes it so: shown before anything is sent. Reads only."""

from dataclasses import dataclass

from bot.casework import desk
from bot.casework.assessment import Assessment, Danger, Risk, danger
from bot.casework.summary import Body, K
from storage.assessments import Assessments
from storage.cases import Case, Cases
from storage.engine import Unit

BOSS = "boss"


@dataclass(frozen=True, slots=True)
class Panel:
    """`people` is the desk's estimate; `team`, `wish`, `name` are her answers. `known`: she told her boss or the
    company before, so that they know who speaks. Her wish never stands for the preview.
    """

    people: int | None
    team: str
    wish: str
    name: str
    known: bool
    danger: Danger
    restricted: bool
    worse: bool  # she was treated worse after a report

    @property
    def few(self) -> bool:
        return self.team == "to5" or (self.people is not None and self.people < K)

    @property
    def red(self) -> bool:
        """A lead has to approve."""
        return self.few or self.people is None or self.restricted or self.worse or self.danger.risk is Risk.HIGH


def risk(unit: Unit, case: Case, body: Body) -> Panel:
    key = desk.key_of(unit, case)
    report = Cases(unit.cases).report(case.id, key)
    kept = Assessments(unit.cases, key).of(case.id)
    assessment = Assessment.read(kept.body) if kept else Assessment()
    return Panel(
        body.people,
        report.get("where.team", ""),
        report.get("share.ask", ""),
        report.get("anon.ask", ""),
        BOSS in report.get("prior.ask", ""),
        danger(assessment.detriment),
        bool(case.restricted),
        case.retaliation,
    )
