"""The files of a message, written down to be fetched after the turn, and the vendor's copies, to be deleted after that.

Runs inside the turn: nothing here is fetched, looked at or deleted.
"""

from bot.intake.scene import Intake, Scene
from channels.base import Event, MediaRef
from storage import media
from storage.engine import Unit
from storage.removals import Removals
from storage.times import DAY_MS, MINUTE_MS

UNOPENED, TOO_LARGE, LOST = "err.media", "err.size", "err.fetch"
ANSWER_EVERY = 10 * MINUTE_MS
"""What she is told of a file that cannot be taken, and how seldom."""
NEVER = frozenset(("sticker", "contact"))
"""A sticker tells nothing; a contact card is somebody else's number."""
NOT_YET = 1 << 53
LATEST = DAY_MS
"""Copies are deleted when the last file of the message is here, and then at the latest, whatever became of it."""


def follow(scene: Scene, message_id: str, conversation_id: str) -> None:
    """What belongs to a message that was just filed under this id."""
    wanted = [(n, ref) for n, ref in enumerate(scene.event.attachments) if fetched(ref)]
    removal_id = forget_copies(scene, waits=bool(wanted))
    if not wanted:
        return
    own = conversation_id == scene.conversation_id
    key = scene.key if own else scene.unit.vault.key(conversation_id)
    for n, ref in wanted:
        media.add(
            scene.unit.cases,
            key,
            scene.intake.ids(),
            conversation_id=conversation_id,
            message_id=message_id,
            n=n,
            source={
                "channel": scene.event.channel,
                "kind": ref.kind,
                "ref": ref.ref,
                "mime": ref.mime,
                "size": ref.size,
            },
            removal_id=removal_id,
            at=scene.at,
        )


def fetched(ref: MediaRef) -> bool:
    """Whether there is anything to fetch. A file that lies elsewhere is written down too: the desk sees that it was."""
    return ref.kind not in NEVER and bool(ref.ref or ref.kind != "other")


def copies_of_kept(intake: Intake, unit: Unit, event: Event, inbox_id: str, *, at: int) -> None:
    """The vendor's copies of an event that is kept for later, under the id it is kept by.

    They are needed until it is applied, whenever that is; it is due when she erases her contact before.
    """
    if event.channel in intake.copied and event.message_id:
        Removals(unit.cases, intake.keyring).add(
            inbox_id, channel=event.channel, message=event.message_id, files=files_of(event), at=at, due_at=NOT_YET
        )


def files_of(event: Event) -> list[str]:
    """All that the vendor holds, the cards and stickers that are never fetched as well."""
    return [ref.ref for ref in event.attachments if ref.ref]


def forget_copies(scene: Scene, *, waits: bool = False) -> str:
    """The removal of what the vendor holds of this event; empty where it holds nothing. `waits`: for our own copies."""
    event, intake = scene.event, scene.intake
    if event.channel not in intake.copied or not event.message_id:
        return ""
    removal_id = intake.ids()
    Removals(scene.unit.cases, intake.keyring).add(
        removal_id,
        channel=event.channel,
        message=event.message_id,
        files=files_of(event),
        at=scene.at,
        due_at=scene.at + LATEST if waits else scene.at,
    )
    return removal_id
