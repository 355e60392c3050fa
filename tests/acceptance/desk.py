"""What a member of the desk does in her browser: sign in, find a case, read it, ask, and move it on."""

import re
from pathlib import Path

import pyotp
from playwright.sync_api import Locator, Page, expect

from tests.acceptance.browser import shot
from tests.acceptance.house import House

PASSWORD = "marimba ledger overcast pelican"


class DeskPages:
    def __init__(self, page: Page, house: House, pictures: Path) -> None:
        self.page, self.house, self.pictures = page, house, pictures

    def sign_in(self, login: str = "sato@desk.example", name: str = "Sato Aiko") -> None:
        """By the one-time link that `user add` prints; it works once."""
        link = self.house.sign_in_link(login, name)
        self.page.goto(link)
        self.page.get_by_label("New password").fill(PASSWORD)
        self.picture("welcome")
        self.page.get_by_role("button", name="Save and sign in").click()
        self.set_up_phone()
        expect(self.page).to_have_url(re.compile(r"/desk(\?.*)?$"))
        answer = self.page.request.get(link)
        assert answer.status == 410, "the link worked twice"

    def set_up_phone(self) -> None:
        """The second factor, as an authenticator app would: the secret is on the page, recovery codes follow once."""
        self.page.get_by_text("Type it instead").click()
        secret = self.page.locator("code.secret").inner_text().replace(" ", "")
        self.page.get_by_label("Six digits of your authenticator app").fill(pyotp.TOTP(secret).now())
        self.page.get_by_role("button", name="Go on").click()
        self.page.get_by_label("I have put them away").check()
        self.page.get_by_role("button", name="Go on").click()

    def inbox(self) -> None:
        self.page.goto(f"{self.house.url}/desk")

    def row(self, reference: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has_text=reference)

    def open_case(self, reference: str) -> None:
        self.inbox()
        self.row(reference).get_by_role("link").click()
        expect(self.page.get_by_text(reference).first).to_be_visible()

    def picture(self, name: str) -> None:
        shot(self.page, self.pictures, name)

    def ask(self, question: str) -> None:
        """Send a question from the open case's page."""
        kind = self.page.get_by_label("A question: she has the turn")
        if kind.count():
            kind.check()
        self.page.locator("#text").fill(question)
        self.page.get_by_role("region", name="Write to the worker").get_by_role("button", name="Send").click()
        expect(self.page.locator(".history")).to_contain_text(question)

    def move(self, to: str) -> None:
        """Change the status of the open case, with what its form needs."""
        step = self.page.locator("details.step").filter(has=self.page.locator(f'input[name="to"][value="{to}"]'))
        if step.get_attribute("open") is None:
            step.locator("summary").click()
        step.get_by_role("button").click()
        expect(self.page.locator(".history li").first).to_contain_text("→")
