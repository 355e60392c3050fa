"""What is to disappear from a worker's phone, where the channel can: everything when she hides, digits that prove who
she is at once. Marked here within the turn, done by `bot.delivery.wiper`.
"""

from bot.intake.scene import Scene
from storage.keyring import Purpose
from storage.vendor_ids import VendorIds

DAYS = 2
"""Telegram deletes for 48 hours: https://core.telegram.org/bots/api#deletemessage. Days are all we keep of times."""
SECRET = "secret"  # noqa: S105 - the part of a message that is never kept


def remember(scene: Scene, message_id: str, conversation_id: str) -> None:
    """The vendor's id of her message, sealed so that it can be presented again."""
    event, intake = scene.event, scene.intake
    if event.channel not in intake.takes_back or not event.message_id or event.kind != "message":
        return
    own = conversation_id == scene.conversation_id
    parts = (event.channel, scene.recipient.alias, event.message_id)
    ids = VendorIds(scene.unit.cases)
    ids.add(
        intake.keyring.digests(Purpose.VENDOR, *parts)[0][1],
        message_id=message_id,
        conversation_id=conversation_id,
        day=scene.day,
        key=scene.key if own else scene.unit.vault.key(conversation_id),
        vendor_id=event.message_id,
    )
    if scene.part == SECRET:
        ids.wipe_one(message_id, at=scene.at)


def after(scene: Scene) -> None:
    """She hid in this turn: everything before it goes. What this turn says, the cover, has no vendor's id yet."""
    if scene.recipient.hidden and scene.event.channel in scene.intake.takes_back:
        VendorIds(scene.unit.cases).wipe(scene.recipient.alias, since=scene.day - DAYS, at=scene.at)
