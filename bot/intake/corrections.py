"""What she changes or takes back after it was sent: the desk reads both as what they are and believes no old text.

A changed message is filed again and names the one it changes, which is kept (`channels.md` 5.4); a message that is
taken back loses its words in every version, in the report and in its translations. What was secret stays unkept.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.casework.categories import category
from bot.conversation.answers import typed
from bot.conversation.machine import Filing
from bot.conversation.reading import READERS
from bot.intake.filing import file_inbound, inbound_body, vendor_digests
from bot.intake.scene import Scene
from bot.intake.wiping import SECRET
from storage import translated
from storage.cases import Cases
from storage.media import Media
from storage.messages import Messages, Sent, by_vendor

EDITED = "edited"


def corrected(scene: Scene) -> bool:
    """File the new words, in the conversation of the old. False: there is nothing new in them, or it was taken back."""
    versions = versions_of(scene)
    scene.part = EDITED
    if not versions:  # the change came before the message itself
        step = scene.intake.script.steps.get(scene.state.step)
        scene.part = SECRET if step is not None and step.text is Filing.SECRET else EDITED
        file_inbound(scene)
        return True
    first, last = versions[0], versions[-1]
    before = _messages(scene, last).body(last.id) or {}
    if first.part == SECRET:
        scene.part = SECRET
    if before.get("withdrawn") or same(scene, before):
        return False
    scene.about = "" if first.conversation_id == scene.conversation_id else first.conversation_id
    revise(scene, first.conversation_id, str(before.get("text", "")), scene.event.text or "")
    file_inbound(scene, edits=first.id)
    return True


def same(scene: Scene, before: Any) -> bool:
    """Telegram also tells of changes that are none of hers. A caption comes with its files, which are here already."""
    body = inbound_body(scene.event, at=scene.at, secret=scene.part == SECRET)
    if before.get("attachments") and body.get("attachments") == before["attachments"]:
        scene.event = replace(scene.event, attachments=())
    elif body.get("attachments"):
        return False
    return scene.part == SECRET or body["text"] == before.get("text")


def withdrawn(scene: Scene) -> bool:
    """The words of every version go, the mark stays (LINE asks for it; `channels.md` 1.5). False: it never came."""
    versions = versions_of(scene)
    for one in versions:
        messages, connection = _messages(scene, one), scene.unit.cases
        was = messages.body(one.id) or {}
        messages.withdraw(one.id)
        Media(connection).forget_message(one.id)
        translated.forget_message(connection, one.id)
        revise(scene, one.conversation_id, str(was.get("text", "")), "")
    return bool(versions)


def taken_back_before(scene: Scene) -> bool:
    """A delivery that failed comes again, perhaps after she had taken the message back: it is not read any more."""
    if not scene.event.redelivered or scene.event.kind != "message":
        return False
    return any((_messages(scene, one).body(one.id) or {}).get("withdrawn") for one in versions_of(scene))


def versions_of(scene: Scene) -> Sequence[Sent]:
    """The message that the vendor calls by this id, and what it was changed to, in order."""
    if not scene.event.message_id:
        return ()
    digests = vendor_digests(scene, scene.event.message_id)
    return [one for digest in digests for one in by_vendor(scene.unit.cases, digest)]


def revise(scene: Scene, conversation_id: str, old: str, new: str) -> None:
    """Where her words are an answer of the report, the new ones are; without new ones there is no answer."""
    if not old:
        return
    if conversation_id == scene.conversation_id:
        scene.state = replace(scene.state, answers=tuple(_revised(scene, scene.state.answers, old, new)))
    cases = Cases(scene.unit.cases)
    case = cases.of_conversation(conversation_id)
    if case is None:
        return
    key = scene.unit.vault.key(conversation_id)
    was = cases.report(case.id, key)
    report = dict(_revised(scene, tuple(was.items()), old, new))
    if report != was:
        cases.amend(case.id, key, report, category=category(report))


def _revised(scene: Scene, answers: Sequence[tuple[str, str]], old: str, new: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in answers:
        step = scene.intake.script.steps.get(name)
        if step is None or not step.text or any(choice.value == value for choice in step.choices):
            found.append((name, value))
            continue
        was, now = (READERS[step.reads](scene.state, words) for words in (old, new))
        hers = was is not None and typed(was) == value
        if not hers:
            found.append((name, value))
        elif now or new:  # what cannot be read as an answer changes none
            found.append((name, typed(now) if now else value))
    return found


def _messages(scene: Scene, sent: Sent) -> Messages:
    return Messages(scene.unit.cases, scene.unit.vault.key(sent.conversation_id))
