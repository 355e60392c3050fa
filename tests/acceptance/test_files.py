"""A worker sends a photo and her voice; a member of the desk sees and hears them, and gets the original."""

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.acceptance.browser import browser_page
from tests.acceptance.desk import DeskPages
from tests.acceptance.dialogue import Dialogue, reference_in, told_reference
from tests.acceptance.house import House
from tests.acceptance.plans import JAPANESE
from tests.acceptance.workers import worker
from tests.media.samples import PDF, slip, spoken
from tests.vendors.files import Held


def soon(true: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait in small steps: the page's policy forbids the browser's own waiting for a script's word."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_the_desk_sees_the_photo_and_hears_the_voice(house: House, pictures: Path) -> None:
    line, caller = house.street.line, house.street.from_line
    photo = slip()
    line.files.update(
        {"1": Held(photo, "image/jpeg"), "2": Held(spoken(), "audio/x-m4a"), "3": Held(PDF), "4": Held(b"PK")}
    )
    carrier = house.carrier()
    dialogue = Dialogue(worker("line", house.street, carrier), JAPANESE.language, JAPANESE.plan)
    dialogue.seconds = 30.0
    dialogue.say(JAPANESE.first)
    reference = reference_in(dialogue.run(told_reference))
    for id_, kind in (("1", "image"), ("2", "audio"), ("3", "file"), ("4", "file")):
        message = {"id": id_, "type": kind, "contentProvider": {"type": "line"}, "fileName": "x", "fileSize": 9}
        call = caller.batch(caller.event(dialogue.worker.address, type="message", message=message))
        assert carrier.deliver(call) == 200
    with browser_page() as page:
        desk = DeskPages(page, house, pictures)
        desk.sign_in()
        desk.open_case(reference)
        expect(page.get_by_text("not kept, it is of a kind")).to_be_visible(timeout=40_000)  # refreshed by itself
        shown = page.locator(".file img")
        expect(shown).to_have_count(1)
        shown.scroll_into_view_if_needed()
        soon(lambda: shown.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [1600, 1200])
        sound = page.locator(".file audio")
        sound.evaluate("audio => audio.play()")
        soon(lambda: sound.evaluate("audio => audio.currentTime") > 0.5)
        assert 2.5 < float(sound.evaluate("audio => audio.duration")) < 3.5
        desk.picture("case with a photo and a voice")
        with page.expect_download() as saving:
            page.get_by_role("link", name="Download the original").first.click()
        assert re.fullmatch(r"message-\d+\.jpg", saving.value.suggested_filename)
        assert Path(saving.value.path()).read_bytes() == photo
        page.set_viewport_size({"width": 390, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        desk.picture("case with a photo and a voice, on a phone")
