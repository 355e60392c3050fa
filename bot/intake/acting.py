"""The worker herself at work on her case: what her words do there, by the same acts as a member's."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.casework.desk import Hand
from bot.casework.lifecycle import Actor
from bot.intake.scene import Later, Scene
from storage.engine import Unit
from storage.times import moment


def hand(scene: Scene) -> Hand:
    """Whatever her answer makes us tell anybody is pushed when her turn is saved."""
    intake = scene.intake

    def later(unit: Unit, conversation_id: str, message_id: str, params: Mapping[str, str], *, at: int) -> str | None:
        scene.later.append(Later(conversation_id, message_id, params))
        return ""

    zone = ZoneInfo(intake.config.desk.time_zone)
    by, now = Actor.WORKER, moment(scene.at)
    return Hand(scene.unit, by, now, intake.ids, later, zone, intake.timetable, actor=by, alarm=intake.alarm)
