"""Reading Telegram's updates, whatever is in them.

The SDK's reader raises on a third of the real updates we know, and an update that we answer with an error holds up
that chat for up to a day: so this one never raises. Names, handles and pictures of people are not read at all.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from channels.base import ActionAnswer, Address, Event, Kind, Location, MediaKind, MediaRef, ReplyHandle
from channels.reading import identifier, moment, number, place, prose, rows, table, word
from channels.telegram_rich import words_of

# The vendor gives no figure for how long a pressed button may be answered; a spinner nobody sees needs no answer.
_CALLBACK_LIFE = timedelta(minutes=1)

# In this order: an animation comes with a `document` twin of the same file.
_FILES: dict[str, MediaKind] = {
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "live_photo": "video",
    "document": "document",
    "sticker": "sticker",
}
# A contact card is somebody else's number: that there was one is all we keep.
_WITHOUT_FILE: dict[str, MediaKind] = {
    "contact": "contact",
    **dict.fromkeys(("poll", "dice", "game", "story", "paid_media", "checklist", "web_app_data"), "other"),
    "rich_message": "other",
}


class Updates:
    """The updates of one bot, `account`."""

    def __init__(self, account: str, now: Callable[[], datetime]) -> None:
        self._account, self._now = account, now

    def read(self, update: Mapping[str, Any], dedup: str) -> Event:
        if message := table(update, "message"):
            return self._message(message, dedup)
        if message := table(update, "edited_message"):
            return self._message(message, dedup, edited=True)
        if query := table(update, "callback_query"):
            return self._callback(query, dedup)
        if change := table(update, "my_chat_member"):
            return self._membership(change, dedup)
        return self._bare("ignored", dedup, reason="another kind of update")

    def _bare(self, kind: Kind, dedup: str, **more: Any) -> Event:
        return Event(kind, "telegram", self._account, dedup, **more)

    def _message(self, message: Mapping[str, Any], dedup: str, *, edited: bool = False) -> Event:
        chat = table(message, "chat")
        sender = _sender(message, chat)
        rich = words_of(table(message, "rich_message"))
        text = prose(message, "text") or prose(message, "caption") or rich
        attachments = () if "text" in message or rich else _attachments(message)
        spot = _location(message)
        empty = not (text or attachments or spot)
        if chat.get("type") in ("group", "supergroup"):
            return self._in_group(message, dedup, sender, empty, _group(chat))
        if chat.get("type") != "private" or not sender or empty or table(message, "from").get("is_bot") is True:
            return self._bare("ignored", dedup, reason="no private message with content")
        if edited and not text and not attachments:
            return self._bare("ignored", dedup, reason="a live location moved on: nobody's way is kept")
        start = not edited and text is not None and text.split(maxsplit=1)[:1] == ["/start"]
        return Event(
            "message_edited" if edited else "start" if start else "message",
            "telegram",
            self._account,
            dedup,
            sender=sender,
            message_id=identifier(message, "message_id"),
            reply_to=identifier(table(message, "reply_to_message"), "message_id"),
            occurred_at=moment(number(message, "edit_date" if edited else "date")),
            nth=number(message, "message_id") or 0,
            text=text,
            attachments=attachments,
            location=spot,
            language_hint=word(table(message, "from"), "language_code", 35),
        )

    def _in_group(
        self, message: Mapping[str, Any], dedup: str, sender: Address | None, empty: bool, group: Address | None
    ) -> Event:
        """A group never opens a case, and nothing of what it says is kept."""
        for member in rows(message, "new_chat_members"):
            if isinstance(member, dict) and identifier(member, "id") == self._account:
                return self._bare("group_joined", dedup, sender=sender, group=group)
        kind: Kind = "ignored" if empty else "group_message"
        return self._bare(kind, dedup, sender=sender, reason="group", group=group)

    def _callback(self, query: Mapping[str, Any], dedup: str) -> Event:
        message, option, token = table(query, "message"), word(query, "data", 256), identifier(query, "id")
        chat = table(message, "chat")
        sender = _sender(query, chat)
        if not (message and option and token and sender):
            return self._bare("ignored", dedup, reason="callback without data or message")
        if chat.get("type") != "private":
            return self._bare("group_message", dedup, sender=sender, reason="group", group=_group(chat))
        on_message = identifier(message, "message_id")
        return Event(
            "action",
            "telegram",
            self._account,
            dedup,
            sender=sender,
            message_id=on_message,
            action=ActionAnswer(option, _button_label(message, option), on_message, token),
            reply_handle=ReplyHandle("telegram_callback", token, self._now() + _CALLBACK_LIFE),
            language_hint=word(table(query, "from"), "language_code", 35),
        )

    def _membership(self, change: Mapping[str, Any], dedup: str) -> Event:
        """In a private chat: she blocked the bot, or lets it write again."""
        chat = table(change, "chat")
        sender = _sender(change, chat)
        was, became = (table(change, key).get("status") for key in ("old_chat_member", "new_chat_member"))
        if chat.get("type") == "private" and became in ("kicked", "member") and sender:
            return self._bare("blocked" if became == "kicked" else "unblocked", dedup, sender=sender)
        if was in ("left", "kicked") and became in ("member", "administrator") and (group := _group(chat)):
            return self._bare("group_joined", dedup, sender=sender, group=group)
        return self._bare("ignored", dedup, reason="membership")


def _sender(holder: Mapping[str, Any], chat: Mapping[str, Any]) -> Address | None:
    value = identifier(table(holder, "from"), "id") or identifier(chat, "id")
    return Address("telegram", value) if value and value.removeprefix("-").isdecimal() else None


def _group(chat: Mapping[str, Any]) -> Address | None:
    """A channel is none: what is posted there is to nobody."""
    value = identifier(chat, "id") if chat.get("type") in ("group", "supergroup") else None
    return Address("telegram", value) if value and value.removeprefix("-").isdecimal() else None


def _attachments(message: Mapping[str, Any]) -> tuple[MediaRef, ...]:
    if sizes := [size for size in rows(message, "photo") if isinstance(size, dict)]:
        return (_file("image", max(sizes, key=_worth)),)
    for key, kind in _FILES.items():
        if file := table(message, key):
            return (_file(kind, file),)
    return tuple(MediaRef(kind, "") for key, kind in _WITHOUT_FILE.items() if message.get(key))


def _worth(size: Mapping[str, Any]) -> tuple[bool, int]:
    """The largest one that can be fetched."""
    return word(size, "file_id") is not None, (number(size, "width") or 0) * (number(size, "height") or 0)


def _file(kind: MediaKind, file: Mapping[str, Any]) -> MediaRef:
    return MediaRef(
        kind,
        word(file, "file_id") or "",
        mime=word(file, "mime_type"),
        size=number(file, "file_size"),
        name=word(file, "file_name") if kind in ("document", "video") else None,
    )


def _location(message: Mapping[str, Any]) -> Location | None:
    venue = table(message, "venue")
    label = ", ".join(filter(None, (prose(venue, "title"), prose(venue, "address")))) or None
    return place(table(venue, "location") or table(message, "location"), label)


def _button_label(message: Mapping[str, Any], option: str) -> str | None:
    """What the pressed button said, where the message is still readable."""
    for row in rows(table(message, "reply_markup"), "inline_keyboard"):
        for key in row if isinstance(row, list) else ():
            if isinstance(key, dict) and key.get("callback_data") == option:
                return word(key, "text")
    return None
