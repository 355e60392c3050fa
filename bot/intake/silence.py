"""When somebody wants to hear nothing: she blocks us, her carrier stops us, or she says a word for it."""

from bot.delivery.reach import Stop
from bot.intake.scene import Scene
from channels.base import Event

LEAVES = {"blocked": Stop.BLOCKED, "optout": Stop.OPTED_OUT}
LONGEST = 64


def went(event: Event) -> Stop | None:
    """What the vendor tells us of her. On LINE blocking and unfollowing are one."""
    why = LEAVES.get(event.kind)
    return Stop.UNFOLLOWED if why is Stop.BLOCKED and event.channel == "line" else why


def asked_for(scene: Scene) -> bool:
    """Her whole message is such a word. Where the carrier knows the word it answers itself, and the event says so."""
    event, words = scene.event, scene.intake.wording.words
    text = event.text or ""
    return event.kind == "message" and not event.attachments and len(text) <= LONGEST and words.opts_out(text)


def opted_in(scene: Scene) -> bool:
    """She had asked for silence and takes it back: she is told that it is over."""
    return scene.event.kind == "optin" and scene.recipient.stopped == Stop.OPTED_OUT
