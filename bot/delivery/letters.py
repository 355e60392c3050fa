"""One claimed row with what is needed to send it: the address from the vault, the words opened. Nothing here sends."""

from dataclasses import dataclass
from datetime import datetime

from bot.delivery import window
from bot.intake.kept import handle_from, outgoing_from
from bot.intake.scene import Ready
from channels.base import Address, Outgoing, ReplyHandle
from storage.engine import Unit
from storage.messages import Messages
from storage.outbox import Parcel, handle_place
from storage.recipients import Recipients
from storage.times import moment
from storage.vault import KeyDestroyed


@dataclass(frozen=True, slots=True)
class Letter:
    """`told`: a template has asked her to write, and she has not."""

    parcel: Parcel
    to: Address
    outgoing: Outgoing
    handle: ReplyHandle | None
    window_until: datetime | None
    told: bool = False


def fresh(ready: Ready) -> Letter:
    """What a turn has queued and leased for us, without reading it back."""
    parcel = Parcel(
        ready.outbox_id,
        ready.alias,
        ready.channel,
        ready.conversation_id,
        ready.message_id,
        None,
        tries=1,
        parts_done=0,
        unsure=False,
        created_at=ready.created_at,
        rank=ready.rank,
        leased_until=ready.leased_until,
    )
    handle = ready.handle
    until = handle.expires_at if handle is not None and handle.kind == "whatsapp_window" else None
    return Letter(parcel, Address(ready.channel, ready.to), ready.outgoing, handle, until)


def opened(unit: Unit, parcel: Parcel) -> Letter | None:
    """A row read back; None where her contact, the words or their key are gone."""
    address = unit.vault.address(parcel.alias)
    recipient = Recipients(unit.cases).get(parcel.alias)
    try:
        key = unit.vault.key(parcel.conversation_id)
    except KeyDestroyed:
        return None
    body = Messages(unit.cases, key).body(parcel.message_id)
    if address is None or body is None or recipient is None:
        return None
    handle = None
    if parcel.handle_ct is not None:
        kept = handle_from(key.open(handle_place(parcel.id), parcel.handle_ct))
        handle = kept if kept.kind != "whatsapp_window" else None  # of windows the recipient's row knows the newest
    until = moment(recipient.window_until) if recipient.window_until else None
    told = recipient.window_wait == window.TOLD
    return Letter(parcel, Address(*address), outgoing_from(body), handle, until, told)
