"""Reading LINE's webhook events, one by one, whatever is in them.

The SDK's reader gives up the whole batch, events of other people included, for one event it does not know; this one
never raises. Names, mentions and pictures of people are not read at all.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from channels.base import ActionAnswer, Address, Event, Kind, MediaKind, MediaRef, ReplyHandle
from channels.reading import identifier, moment, number, place, prose, table, word

# https://developers.line.biz/en/reference/messaging-api/#send-reply-message: "within one minute"
_REPLY_LIFE = timedelta(minutes=1)
_FILES: dict[str, MediaKind] = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "file": "document",
    "sticker": "sticker",
}


class Events:
    """The events for one of our accounts, `destination`."""

    def __init__(self, destination: str) -> None:
        self._destination = destination

    def read(self, event: Mapping[str, Any], dedup: str) -> Event:
        kind, source = event.get("type"), table(event, "source")
        # Several people share a group or room: none of them opens a case there.
        shared = source.get("type") != "user"
        if event.get("mode") == "standby" and not shared:
            return self._event("ignored", event, dedup, reason="standby: another module answers")
        if kind in ("message", "messageEdited"):
            return self._message(event, dedup, shared=shared)
        if kind == "postback" and not shared:
            return self._postback(event, dedup)
        return self._without_content(event, dedup)

    def _without_content(self, event: Mapping[str, Any], dedup: str) -> Event:
        match event.get("type"):
            case "unsend":
                message_id = identifier(table(event, "unsend"), "messageId")
                return self._event("message_unsent", event, dedup, message_id=message_id)
            case "follow":
                again = table(event, "follow").get("isUnblocked") is True
                return self._event("unblocked" if again else "start", event, dedup)
            case "unfollow":
                return self._event("blocked", event, dedup)
            case "join":
                return self._event("group_joined", event, dedup)
        return self._event("ignored", event, dedup, reason="another kind of event")

    def _message(self, event: Mapping[str, Any], dedup: str, *, shared: bool) -> Event:
        message, source = table(event, "message"), table(event, "source")
        if shared:
            known = source.get("type") in ("group", "room")
            return self._event("group_message" if known else "ignored", event, dedup, reason="group")
        text, attachments = prose(message, "text"), _attachments(message)
        label = ", ".join(filter(None, (prose(message, "title"), prose(message, "address")))) or None
        spot = place(message, label) if message.get("type") == "location" else None
        if not (text or attachments or spot):
            return self._event("ignored", event, dedup, reason="another kind of message")
        return self._event(
            "message_edited" if event.get("type") == "messageEdited" else "message",
            event,
            dedup,
            message_id=identifier(message, "id"),
            reply_to=identifier(message, "quotedMessageId"),
            text=text,
            attachments=attachments,
            location=spot,
        )

    def _postback(self, event: Mapping[str, Any], dedup: str) -> Event:
        option = word(table(event, "postback"), "data")
        if option is None:
            return self._event("ignored", event, dedup, reason="postback without data")
        return self._event("action", event, dedup, action=ActionAnswer(option))

    def _event(self, kind: Kind, event: Mapping[str, Any], dedup: str, **more: Any) -> Event:
        """Without a sender nothing can be answered: such an event is ignored, unless it is about a group."""
        user = word(table(event, "source"), "userId", 64)
        if user is None and kind not in ("ignored", "group_message", "group_joined"):
            kind, more = "ignored", {"reason": "no user"}
        if kind == "ignored":
            return Event(kind, "line", self._destination, dedup, **more)
        return Event(
            kind,
            "line",
            self._destination,
            dedup,
            sender=Address("line", user) if user else None,
            group=_group(table(event, "source")),
            occurred_at=moment((number(event, "timestamp") or 0) / 1000),
            reply_handle=_reply_handle(event),
            redelivered=table(event, "deliveryContext").get("isRedelivery") is True,
            **more,
        )


def _group(source: Mapping[str, Any]) -> Address | None:
    value = word(source, "groupId", 64) or word(source, "roomId", 64)
    return Address("line", value) if value and source.get("type") in ("group", "room") else None


def _reply_handle(event: Mapping[str, Any]) -> ReplyHandle | None:
    token, sent = word(event, "replyToken"), moment((number(event, "timestamp") or 0) / 1000)
    if token is None or sent is None or len(set(token)) == 1:  # 000..., fff...: the console's test, not usable
        return None
    return ReplyHandle("line_reply", token, sent + _REPLY_LIFE)


def _attachments(message: Mapping[str, Any]) -> tuple[MediaRef, ...]:
    kind = _FILES.get(str(message.get("type")))
    if kind is None:
        return ()
    # An external file lies where the sender says: never fetched. A sticker is no file of hers.
    ours = table(message, "contentProvider").get("type", "line") == "line" and kind != "sticker"
    return (
        MediaRef(
            kind,
            (identifier(message, "id") or "") if ours else "",
            size=number(message, "fileSize"),
            name=word(message, "fileName") if kind == "document" else None,
        ),
    )
