"""Whatever a worker can send, on every channel that has it: what it is read as, what she hears, what is left of it.

Nothing is lost in silence, nothing that is not hers to give is kept (a card is somebody else's number), and a second
delivery of the same call changes nothing.
"""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.media.desk import ANN, Desk, Street, at_desk
from tests.media.samples import PDF, VOICE, photo
from tests.vendors.files import Held
from tests.vendors.webhooks import TwilioCaller, Webhook, WhatsAppCaller

SORRY, NOTHING = "err.media", ""
NUMBERS = itertools.count(1000)
PERSON = {"id": int(ANN["telegram"]), "is_bot": False, "first_name": "A"}
FILE = {"file_id": "F", "file_unique_id": "u"}
SQUARE = {"width": 9, "height": 9, "duration": 2}
CARD_NUMBER = "+14155550199"
WHATSAPP = '[channels.whatsapp]\nfrom = "+815012345678"\nper_second = 10000\n'


@dataclass(frozen=True, slots=True)
class Case:
    """`told` is the message she hears at once beside the question; `kept` what the desk has of it."""

    channel: str
    name: str
    content: dict[str, Any]
    told: str
    kept: str = ""

    def __str__(self) -> str:
        return f"{self.channel}-{self.name}"


def telegram(name: str, content: object, told: str, kept: str = "", **more: object) -> Case:
    return Case("telegram", name, {name: content, **more}, told, kept)


def line(name: str, content: dict[str, Any], told: str, kept: str = "") -> Case:
    return Case("line", name, content, told, kept)


def form(channel: str, name: str, told: str, kept: str = "", mime: str = "", **fields: str) -> Case:
    attached = {"NumMedia": "1", "MediaContentType0": mime} if mime else {}
    return Case(channel, name, {**fields, **attached}, told, kept)


STICKER = {**FILE, "type": "regular", **SQUARE, "is_animated": False, "is_video": False}
DICE, POLL = {"emoji": "\U0001f3b2", "value": 3}, {"id": "1", "question": "Who?", "options": []}
SPOT = {"latitude": 35.1, "longitude": 136.9}
LINE_STICKER = {"type": "sticker", "id": "1", "packageId": "1", "stickerId": "2", "keywords": ["anger"]}
CASES = [
    telegram("location", SPOT, NOTHING, "location"),
    telegram("venue", {"location": SPOT, "title": "Gate 4", "address": "Aichi"}, NOTHING, "location", location=SPOT),
    telegram("contact", {"phone_number": CARD_NUMBER, "first_name": "Boss"}, SORRY, "contact"),
    telegram("poll", POLL, SORRY, "other"),
    telegram("dice", DICE, SORRY, "other"),
    telegram("game", {"title": "t", "description": "d", "photo": []}, SORRY, "other"),
    telegram("story", {"id": 1, "chat": {"id": 9, "type": "private"}}, SORRY, "other"),
    telegram("sticker", STICKER, SORRY, "sticker"),
    telegram("sticker", {**STICKER, "is_animated": True}, SORRY, "sticker"),
    telegram("sticker", {**STICKER, "is_video": True}, SORRY, "sticker"),
    telegram("video_note", {**FILE, "length": 9, "duration": 2}, "what.file", "video"),
    telegram("animation", {**FILE, **SQUARE}, "what.file", "video", document=FILE),
    telegram("voice", {**FILE, "duration": 2}, "what.voice", "voice"),
    telegram("audio", {**FILE, "duration": 2}, "what.voice", "audio"),
    telegram("photo", [{**FILE, "width": 9, "height": 9}], "what.photo", "image"),
    telegram("document", {**FILE, "mime_type": "application/pdf"}, "what.file", "document"),
    line("location", {"type": "location", "id": "1", "title": "Gate 4", **SPOT}, NOTHING, "location"),
    line("sticker", {**LINE_STICKER, "stickerResourceType": "STATIC"}, SORRY, "sticker"),
    line("animated_sticker", {**LINE_STICKER, "stickerResourceType": "ANIMATION_SOUND"}, SORRY, "sticker"),
    line("image", {"type": "image", "id": "7", "contentProvider": {"type": "line"}}, "what.photo", "image"),
    line("audio", {"type": "audio", "id": "7", "contentProvider": {"type": "line"}}, "what.voice", "audio"),
    line("video", {"type": "video", "id": "7", "contentProvider": {"type": "line"}}, "what.file", "video"),
    line("file", {"type": "file", "id": "7", "fileName": "a.pdf", "fileSize": 4}, "what.file", "document"),
    form("whatsapp", "location", NOTHING, "location", Latitude="35.1", Longitude="136.9", Label="Gate", Body=""),
    form("whatsapp", "sticker", SORRY, "sticker", "image/webp", MessageType="sticker"),
    form("whatsapp", "contacts", SORRY, "contact", "text/vcard", MessageType="contacts"),
    form("whatsapp", "audio", "what.voice", "voice", "audio/ogg", MessageType="audio"),
    form("whatsapp", "image", "what.photo", "image", "image/jpeg", MessageType="image"),
    form("whatsapp", "video", "what.file", "video", "video/mp4", MessageType="video"),
    form("whatsapp", "document", "what.file", "document", "application/pdf", MessageType="document"),
    form("whatsapp", "poll_of_tomorrow", SORRY, "", MessageType="poll"),
    form("sms", "image", "what.photo", "image", "image/jpeg"),
    form("sms", "video", "what.file", "video", "video/mp4"),
    form("sms", "card", SORRY, "contact", "text/x-vcard"),
    form("sms", "empty", SORRY, ""),
]


def call_of(street: Street, case: Case) -> Webhook:
    if case.channel == "telegram":
        chat = {"id": PERSON["id"], "type": "private"}
        message = {"message_id": next(NUMBERS), "from": PERSON, "chat": chat, "date": int(time.time()), **case.content}
        return street.from_telegram.update(message=message)
    if case.channel == "line":
        return street.from_line.batch(street.from_line.event(ANN["line"], type="message", message=case.content))
    fields = {"MediaUrl0": media_url(street), **case.content} if "NumMedia" in case.content else case.content
    return caller(street, case.channel).text(ANN["sms"], "", **fields)


def caller(street: Street, channel: str) -> TwilioCaller:
    return street.from_twilio if channel == "sms" else WhatsAppCaller(street.twilio)


def media_url(street: Street) -> str:
    return f"https://api.twilio.com/2010-04-01/Accounts/{street.twilio.sid}/Messages/MM{'1' * 32}/Media/ME7"


def greeting(street: Street, channel: str, text: str = "They keep my passport") -> Webhook:
    match channel:
        case "telegram":
            return street.from_telegram.text(ANN["telegram"], text)
        case "line":
            return street.from_line.text(ANN["line"], text)
    return caller(street, channel).text(ANN["sms"], text)


def shown(street: Street, channel: str) -> list[str]:
    vendor = {"line": street.line, "telegram": street.telegram}.get(channel, street.twilio)
    address = {"whatsapp": f"whatsapp:{ANN['sms']}"}.get(channel, ANN.get(channel, ""))
    return [bubble.text for bubble in vendor.phones.seen(address)]


def reaction(street: Street) -> Webhook:
    chat = {"id": PERSON["id"], "type": "private"}
    new = [{"type": "emoji", "emoji": "\U0001f44d"}]
    changed = {"chat": chat, "message_id": 8, "user": PERSON, "date": 1, "old_reaction": [], "new_reaction": new}
    return street.from_telegram.update(message_reaction=changed)


def moved(street: Street) -> Webhook:
    """A live location goes on for hours: nobody's way is written down."""
    live = {**SPOT, "live_period": 900}
    chat = {"id": PERSON["id"], "type": "private"}
    message = {"message_id": 7, "from": PERSON, "chat": chat, "date": 1, "edit_date": 2, "location": live}
    return street.from_telegram.update(edited_message=message)


def watched(street: Street) -> Webhook:
    return street.from_line.batch(
        street.from_line.event(ANN["line"], type="videoPlayComplete", videoPlayComplete={"trackingId": "t"})
    )


def liked(street: Street) -> Webhook:
    return caller(street, "whatsapp").text(ANN["sms"], "\U0001f44d", MessageType="reaction")


UNREAD: list[dict[str, Any]] = [
    {"channel": "telegram", "name": "reaction", "call": reaction},
    {"channel": "telegram", "name": "live_location", "call": moved},
    {"channel": "line", "name": "watched", "call": watched},
    {"channel": "whatsapp", "name": "reaction", "call": liked},
]


def on_the_street(folder: Path, street: Street, talk: Callable[[Desk], Any]) -> None:
    for vendor in (street.line, street.telegram, street.twilio):
        vendor.files.update({"F": Held(PDF), "7": Held(photo()), "ME7": Held(VOICE)})
    at_desk(folder, street, talk, more=WHATSAPP)


@pytest.fixture(autouse=True)
def _her_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ANN, "whatsapp", ANN["sms"])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_read_answered_kept_and_delivered_twice(tmp_path: Path, street: Street, case: Case) -> None:
    async def talk(desk: Desk) -> None:
        await desk.hear(greeting(street, case.channel))
        call = call_of(street, case)
        before = len(shown(street, case.channel))
        await desk.turn(call)
        await desk.house.later(seconds=10)
        await desk.house.deliver()
        heard = shown(street, case.channel)[before:]
        assert heard, "something is said to everything"
        told = "\n".join(heard)
        wording = desk.app.intake.wording
        for message in (SORRY, "what.file", "what.voice", "what.photo"):
            said = wording.text(message, "en").partition(".")[0] in told.replace("\n", " ")
            assert said is (message == case.told), message
        hers = [one.body for one in await desk.said(case.channel) if one.author == "worker"]
        kinds = [one[0] for one in hers[-1].get("attachments", ())]
        assert (kinds or ["location"] * ("location" in hers[-1])) == ([case.kept] if case.kept else [])
        assert CARD_NUMBER not in str(hers)
        bubbles = len(shown(street, case.channel))
        await desk.hear(street.from_line.redelivered(call) if case.channel == "line" else call)
        assert [one.body for one in await desk.said(case.channel) if one.author == "worker"] == hers
        assert len(shown(street, case.channel)) - bubbles <= 1, "at most what became of the file"

    on_the_street(tmp_path, street, talk)


@pytest.mark.parametrize("channel", ["telegram", "line", "whatsapp", "sms"])
def test_that_it_cannot_be_read_is_said_once_in_ten_minutes_and_the_question_each_time(
    tmp_path: Path, street: Street, channel: str
) -> None:
    unread = [case for case in CASES if case.channel == channel and case.told == SORRY]

    async def talk(desk: Desk) -> None:
        sorry = desk.app.intake.wording.text(SORRY, "en").partition(".")[0]
        await desk.hear(greeting(street, channel))
        for case in [*unread, *unread]:
            before = len(shown(street, channel))
            await desk.house.later(seconds=5)
            await desk.turn(call_of(street, case))
            assert len(shown(street, channel)) > before
        assert " ".join(shown(street, channel)).count(sorry) == 1
        await desk.house.later(minutes=10)
        await desk.turn(call_of(street, unread[0]))
        assert " ".join(shown(street, channel)).count(sorry) == 2

    on_the_street(tmp_path, street, talk)


def test_the_answer_is_in_her_language(tmp_path: Path, street: Street) -> None:
    async def talk(desk: Desk) -> None:
        await desk.hear(greeting(street, "telegram", "पासपोर्ट कम्पनीले राखेको छ, मलाई फिर्ता चाहियो"))
        await desk.hear(street.from_telegram.text(ANN["telegram"], "नेपाली"))
        await desk.turn(call_of(street, CASES[3]))
        await desk.house.later(seconds=10)
        await desk.house.deliver()
        sorry = desk.app.intake.wording.text(SORRY, "ne").partition("।")[0]
        assert sorry in " ".join(shown(street, "telegram"))

    on_the_street(tmp_path, street, talk)


@pytest.mark.parametrize("body", UNREAD, ids=[one["name"] for one in UNREAD])
def test_what_says_nothing_leaves_nothing(tmp_path: Path, street: Street, body: dict[str, Any]) -> None:
    async def talk(desk: Desk) -> None:
        await desk.hear(greeting(street, body["channel"]))
        hers, bubbles = await desk.said(body["channel"]), shown(street, body["channel"])
        await desk.hear(body["call"](street))
        assert (await desk.said(body["channel"]), shown(street, body["channel"])) == (hers, bubbles)

    on_the_street(tmp_path, street, talk)


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_somebody_elses_card_is_deleted_at_twilio_though_it_is_never_fetched(
    tmp_path: Path, street: Street, channel: str
) -> None:
    card = next(case for case in CASES if case.channel == channel and case.kept == "contact")

    async def talk(desk: Desk) -> None:
        held = street.twilio.files["ME7"]
        await desk.hear(call_of(street, card))
        for _ in range(3):
            await desk.later(minutes=1)
        assert "ME7" not in street.twilio.files
        assert held.asked == 0

    on_the_street(tmp_path, street, talk)
