"""Everything a person or a vendor may send at any moment, on each channel."""

import time
from collections.abc import Callable

from tests.acceptance.house import Street
from tests.vendors.webhooks import Webhook

Odd = Callable[[Street, str], Webhook]
WORDS = (
    *("0", "1", "2", "8", "9", "10", "99", "-1", "1.", "၁", "２", "1️⃣", "²", "one"),
    *("HI", "MENU", "STATUS", "L", "TEST", "HELP", "stop", "yes", "no", "12345678 7890", "0000"),
    *("😀", " ", "?", "\u202egnp.exe", "a\u0301" * 40, "ကျွန်တော့်လစာ", "<b>x</b>", "{ref}", "%s", "'; --", "x" * 4096),
)
DOORS = ("HIDE", "DELETE")  # words after which she may be asked, or told nothing
FILE = {"file_id": "AgAD", "file_unique_id": "AQAD", "file_size": 1000}
PHOTO = [{**FILE, "width": 90, "height": 90}]
VOICE = {**FILE, "duration": 3, "mime_type": "audio/ogg"}
TELEGRAM_CONTENT: tuple[dict[str, object], ...] = (
    {"sticker": {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}},
    {"photo": PHOTO},
    {"photo": PHOTO, "caption": "This is the room", "media_group_id": "77"},
    {"voice": VOICE},
    {"audio": VOICE},
    {"video": {**FILE, "width": 9, "height": 9, "duration": 1}},
    {"video_note": {**FILE, "length": 9, "duration": 1}},
    {"document": {**FILE, "file_name": "contract.pdf", "mime_type": "application/pdf"}},
    {"location": {"latitude": 35.6, "longitude": 139.7}},
    {"venue": {"location": {"latitude": 35.6, "longitude": 139.7}, "title": "Factory", "address": "Road 1"}},
    {"contact": {"phone_number": "+819000000000", "first_name": "Boss"}},
    {"dice": {"emoji": "x", "value": 3}},
    {"poll": {"id": "1", "question": "?", "options": []}},
    {"pinned_message": {"message_id": 1}},
    {},
)
LINE_CONTENT: tuple[dict[str, object], ...] = (
    {"type": "sticker", "packageId": "1", "stickerId": "1", "stickerResourceType": "STATIC"},
    {"type": "sticker", "packageId": "1", "stickerId": "1", "stickerResourceType": "MESSAGE", "text": "help"},
    {"type": "image", "contentProvider": {"type": "line"}},
    {"type": "image", "contentProvider": {"type": "external", "originalContentUrl": "http://127.0.0.1/x"}},
    {"type": "video", "duration": 1000, "contentProvider": {"type": "line"}},
    {"type": "audio", "duration": 1000, "contentProvider": {"type": "line"}},
    {"type": "file", "fileName": "slip.pdf", "fileSize": 2138},
    {"type": "location", "title": "Factory", "address": "Road", "latitude": 35.6, "longitude": 139.7},
    {"type": "hologram"},
)
LINE_EVENTS: tuple[dict[str, object], ...] = (
    {"type": "unsend", "unsend": {"messageId": "1"}},
    {"type": "follow", "follow": {"isUnblocked": True}},
    {"type": "postback", "postback": {"data": "nothing:we:know"}},
    {"type": "postback", "postback": {"data": "consent.ask:yes"}},
    {"type": "postback", "postback": {"data": "when", "params": {"datetime": "2026-11-22T10:00"}}},
    {"type": "beacon", "beacon": {"hwid": "1", "type": "enter"}},
    {"type": "unfollow"},
    {"type": "somethingNew", "content": {"a": [1]}},
)


def on_telegram(street: Street, user: str) -> list[Webhook]:
    caller = street.from_telegram
    person = {"id": int(user), "is_bot": False, "first_name": "A"}
    chat = {"id": int(user), "type": "private", "first_name": "A"}
    message = {"message_id": 5, "from": person, "chat": chat, "date": int(time.time())}
    calls = [caller.text(user, text) for text in (*WORDS, "/start", "/start abc", "/help@desk", *DOORS)]
    calls += [caller.update(message={**message, **content}) for content in TELEGRAM_CONTENT]
    calls += [caller.press(user, data, "3") for data in ("nothing:we:know", "consent.ask:yes", "x", "review.ask:send")]
    calls.append(caller.update(edited_message={**message, "text": "I meant this", "edit_date": int(time.time())}))
    member = {"chat": chat, "from": person, "date": int(time.time())}
    for old, new in (("member", "kicked"), ("kicked", "member")):
        states = {
            "old_chat_member": {"status": old, "user": person},
            "new_chat_member": {"status": new, "user": person},
        }
        calls.append(caller.update(my_chat_member={**member, **states}))
    return [*calls, caller.update(message_reaction={"chat": chat, "message_id": 5}), caller.update(new_kind={"x": 1})]


def on_line(street: Street, user: str) -> list[Webhook]:
    caller = street.from_line
    calls = [caller.text(user, text) for text in (*WORDS, *DOORS)]
    for number, content in enumerate(LINE_CONTENT):
        message = {"id": f"77{number}", "quoteToken": "q", **content}
        calls.append(caller.batch(caller.event(user, type="message", message=message)))
    calls += [caller.batch(caller.event(user, **content)) for content in LINE_EVENTS]
    return [*calls, caller.batch(*(caller.text_event(user, f"Part {n}") for n in range(5))), caller.batch()]


def on_sms(street: Street, user: str) -> list[Webhook]:
    caller = street.from_twilio
    picture = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "image/jpeg"}
    calls = [caller.text(user, text[:1600]) for text in (*WORDS, "", *DOORS)]
    calls += [caller.text(user, "", **picture), caller.text(user, "See this", **picture)]
    calls += [caller.text(user, word, OptOutType=word) for word in ("HELP", "STOP", "START")]
    return calls


EVERYTHING: dict[str, Callable[[Street, str], list[Webhook]]] = {
    "telegram": on_telegram,
    "line": on_line,
    "sms": on_sms,
}
