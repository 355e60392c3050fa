"""She answers an older message of ours by quoting it: a number or a label means what stood there, not what stands now.

WhatsApp names the quoted message (`OriginalRepliedMessageSid`), as do Telegram and LINE; an SMS quotes nothing.
"""

from dataclasses import replace

from bot.intake.interpreter import LONGEST_WORD, label_word
from bot.intake.numbers import number
from bot.intake.reserved import fold
from bot.intake.scene import Scene
from channels.base import ActionAnswer, Choice, Event
from channels.layout import numbered
from storage.keyring import Purpose
from storage.messages import Messages
from storage.vendor_ids import VendorIds


def pressed_on(scene: Scene) -> Event:
    """The event, as a press of the quoted message's own button where that is what it says: it may be too old."""
    event = scene.event
    text = event.text or ""
    if event.kind != "message" or not event.reply_to or event.attachments or not 0 < len(text) <= LONGEST_WORD:
        return event
    chosen = next((choice for place, choice in offered_by(scene, event.reply_to) if answers(text, place, choice)), None)
    if chosen is None or chosen.id.partition(":")[0].partition("@")[0] == scene.state.step:
        return event  # the question that stands reads its own answers
    return replace(event, kind="action", action=ActionAnswer(chosen.id, chosen.label, event.reply_to))


def answers(text: str, place: int, choice: Choice) -> bool:
    return number(text) == place or fold(text) == label_word(choice.label)


def offered_by(scene: Scene, vendor_id: str) -> list[tuple[int, Choice]]:
    """The numbered choices of a message of ours to her; none where it had none, or is not known."""
    channel, ids = scene.event.channel, VendorIds(scene.unit.cases)
    whose = (scene.recipient.alias,) if channel in scene.intake.per_chat else ()
    for _, digest in scene.intake.keyring.digests(Purpose.VENDOR, channel, *whose, vendor_id):
        known = ids.get(digest)
        if known is not None and known.message_id and known.conversation_id == scene.conversation_id:
            body = Messages(scene.unit.cases, scene.key).body(known.message_id) or {}
            choices = [Choice(*choice) for choice in body.get("choices", ())]
            return numbered(choices, body.get("first", 1))
    return []
