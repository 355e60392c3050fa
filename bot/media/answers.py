"""Telling a worker what became of her file, seldom and discreetly. Runs inside the caller's transaction."""

from bot.conversation.machine import Effect, EffectKind
from bot.delivery import notices
from bot.intake import admission, turn
from bot.intake.files import ANSWER_EVERY
from bot.intake.rendering import said
from bot.intake.scene import Intake
from channels.base import Event
from storage.conversations import Conversations
from storage.engine import Unit
from storage.media import Media
from storage.recipients import Recipients, Thread
from storage.times import MINUTE_MS

FRESH = 2 * MINUTE_MS
"""So soon after her own words she is at the phone, and what we say is an answer; later it is a message of ours."""


def tell(intake: Intake, unit: Unit, conversation_id: str, message_id: str, *, at: int) -> bool:
    """Say it at most once in ten minutes. True: something was queued or will be shown when she is back.

    Later than an answer would come, or while she must not be shown anything, it goes the way of a notice: discreetly.
    """
    conversations = Conversations(unit.cases)
    alias = conversations.alias(conversation_id)
    thread = Recipients(unit.cases).lock(alias) if alias else None
    if alias is None or thread is None or thread.erase_scope:
        return False
    if not Media(unit.cases).may_answer(alias, message_id, at=at, every=ANSWER_EVERY):
        return False
    if at - thread.recipient.last_in_at > FRESH or conversations.person(conversation_id) != thread.person:
        return notices.push(intake, unit, conversation_id, message_id, {}, at=at) is not None
    return answered(intake, unit, conversation_id, thread, message_id, at=at)


def answered(intake: Intake, unit: Unit, conversation_id: str, thread: Thread, message_id: str, *, at: int) -> bool:
    recipient = thread.recipient
    event = Event(kind="ignored", channel=recipient.channel, account="", dedup="")
    scene = admission.resume(intake, unit, event, thread, at)
    if recipient.hidden or recipient.stopped or scene.state.hidden or scene.state.locked:
        return notices.push(intake, unit, conversation_id, message_id, {}, at=at) is not None
    outgoing = said(scene, [Effect(EffectKind.TELL, message_id)])
    if outgoing is None:
        return False
    turn.enqueue(scene, outgoing, to=None, handle=None)
    Conversations(unit.cases).number(scene.conversation_id, scene.seq)
    return True
