"""Members of the desk and contacts of companies, each with a browser and a device that shows codes, and their mail."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyotp

from tests.acceptance.forms import Browser, Page
from tests.acceptance.house import House
from tests.delivery.test_mailing import Letterbox

PASSWORD = "marimba ledger overcast pelican"
DAY = 24 * 3600
MAIL_SECONDS = 150.0
LINK = re.compile(r"https?://\S+")


@dataclass
class Clock:
    """Of all processes of the house, moved by the test. `seconds` ahead of ours."""

    file: Path
    seconds: float

    def pass_(self, days: float) -> None:
        self.seconds += days * DAY
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(self.seconds))
        fresh.replace(self.file)  # at once: it is read at every look, and must never be empty

    @property
    def now(self) -> float:
        return time.time() + self.seconds


@dataclass
class Person:
    """Somebody with a browser and a device that shows codes."""

    browser: Browser
    clock: Clock
    secret: str = ""
    login: str = ""
    used: set[str] = field(default_factory=set)

    def code(self) -> str:
        """One that was not used before."""
        step = 0
        while (code := pyotp.TOTP(self.secret).at(int(self.clock.now) + 30 * step)) in self.used:
            step += 1
        self.used.add(code)
        return code

    def enrolled(self, page: Page) -> Page:
        """A second factor, wherever one is asked for."""
        if not any("code" in form.names for form in page.forms):
            return page
        found = re.search(r"\b([A-Z2-7]{4}(?: ?[A-Z2-7]{4}){3,})\b", page.words)
        if found is not None:
            self.secret = found[1].replace(" ", "")
        form = next(form for form in page.forms if "code" in form.names)
        page = self.browser.submit(page, re.escape(form.action), code=self.code())
        assert page.status == 200, page.words[:400]
        for one in page.forms:  # recovery codes are shown once: she says that she has kept them
            if "kept" in one.names or "saved" in one.names:
                return self.browser.submit(page, re.escape(one.action))
        return page


class Member(Person):
    """Of the desk."""

    def arrive(self, house: House, login: str, name: str, role: str) -> None:
        self.login = login
        page = self.browser.get(house.sign_in_link(login, name, role))
        self.enrolled(self.browser.submit(page, "welcome", password=PASSWORD))

    def back(self) -> None:
        """Days later: the session is over, she signs in again."""
        page = self.browser.get("/desk/sign-in")
        if page.has("sign-in"):
            self.enrolled(self.browser.submit(page, "sign-in", login=self.login, password=PASSWORD))

    def case(self, reference: str) -> str:
        """Its address, found by its number."""
        page = self.browser.submit(self.browser.get("/desk"), "/desk/find", reference=reference)
        assert page.status == 200, page.words[:300]
        return re.sub(r"^https?://[^/]+", "", page.url)

    def do(self, address: str, action: str, **fields: object) -> Page:
        """Open a page, send one of its forms."""
        page = self.browser.submit(self.browser.get(address), action, **fields)
        assert page.status == 200, f"{action}: {page.status} {page.words[:600]}"
        return page


class Contact(Person):
    """Of a company."""

    def arrive(self, box: Letterbox, address: str) -> None:
        """By the link of a mail, which tells nothing; a second one lets her in."""
        self.login = address
        self.let_in(box, self.browser.get(awaited(box, address)))

    def back(self, box: Letterbox) -> None:
        page = self.browser.get("/company")
        if page.has("/company/sign-in"):
            self.let_in(box, page)

    def let_in(self, box: Letterbox, page: Page) -> None:
        before = len(mails(box, self.login))
        self.browser.submit(page, "/company/sign-in", mail=self.login)
        page = self.browser.get(awaited(box, self.login, before))
        self.enrolled(self.browser.submit(page, "/company/in/"))

    def thread(self) -> str:
        page = self.browser.get("/company")
        return re.sub(r"^https?://[^/]+", "", page.link("/company/threads/"))

    def do(self, action: str, **fields: object) -> Page:
        page = self.browser.submit(self.browser.get(self.thread()), action, **fields)
        assert page.status == 200, f"{action}: {page.status} {page.words[:600]}"
        return page


def mails(box: Letterbox, address: str) -> Sequence[str]:
    return [str(one.get_content()) for one in box.taken if address in str(one["To"])]


def awaited(box: Letterbox, address: str, more_than: int = 0) -> str:
    """The link of the newest mail to this address."""
    end = time.monotonic() + MAIL_SECONDS
    while len(mails(box, address)) <= more_than:
        assert time.monotonic() < end, f"no mail to {address}"
        time.sleep(0.2)
    found = LINK.search(mails(box, address)[-1])
    assert found is not None
    return found[0]
