"""What was said in this turn, kept word for word unless the machine called it secret, and the state it led to."""

from typing import Any

from bot.conversation import snapshot
from bot.conversation.machine import State
from bot.intake import files, wiping
from bot.intake.scene import Scene
from bot.intake.wiping import SECRET
from bot.intake.zawgyi import legible
from bot.translation.asking import Asked, ask, own_words
from channels.base import Event, Outgoing
from storage.cases import Cases
from storage.conversations import Conversations
from storage.keyring import Purpose
from storage.messages import Messages
from storage.times import milliseconds


def file_inbound(scene: Scene, *, edits: str = "") -> None:
    """Her message, once. A PIN or a reference is not kept, only that something was sent.

    `edits`: the message of hers that this one is instead of.
    """
    if scene.filed:
        return
    scene.filed = True
    event, intake = scene.event, scene.intake
    messages, conversation_id, seq = place_of(scene)
    message_id = intake.row_ids()
    body = inbound_body(event, at=scene.at, secret=scene.part == SECRET)
    body |= {name: value for name, value in (("edits", edits), ("answers", scene.answers)) if value}
    messages.add(
        message_id,
        conversation_id,
        seq=seq,
        author="worker",
        part=scene.part,
        body=body,
        day=scene.day,
        vendor_digest=vendor_digests(scene, event.message_id)[0] if event.message_id else None,
    )
    files.follow(scene, message_id, conversation_id)
    wiping.remember(scene, message_id, conversation_id)
    if (scene.case_id or scene.about) and own_words("worker", scene.part, body):
        to_be_read(scene, message_id, conversation_id)


def to_be_read(scene: Scene, message_id: str, conversation_id: str) -> None:
    """She wrote to a report that the desk has: it is to be translated. A draft is when it becomes a case."""
    case = Cases(scene.unit.cases).of_conversation(conversation_id)
    if case is not None:
        asked = Asked(conversation_id, scene.recipient.language, case.urgent, scene.intake.config.desk.languages)
        ids = scene.intake.row_ids
        ask(scene.unit.cases, asked, message_id=message_id, text_id=message_id, ids=ids, at=scene.at)


def place_of(scene: Scene) -> tuple[Messages, str, int]:
    """Where her message goes: her conversation, or an earlier one of hers that it answers."""
    conversations = Conversations(scene.unit.cases)
    other = conversations.case_and_seq(scene.about) if scene.about not in ("", scene.conversation_id) else None
    if other is None:
        return scene.messages, scene.conversation_id, scene.next_seq()
    conversations.number(scene.about, other[1] + 1)
    return Messages(scene.unit.cases, scene.unit.vault.key(scene.about)), scene.about, other[1] + 1


def file_outbound(scene: Scene, outgoing: Outgoing, body: dict[str, Any]) -> str:
    """What we say, before it is sent. Returns the message's id."""
    message_id = scene.intake.row_ids()
    scene.messages.add(
        message_id,
        scene.conversation_id,
        seq=scene.next_seq(),
        author="bot",
        part="",
        body=body,
        day=scene.day,
    )
    return message_id


def inbound_body(event: Event, *, at: int, secret: bool) -> dict[str, Any]:
    body: dict[str, Any] = {"text": "" if secret else legible(event.text or ""), "at": at}
    if not secret and event.text and body["text"] != event.text:
        body["as_typed"] = event.text
    if event.occurred_at is not None:
        body["sent_at"] = milliseconds(event.occurred_at)
        if event.nth:
            body["nth"] = event.nth
    if event.action is not None and not secret:
        body["choice"] = event.action.option
        body["text"] = event.action.label or body["text"]
    if event.attachments:
        body["attachments"] = [[ref.kind, ref.ref, ref.mime] for ref in event.attachments]
    if event.location is not None:
        body["location"] = [event.location.latitude, event.location.longitude, event.location.label]
    return body


def vendor_digests(scene: Scene, message_id: str) -> tuple[bytes, ...]:
    """Keyed digests of the vendor's id, newest key first: enough to find the row again, useless to a thief."""
    parts = (scene.recipient.channel, scene.recipient.alias, message_id)
    return tuple(digest for _, digest in scene.intake.keyring.digests(Purpose.VENDOR, *parts))


def save_conversation(scene: Scene, state: State | None = None) -> None:
    """The state and the clock of an unfinished report; a submitted one has no draft days any more."""
    terms = scene.intake.terms
    open_draft = scene.case_id is None
    Conversations(scene.unit.cases).save(
        scene.conversation_id,
        scene.key,
        state=snapshot.dump(state or scene.state),
        seq=scene.seq,
        expires_at=scene.at + terms.draft if open_draft else None,
        remind_at=scene.at + terms.remind if open_draft else None,
    )
