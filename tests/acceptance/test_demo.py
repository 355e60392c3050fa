"""The journey of the README: one command, a phone in the browser, a report, and the desk that answers it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from tests.acceptance.browser import browser_page
from tests.acceptance.desk import DeskPages
from tests.acceptance.dialogue import Dialogue, reference_in, told_reference
from tests.acceptance.house import ROOT, free_port
from tests.acceptance.phone_page import PhonePage
from tests.acceptance.plans import ENGLISH
from tests.acceptance.workers import offered

READY_SECONDS = 60
QUESTION = "Since when does he have it?"


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """`madoguchi demo` in an empty folder, without a configuration: what it prints."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    environ |= {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "bot", "demo", "--port", str(free_port())]
    printed = folder / "printed"
    with printed.open("wb") as out:
        process = subprocess.Popen(words, cwd=folder, env=environ, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        end = time.monotonic() + READY_SECONDS
        while "/desk/welcome/" not in (text := printed.read_text()):
            assert process.poll() is None, text
            assert time.monotonic() < end, text
            time.sleep(0.1)
        yield text
    finally:
        process.terminate()
        code = process.wait(20)
    assert code == 0, printed.read_text()
    assert [path.name for path in folder.iterdir()] == ["printed"], "the demo left something behind"


def address(printed: str, path: str) -> str:
    found = re.search(rf"http://\S+{path}\S*", printed)
    assert found is not None, printed
    return found[0]


def test_a_newcomer_reports_on_the_phone_and_answers_from_the_desk(tmp_path: Path, pictures: Path) -> None:
    (tmp_path / "empty").mkdir()
    with demo(tmp_path / "empty") as printed, browser_page() as page:
        page.goto(address(printed, "/phone"))
        phone = Dialogue(PhonePage(page), "en", ENGLISH.plan)
        phone.say("my boss keeps my passport")
        reference = reference_in(phone.run(told_reference))
        desk = DeskPages(page, None, pictures)  # type: ignore[arg-type]
        desk.picture("demo phone")
        page.goto(address(printed, "/desk/welcome/"))
        page.get_by_role("button", name="Look around without a password").click()
        expect(desk.row(reference)).to_be_visible()
        desk.picture("demo inbox")
        desk.row(reference).get_by_role("link").click()
        expect(page.locator(".line.worker").filter(has_text="my boss keeps my passport")).to_be_visible()
        desk.move("in_review")
        desk.ask(QUESTION)
        desk.picture("demo case")
        page.goto(address(printed, "/phone"))
        _reads(phone, f"{reference}: A person is reading your report.", QUESTION)
        desk.picture("demo phone afterwards")


def _reads(phone: Dialogue, *updates: str) -> None:
    """They are announced first, and told when she presses the button."""
    notice = phone.hear(lambda bubbles: any(button.label == "Read" for button in offered(bubbles)))
    assert not any(QUESTION in bubble.text for bubble in notice[-1:])
    phone.pick(next(button for button in offered(notice) if button.label == "Read"), notice)
    phone.hear(lambda bubbles: all(any(update in bubble.text for bubble in bubbles) for update in updates))
