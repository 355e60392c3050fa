"""The reminder of an unfinished report, once, to those who did not ask for discretion."""

from bot.conversation.machine import Event, EventKind
from bot.intake import admission, turn
from bot.intake.effects import drive
from bot.intake.rendering import said
from bot.intake.scene import Intake
from bot.intake.slow import Answers
from channels.base import Event as Inbound
from storage.conversations import Conversations
from storage.engine import Unit
from storage.outbox import NOTICE
from storage.recipients import Recipients


def remind(intake: Intake, unit: Unit, *, at: int) -> int:
    """How many reminders were queued."""
    conversations, queued = Conversations(unit.cases), 0
    for due in conversations.to_remind(at):
        conversations.reminded(due.id)
        thread = Recipients(unit.cases).lock(due.alias)
        if thread is None or thread.recipient.conversation_id != due.id:
            continue
        recipient = thread.recipient
        if recipient.discreet or recipient.hidden or recipient.stopped:
            continue
        event = Inbound(kind="ignored", channel=recipient.channel, account="", dedup="")
        scene = admission.resume(intake, unit, event, thread, at)
        outgoing = said(scene, drive(scene, Event(EventKind.REMIND), Answers()))
        if outgoing is not None:
            turn.enqueue(scene, outgoing, to=None, handle=None, rank=NOTICE, about="remind.draft")
            turn.save(scene)
            conversations.reminded(due.id)
            queued += 1
    return queued
