"""She sent the code of a shared report: with her own report she asks to be in it, and a member decides.

Whoever has not told anything yet is asked for her consent and her words as everybody; her wish is kept until her report
is sent. She learns nothing of the shared report, not even that it is there (`decisions.md` 13).
"""

from dataclasses import replace

from bot.casework import collective
from bot.casework.lifecycle import Status
from bot.intake.acting import hand
from bot.intake.scene import Later, Scene
from storage.cases import Cases
from storage.codes import Code, Codes
from storage.times import moment

WAIT = "join.wait"


def join(scene: Scene, code: Code) -> bool:
    """False, as for a code that does not work: the shared report takes nobody in, or not hers."""
    cases = Cases(scene.unit.cases)
    shared = cases.get(code.case_id)
    if shared is None or not collective.open_to_others(scene.unit, shared):
        return False
    own = cases.get(scene.case_id) if scene.case_id else None
    if own is not None and not collective.may_join(scene.unit, own, shared):
        return False
    if not Codes(scene.unit.cases).use(code):
        return False
    scene.state = replace(scene.state, joins=shared.id)
    if own is not None:
        ask(scene, own.id)
    return True


def ask(scene: Scene, case_id: str) -> None:
    """Her report is with the desk: what she wished is asked for, once."""
    case, wished = Cases(scene.unit.cases).get(case_id), scene.state.joins
    scene.state = replace(scene.state, joins="")
    if case is None or not wished or not collective.ask_to_join(hand(scene), case, wished):
        return
    due = scene.intake.timetable.due(Status.IN_REVIEW, moment(scene.at))
    by = {} if due is None else {"date": due.astimezone(hand(scene).zone).date().isoformat()}
    scene.later.append(Later(scene.conversation_id, WAIT, by))
