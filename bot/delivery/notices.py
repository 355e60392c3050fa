"""What the desk wants a worker to know: kept as a notice, announced through the machine, so that the rules of
discretion, PIN and silence hold for it as for all else. Runs inside the caller's transaction; nothing here sends.
"""

from collections.abc import Mapping

from bot.conversation.machine import Event, EventKind
from bot.intake import admission, turn
from bot.intake.effects import drive
from bot.intake.rendering import said
from bot.intake.scene import Intake
from bot.intake.slow import Answers
from channels.base import Event as Inbound
from storage.conversations import Conversations
from storage.engine import Unit
from storage.notices import Notices
from storage.recipients import Recipients


def push(
    intake: Intake, unit: Unit, conversation_id: str, message_id: str, params: Mapping[str, str], *, at: int
) -> str | None:
    """Keep the notice and queue its announcement; the notice's id, or None when her contact is erased.

    Of someone hidden, stopped or in another report just now, the notice waits until she is back in this one.
    """
    alias = Conversations(unit.cases).alias(conversation_id)
    thread = Recipients(unit.cases).lock(alias) if alias else None
    if thread is None:
        return None
    notice_id = intake.ids()
    key = unit.vault.key(conversation_id)
    Notices(unit.cases, key).add(notice_id, conversation_id, message_id=message_id, params=params, created_at=at)
    recipient = thread.recipient
    if recipient.conversation_id != conversation_id:
        return notice_id
    event = Inbound(kind="ignored", channel=recipient.channel, account="", dedup="")
    scene = admission.resume(intake, unit, event, thread, at)
    effects = drive(scene, Event(EventKind.NOTICE, text=message_id, ref=notice_id), Answers())
    if not (recipient.hidden or recipient.stopped):
        outgoing = said(scene, effects)
        if outgoing is not None:
            turn.enqueue(scene, outgoing, to=None, handle=None)
    turn.save(scene)
    return notice_id
