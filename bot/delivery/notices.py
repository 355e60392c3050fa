"""What the desk wants a worker to know: kept as a notice, announced through the machine, so that the rules of
discretion, PIN and silence hold for it as for all else. Runs inside the caller's transaction; nothing here sends.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation import snapshot
from bot.conversation.machine import Event, EventKind
from bot.delivery import digest
from bot.intake import admission, turn
from bot.intake.effects import drive
from bot.intake.rendering import said
from bot.intake.scene import Intake
from bot.intake.slow import Answers
from channels.base import Event as Inbound
from storage.conversations import Conversations
from storage.engine import Unit
from storage.notices import Notices
from storage.outbox import NOTICE
from storage.parking import ANNOUNCED
from storage.recipients import Recipients, Thread


def push(
    intake: Intake, unit: Unit, conversation_id: str, message_id: str, params: Mapping[str, str], *, at: int
) -> str | None:
    """Keep the notice and queue its announcement; the notice's id, or None when her contact is erased.

    She may be in another report of hers just now: it is announced there. When another person has taken over the
    phone, it waits in its own conversation until its owner comes back with reference and PIN.
    """
    alias = Conversations(unit.cases).alias(conversation_id)
    thread = Recipients(unit.cases).lock(alias) if alias else None
    if thread is None:
        return None
    notice_id = intake.ids()
    Notices(unit.cases, unit.vault.key).add(
        notice_id, conversation_id, message_id=message_id, params=params, created_at=at
    )
    if Conversations(unit.cases).person(conversation_id) != thread.person:
        leave_word(unit, conversation_id, notice_id, message_id)
        return notice_id
    announce(intake, unit, thread, notice_id, message_id, at=at)
    return notice_id


def again(intake: Intake, unit: Unit, conversation_id: str, notice_id: str, message_id: str, *, at: int) -> bool:
    """Announce once more what she has not answered. False: there is nobody to tell.

    Not while another person has her phone: the notice waits for its owner as it did.
    """
    alias = Conversations(unit.cases).alias(conversation_id)
    thread = Recipients(unit.cases).lock(alias) if alias else None
    if thread is None or Conversations(unit.cases).person(conversation_id) != thread.person:
        return False
    announce(intake, unit, thread, notice_id, message_id, at=at)
    return not thread.recipient.hidden


def announce(intake: Intake, unit: Unit, thread: Thread, notice_id: str, message_id: str, *, at: int) -> None:
    """Say it, or that there is something, as the machine decides; silent while she hides."""
    recipient = thread.recipient
    event = Inbound(kind="ignored", channel=recipient.channel, account="", dedup="")
    scene = admission.resume(intake, unit, event, thread, at)
    stood = scene.state.step
    effects = drive(scene, Event(EventKind.NOTICE, text=message_id, ref=notice_id), Answers())
    if not recipient.hidden:
        outgoing = said(scene, effects)
        neutral = not scene.told and scene.state.step == ANNOUNCED
        if outgoing is not None and not (neutral and digest.said_already(scene, stood=stood, message_id=message_id)):
            about = ANNOUNCED if neutral else digest.about(scene, message_id)
            until = digest.make_way(scene, about)
            turn.enqueue(scene, outgoing, to=None, handle=None, rank=NOTICE, about=about)
            digest.hold(scene, until)
    turn.save(scene)


def leave_word(unit: Unit, conversation_id: str, notice_id: str, message_id: str) -> None:
    """Remember the notice in the saved state of a conversation that nobody is in."""
    conversations, key = Conversations(unit.cases), unit.vault.key(conversation_id)
    saved = conversations.state(conversation_id, key)
    if saved is not None:
        state = snapshot.load(saved)
        state = replace(state, waiting=(*state.waiting, (notice_id, message_id)))
        conversations.set_state(conversation_id, key, snapshot.dump(state))
