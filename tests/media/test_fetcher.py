"""From a vendor's call to a sealed file: whole, once, whatever the vendor does; and what the worker hears of it."""

import hashlib
from collections import deque
from pathlib import Path

import pytest

from storage.engine import Unit
from storage.media import KEPT, LOST, REFUSED, Media
from tests.media.conftest import Urls
from tests.media.desk import ANN, LIMIT, Desk, Street, at_desk
from tests.media.samples import PDF, VOICE, mp4, photo, png
from tests.vendors.files import Held
from tests.vendors.stand_in import StandIn
from tests.vendors.webhooks import Webhook

SORRY = {"err.media": "cannot open this file", "err.size": "too big", "err.fetch": "could not get your file"}


def line_file(street: Street, id: str, kind: str = "image", **more: object) -> Webhook:
    message = {"id": id, "type": kind, "contentProvider": {"type": "line"}, **more}
    return street.from_line.batch(street.from_line.event(ANN["line"], type="message", message=message))


def telegram_file(street: Street, id: str, kind: str = "document", **more: object) -> Webhook:
    person = {"id": int(ANN["telegram"]), "is_bot": False, "first_name": "A"}
    file = {"file_id": id, "file_unique_id": "u", **more}
    content: object = [{**file, "width": 9, "height": 9}] if kind == "photo" else file
    message = {
        "message_id": 7,
        "from": person,
        "chat": {"id": person["id"], "type": "private"},
        "date": 1,
        kind: content,
    }
    return street.from_telegram.update(message=message)


def sms_file(street: Street, *ids: str, mime: str = "image/jpeg") -> Webhook:
    base = f"https://api.twilio.com/2010-04-01/Accounts/{street.twilio.sid}/Messages/MM{'1' * 32}/Media"
    fields = {"NumMedia": str(len(ids))}
    for n, id in enumerate(ids):
        fields |= {f"MediaUrl{n}": f"{base}/{id}", f"MediaContentType{n}": mime}
    return street.from_twilio.text(ANN["sms"], "", **fields)


def heard(vendor: StandIn, channel: str) -> str:
    """All that her phone shows."""
    return "\n".join(bubble.text for bubble in vendor.phones.seen(ANN[channel]))


def test_each_vendors_file_is_fetched_looked_at_and_sealed(tmp_path: Path, street: Street, urls: Urls) -> None:
    picture = photo()
    street.line.files["1"] = Held(picture, "image/jpeg")
    street.telegram.files["T1"] = Held(VOICE, "audio/ogg")
    street.twilio.files["ME1"] = Held(png(9, 9), "application/octet-stream")
    street.telegram.files["T2"] = Held(PDF)

    async def talk(desk: Desk) -> None:
        await desk.hear(line_file(street, "1"))
        await desk.hear(telegram_file(street, "T1", "voice", mime_type="audio/ogg"))
        await desk.hear(telegram_file(street, "T2", mime_type="application/octet-stream"))
        (image,) = await desk.files("line")
        assert (image.state, image.facts["mime"], image.facts["width"]) == (KEPT, "image/jpeg", 1200)
        assert image.facts["sha256"] == hashlib.sha256(picture).hexdigest()
        assert await desk.content("line", image) == picture
        assert (await desk.shown("line", image)).startswith(b"\xff\xd8\xff")
        voice, pdf = sorted(await desk.files("telegram"), key=lambda file: str(file.facts["mime"]), reverse=True)
        assert (voice.facts["family"], await desk.content("telegram", voice)) == ("voice", VOICE)
        assert (pdf.facts["mime"], await desk.content("telegram", pdf)) == ("application/pdf", PDF)

    at_desk(tmp_path, street, talk, urls=urls)


def test_a_vendor_in_trouble_is_asked_again_until_the_file_is_here(tmp_path: Path, street: Street, urls: Urls) -> None:
    street.line.files["1"] = held = Held(photo(), first=deque([503, 429, "drop", "drip"]))

    async def talk(desk: Desk) -> None:
        await desk.hear(line_file(street, "1"))
        for _ in range(6):
            await desk.later(minutes=10)
        (file,) = await desk.files("line")
        assert file.state == KEPT
        assert held.asked == 5
        assert "Sorry" not in heard(street.line, "line")

    at_desk(tmp_path, street, talk, urls=urls)


def test_a_file_that_line_still_prepares_is_waited_for(tmp_path: Path, street: Street) -> None:
    street.line.files["1"], street.line.transcoding["1"] = Held(mp4(b"mp42", b"vide")), "processing"

    async def talk(desk: Desk) -> None:
        await desk.hear(line_file(street, "1", "video", duration=1))
        assert (await desk.files("line"))[0].state == "waiting"
        street.line.transcoding["1"] = "succeeded"
        await desk.later(seconds=30)
        assert (await desk.files("line"))[0].facts["mime"] == "video/mp4"

    at_desk(tmp_path, street, talk)


@pytest.mark.parametrize(
    ("held", "answer", "code"),
    [
        (Held(b"PK\x03\x04" + bytes(999)), "err.media", "kind"),
        (Held(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/png"), "err.media", "kind"),
        (Held(b"\xff\xd8\xff" + bytes(999)), "err.media", "broken"),
        (Held(b""), "err.media", "kind"),
        (Held(png(50_000, 50_000)), "err.size", "pixels"),
        (Held(photo() + bytes(LIMIT)), "err.size", "size"),
        (Held(photo(), always="endless"), "err.size", "size"),
        (Held(photo(), always="promise"), "err.size", "size"),
        (Held(photo(), always="gzip"), "err.fetch", "BadMessage:encoded"),
        (Held(photo(), always=404), "err.fetch", "BadMessage:404"),
    ],
)
def test_what_cannot_be_taken_ends_and_she_hears_why(
    tmp_path: Path, street: Street, held: Held, answer: str, code: str
) -> None:
    street.line.files["1"] = held

    async def talk(desk: Desk) -> None:
        await desk.hear(line_file(street, "1"))
        (file,) = await desk.files("line")
        assert (file.state, file.code) == (LOST if answer == "err.fetch" else REFUSED, code)
        assert SORRY[answer] in heard(street.line, "line")
        asked = held.asked
        await desk.later(hours=20)
        assert held.asked == asked

    at_desk(tmp_path, street, talk)


def test_what_is_claimed_to_be_too_large_is_not_even_asked_for(tmp_path: Path, street: Street) -> None:
    street.telegram.files["T1"] = held = Held(VOICE)

    async def talk(desk: Desk) -> None:
        await desk.hear(telegram_file(street, "T1", "voice", file_size=LIMIT + 1))
        assert (await desk.files("telegram"))[0].code == "size"
        assert held.asked == 0

    at_desk(tmp_path, street, talk)


def test_after_half_a_day_of_failures_she_is_asked_to_send_it_again_discreetly(tmp_path: Path, street: Street) -> None:
    street.line.files["1"] = Held(photo(), always=503)

    async def talk(desk: Desk) -> None:
        await desk.hear(line_file(street, "1"))
        for _ in range(80):
            await desk.later(minutes=11)
        (file,) = await desk.files("line")
        assert (file.state, file.code) == (LOST, "Retryable:503")
        assert SORRY["err.fetch"] not in heard(street.line, "line"), "the phone may be in other hands by now"
        assert "You have a message. When you are alone" in heard(street.line, "line")

    at_desk(tmp_path, street, talk)


def test_nothing_that_lies_elsewhere_is_fetched(tmp_path: Path, street: Street) -> None:
    """The payloads that send us into our own network: a picture by a URL of the sender's, a host of our own."""
    outside = {
        "type": "external",
        "originalContentUrl": "http://169.254.169.254/",
        "previewImageUrl": "http://10.0.0.1/",
    }
    internal = street.from_twilio.text(
        ANN["sms"], "media", NumMedia="1", MediaContentType0="image/png", MediaUrl0="http://internal.example/file.png"
    )

    async def talk(desk: Desk) -> None:
        await desk.hear(line_file(street, "1", contentProvider=outside))
        await desk.hear(internal)
        for channel in ("line", "sms"):
            (file,) = await desk.files(channel)
            assert (file.state, file.code) == (REFUSED, "foreign")
        assert [call.path for call in street.line.calls if "content" in call.path] == []

    at_desk(tmp_path, street, talk)


def test_she_hears_at_most_once_in_ten_minutes_that_something_cannot_be_opened(tmp_path: Path, street: Street) -> None:
    sticker = {"type": "sticker", "packageId": "1", "stickerId": "2", "stickerResourceType": "STATIC"}
    street.line.files.update({str(n): Held(b"PK\x03\x04") for n in range(9)})

    def told() -> int:
        return heard(street.line, "line").count(SORRY["err.media"])

    async def talk(desk: Desk) -> None:
        await desk.hear(line_file(street, "0"))
        await desk.hear(line_file(street, "s1", **sticker))
        await desk.hear(line_file(street, "1", "file", fileName="a.zip", fileSize=4))
        assert told() == 1
        await desk.later(minutes=10)
        await desk.hear(line_file(street, "s2", **sticker))
        assert told() == 2

    at_desk(tmp_path, street, talk)


def test_a_sticker_and_a_contact_card_are_never_fetched(tmp_path: Path, street: Street) -> None:
    async def talk(desk: Desk) -> None:
        await desk.hear(telegram_file(street, "S1", "sticker", type="regular", width=1, height=1))
        await desk.hear(sms_file(street, "ME7", mime="text/x-vcard"))
        assert await desk.files("telegram") == []
        assert await desk.files("sms") == []

    at_desk(tmp_path, street, talk)


def test_several_files_of_one_message_keep_their_places(tmp_path: Path, street: Street) -> None:
    street.twilio.files.update({"ME1": Held(photo()), "ME2": Held(PDF)})

    async def talk(desk: Desk) -> None:
        await desk.hear(sms_file(street, "ME1", "ME2"))
        one, two = await desk.files("sms")
        assert [(one.n, one.facts["family"]), (two.n, two.facts["family"])] == [(0, "image"), (1, "document")]

    at_desk(tmp_path, street, talk)


def test_a_second_delivery_of_the_same_event_fetches_nothing_twice(tmp_path: Path, street: Street, urls: Urls) -> None:
    street.line.files["1"] = held = Held(photo())
    call = line_file(street, "1")

    async def talk(desk: Desk) -> None:
        await desk.hear(call)
        await desk.hear(street.from_line.redelivered(call))
        assert len(await desk.files("line")) == 1
        assert held.asked == 1

    at_desk(tmp_path, street, talk, urls=urls)


def test_what_was_erased_meanwhile_is_dropped_and_the_fetch_does_not_fail(tmp_path: Path, street: Street) -> None:
    street.line.files["1"] = Held(photo())

    async def talk(desk: Desk) -> None:
        from bot.casework.retention import erase_conversation
        from storage.conversations import Due

        await desk.turn(line_file(street, "1"))
        (wanted,) = await desk.app.media.fetcher._claim(5)
        id_ = await desk.conversation("line")
        due = Due(id_, "", None, "all", None)
        await desk.app.store.write(lambda unit: erase_conversation(unit, due, at=0))
        await desk.app.media.fetcher.fetch(wanted)

        def left(unit: Unit) -> object:
            return Media(unit.cases).figures()

        assert await desk.app.store.read(left) == {}

    at_desk(tmp_path, street, talk)


def test_a_message_taken_back_takes_its_file_along(tmp_path: Path, street: Street) -> None:
    street.line.files["77"] = Held(photo())
    unsend = street.from_line.event(ANN["line"], type="unsend", unsend={"messageId": "77"})

    async def talk(desk: Desk) -> None:
        await desk.hear(line_file(street, "77"))
        assert len(await desk.files("line")) == 1
        await desk.hear(street.from_line.batch(unsend))
        assert await desk.files("line") == []

    at_desk(tmp_path, street, talk)
