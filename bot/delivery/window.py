"""WhatsApp's 24 hours: what may not be said before she writes waits, and is due as soon as she has written.

Nothing here sends. A row that waits lets newer ones pass: a PIN must be asked before it is said.
"""

from datetime import timedelta

from bot.intake.scene import Scene
from channels.base import Event, ReplyHandle
from storage.cases import Cases
from storage.engine import Unit
from storage.outbox import Outbox, Parcel
from storage.parking import unpark
from storage.recipients import Recipients
from storage.times import milliseconds
from storage.vendor_ids import VendorIds

TOLD, MUTE = "told", "mute"
"""Why something waits: a template told her that it does, or no template is approved and she knows nothing."""
LOOK_AGAIN = {TOLD: timedelta(days=7), MUTE: timedelta(hours=1)}
READ = ("update.notice", "read")
"""The step and the answer of the template's button."""
CLOSED = "63016"
"""Twilio's word for it; it usually comes as the fate of a message that was accepted.

https://www.twilio.com/docs/api/errors/63016
"""


def put_off(unit: Unit, parcel: Parcel, *, how: str, seen: int | None, at: int) -> None:
    """Let a row wait for her. `seen` is the end of the window the sender knew: if she has written since, it is due."""
    recipient = Recipients(unit.cases).get(parcel.alias)
    if recipient is None or (recipient.window_until or None) != seen:
        Outbox(unit.cases).retry(parcel.id, at=at, why="", unsure=False)
        return
    Recipients(unit.cases).wait(parcel.alias, how)
    Cases(unit.cases).out_of_reach(parcel.alias, "window")
    Outbox(unit.cases).wait_for_her(parcel.id, at=at + int(LOOK_AGAIN[how] / timedelta(milliseconds=1)))


def shut(unit: Unit, parcel: Parcel, *, at: int) -> None:
    """The vendor says that it is over, whatever our clock says: try again at once, by template."""
    Recipients(unit.cases).shut(parcel.alias)
    Outbox(unit.cases).retry(parcel.id, at=at, why="", unsure=False)


def refused_later(unit: Unit, message_id: str, *, at: int) -> None:
    """A message that the vendor had taken was not delivered, because the window was closed: it goes by template."""
    sent = Outbox(unit.cases).sent_for(message_id)
    if sent is not None:
        VendorIds(unit.cases).drop_from(message_id, 0)
        Outbox(unit.cases).once_more(sent[0], at=at)
        Recipients(unit.cases).shut(sent[1])


def opened(handle: ReplyHandle | None, before: int | None) -> int | None:
    """When the window that a message of hers opens is over."""
    if handle is not None and handle.kind == "whatsapp_window":
        return milliseconds(handle.expires_at)
    return before


def may_be_said(scene: Scene) -> bool:
    """Something waits for her, and nothing has to be proved first (`decisions.md` 6)."""
    return bool(scene.recipient.window_wait) and not (scene.state.locked or scene.state.hidden)


def only_opened(scene: Scene) -> bool:
    """Her message is no more than the template's button: what waits is the answer, and the machine is not asked."""
    return may_be_said(scene) and pressed_read(scene.event) and scene.state.step != READ[0]


def release(scene: Scene) -> None:
    """She has written: what waited for that is due, before anything newer."""
    if may_be_said(scene):
        scene.change(window_wait="")
        unpark(scene.unit.cases, scene.recipient.alias, at=scene.at, answered=True)


def pressed_read(event: Event) -> bool:
    return event.action is not None and event.action.option == ":".join(READ)
