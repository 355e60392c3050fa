"""From an empty folder to a report in the inbox, as a person does it: two commands, then forms in a browser without a
script, with a vendor that answers on loopback and the desk beginning again in between.
"""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.acceptance.dialogue import Dialogue, reference_in, told_reference
from tests.acceptance.forms import Browser, Page
from tests.acceptance.house import ROOT, House, Street
from tests.acceptance.people import PASSWORD, Clock, Member
from tests.acceptance.plans import STORIES
from tests.acceptance.workers import worker

BEGIN_SECONDS = 60.0
COMPANIES = b"name,kind,country\nSakura Foods,member,JP\nHikari Staffing,broker,JP\n"


class Bare(House):
    """A folder with nothing in it, and no key in the environment."""

    def write_config(self) -> None:
        """`init` does."""

    def start(self) -> "Bare":
        words = [*self.launcher, "serve", "--setup", "--port", str(self.port), "--config", str(self.config)]
        with (self.log / "serve.log").open("ab") as log:
            started = subprocess.Popen(words, cwd=ROOT, env=self._environ(), stdout=log, stderr=log)
            self.processes.append(started)
        self.await_answer()
        return self

    def _environ(self) -> dict[str, str]:
        return {name: value for name, value in super()._environ().items() if name != "MADOGUCHI_MASTER_KEY"}

    def link(self) -> str:
        end = time.monotonic() + BEGIN_SECONDS
        while time.monotonic() < end:
            if found := re.findall(r"http\S+/setup/link/\S+", self.logs()):
                return str(found[-1])
            time.sleep(0.1)
        raise AssertionError(self.logs()[-2000:])


@pytest.fixture
def bare(street: Street, tmp_path: Path) -> Iterator[Bare]:
    house = Bare(tmp_path / "desk", street, local=True)
    told = house.command("init", "--public-url", house.url)
    assert f"{house.url}/setup/link/" in told
    house.start()
    try:
        yield house
        assert set(house.stop()) == {0}, house.logs()[-3000:]
        assert "Traceback" not in house.logs(), house.logs()[-3000:]
    finally:
        house.close()


def joined(person: Member, page: Page) -> Page:
    """She chooses a password, and a second factor where one is asked for."""
    return person.enrolled(person.browser.submit(page, "/desk/welcome", password=PASSWORD))


def all_steps(house: Bare, person: Member) -> str:
    """The link of the lead, made on the way."""
    browser, telegram = person.browser, house.street.telegram
    page = browser.get("/setup")
    page = browser.submit(page, "/setup/desk$", name="Sunflower Desk", phone="+81-3-0000-0000")
    assert page.url.endswith("/setup/team"), page.words[:500]
    page = browser.submit(page, "/setup/team$", login="sato@desk.example", name="Sato Aiko")
    link = re.search(r'value="(http\S+/desk/welcome/\S+)"', page.answer.text)
    assert link is not None, page.words[:500]
    page = browser.submit(browser.get("/setup/languages"), "/setup/languages$", language=["en", "ja", "id"])
    assert page.url.endswith("/setup/channels"), page.words[:500]
    page = browser.get("/setup/channels/telegram")
    page = browser.submit(page, "/telegram$", token=telegram.token, api_url=telegram.url, polling="false")
    assert "The vendor accepted it" in page.words, page.words[:500]
    page = browser.submit(browser.get("/setup/companies"), "/import$", table=("companies.csv", COMPANIES))
    assert "Added: 2 companies" in page.words
    page = browser.submit(browser.get("/setup/retention"), "/setup/retention$", contact_days=60, text_months=12)
    assert "not in use yet" in page.words, page.words[:500]
    return link[1]


def begun_again(house: Bare, person: Member) -> Page:
    """The same session, the same socket: she waits for some seconds and goes on."""
    before = house.logs().count('"ready"')
    page = person.browser.submit(person.browser.get("/setup/done"), "/setup/begin-again$")
    assert page.status == 202
    end = time.monotonic() + BEGIN_SECONDS
    while house.logs().count('"ready"') == before:
        assert time.monotonic() < end, house.logs()[-2000:]
        time.sleep(0.1)
    return person.browser.get("/setup/done")


@pytest.mark.slow
def test_from_an_empty_folder_to_a_report_in_the_inbox(bare: Bare, tmp_path: Path) -> None:
    clock = Clock(tmp_path / "unused", 0.0)
    with closing(Browser(bare.url)) as hers, closing(Browser(bare.url)) as other, closing(Browser(bare.url)) as nobodys:
        whole_way(bare, Member(hers, clock), Member(other, clock))
        assert nobodys.get("/setup").status == 404


def whole_way(bare: Bare, admin: Member, lead: Member) -> None:
    page = admin.browser.get(bare.link())
    assert "Welcome to your new desk" in page.words
    page = admin.browser.get(page.link("/you$"))
    joined(admin, admin.browser.submit(page, "/you$", login="abe@desk.example", name="Abe Kei"))
    link = all_steps(bare, admin)
    page = begun_again(bare, admin)
    assert page.words.count("must be mended") == 1, page.words[:2000]
    assert "is not https" in page.words, "all that is wrong is that this machine has no public address"
    assert "not in use yet" not in page.words
    assert bare.street.telegram.token not in page.answer.text
    bare.street.from_telegram.secret = secret_of(bare)
    joined(lead, lead.browser.get(link))
    story = next(one for one in STORIES if one.channel == "telegram")
    dialogue = Dialogue(worker("telegram", bare.street, bare.carrier()), story.language, story.plan)
    dialogue.seconds = 30.0
    dialogue.say(story.first)
    reference = reference_in(dialogue.run(told_reference))
    assert reference in lead.browser.get("/desk").words
    assert admin.browser.get("/desk").url.endswith("/setup/done"), "an administrator sees no case"


def secret_of(house: Bare) -> str:
    """What the desk drew for Telegram to send along."""
    found = re.search(r'secret_token = "(\S+)"', house.config.read_text())
    assert found is not None
    return found[1]
