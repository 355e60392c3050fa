"""A message to a report that has ended: it is opened again. What only moves about in the menus opens nothing."""

from collections.abc import Sequence

from bot.casework import reopening
from bot.conversation.machine import Effect, EffectKind, Filing
from bot.intake.acting import hand
from bot.intake.scene import Scene
from storage.cases import Cases

HEARD = "human.wait"
"""Said to words of hers that answer no question."""


def reopened(scene: Scene, effects: Sequence[Effect]) -> bool:
    """What she wrote was for a report that is over."""
    filed = {effect.ref for effect in effects if effect.kind is EffectKind.FILE}
    heard = any(effect.kind is EffectKind.TELL and effect.ref == HEARD for effect in effects)
    if Filing.ADDED not in filed and not (Filing.CHAT in filed and heard):
        return False
    case = Cases(scene.unit.cases).of_conversation(scene.about or scene.conversation_id)
    return case is not None and reopening.reopen(hand(scene), case)
