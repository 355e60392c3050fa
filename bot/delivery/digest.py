"""Several changes within ten minutes are told as one (`domain.md` 5, 8).

Whoever hears only that there is a message hears it once, until she has read it. Whoever hears all in full hears the
first at once and after ten minutes what is true then; news that others overtook is left out. A question or a message
of the desk is never left out and never waits, and what waits goes before it. Runs inside the caller's transaction.
"""

from bot.delivery import reach
from bot.intake.scene import Scene
from storage import digests
from storage.parking import ANNOUNCED, STATUS_NEWS
from storage.times import MINUTE_MS

WITHIN = 10 * MINUTE_MS
PRESSING = frozenset({"update.danger_told", "update.safety"})
"""Said at once, whatever was said a moment ago."""
ELSEWHERE = "update.elsewhere"
"""What a row is about that tells of another report of hers: it overtakes nothing of this one."""


def about(scene: Scene, message_id: str) -> str:
    """What the row is about: the first of what it shows that is more than how this report stands."""
    shown = list(scene.told.values())
    if any(one.conversation_id != scene.conversation_id for one in shown):
        return ELSEWHERE
    return next((one.message_id for one in shown if one.message_id not in STATUS_NEWS), message_id)


def said_already(scene: Scene, *, stood: str, message_id: str) -> bool:
    """She was told within these minutes that there is a message, and has not looked: it is among what she will read."""
    if stood != ANNOUNCED or message_id in PRESSING:
        return False
    return digests.announced(scene.unit.cases, scene.recipient.alias, since=scene.at - WITHIN)


def make_way(scene: Scene, what: str) -> int:
    """Before a row is queued: what it overtakes is left out, or what waits goes first. When (ms) it is due itself."""
    cases, alias, at = scene.unit.cases, scene.recipient.alias, scene.at
    if what not in STATUS_NEWS:
        if what != ANNOUNCED and reach.not_before(scene) <= at:
            digests.let_go(cases, alias, at=at)
        return at
    report, since = scene.conversation_id, at - WITHIN
    digests.supersede(cases, alias, report, since=since, at=at)
    told = digests.last_told(cases, alias, report, since=since)
    return at if told is None else reach.not_before(scene, told + WITHIN)


def hold(scene: Scene, until: int) -> None:
    """The row that was queued just now waits until then."""
    if until > scene.at:
        digests.hold(scene.unit.cases, scene.recipient.alias, scene.seq, until=until, at=scene.at)
