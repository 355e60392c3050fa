"""What a simulated phone's call says, in the words of every channel. Total: whatever is in it, an event comes out."""

from collections.abc import Mapping
from typing import Any, get_args

from channels import opt_out
from channels.base import ActionAnswer, Address, DeliveryStatus, Event, Kind, MediaKind, MediaRef
from channels.reading import identifier, number, place, prose, table, word

NAME = "simulator"
_DEEDS: Mapping[object, Kind] = {
    "edit": "message_edited",
    "unsend": "message_unsent",
    "block": "blocked",
    "unblock": "unblocked",
    "status": "status",
}
_STATES = ("sent", "delivered", "read")


def event(body: Mapping[str, Any], phone: str, message_id: str) -> Event:
    """`message_id` names this call; `about` in the body names an earlier message."""
    deed, about = _DEEDS.get(word(body, "deed")), identifier(body, "about")
    dedup = f"{NAME}:{phone}:{message_id}"
    if deed == "status":
        state = next((one for one in _STATES if one == word(body, "state")), None)
        if about is None or state is None:
            return Event("invalid", NAME, NAME, dedup, reason="no status")
        return Event("status", NAME, NAME, dedup, status=DeliveryStatus(about, state))  # type: ignore[arg-type]
    text, option, media = prose(body, "text"), word(body, "choice", 256), table(body, "media")
    action = ActionAnswer(option, word(body, "label")) if option else None
    where = table(body, "place")
    return Event(
        deed or _kind(phone, text, action),
        NAME,
        NAME,
        dedup,
        sender=Address(NAME, phone),
        message_id=about if deed else message_id,
        text=text,
        attachments=(_media(media, message_id),) if media else (),
        location=place(where, word(where, "label")) if where else None,
        action=action,
        language_hint=word(body, "language", 35),
    )


def _kind(phone: str, text: str | None, action: ActionAnswer | None) -> Kind:
    if action:
        return "action"
    return opt_out.kind_of(text or "") if phone.startswith("sms:") else "message"


def _media(media: Mapping[str, Any], message_id: str) -> MediaRef:
    kinds: dict[object, MediaKind] = {kind: kind for kind in get_args(MediaKind)}
    return MediaRef(
        kinds.get(word(media, "kind"), "other"),
        message_id,
        mime=word(media, "mime"),
        size=number(media, "size"),
        name=word(media, "name"),
    )
