"""Browsers of everybody who uses the pages: one Chromium, a context of its own for each person and language."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from bot.console.doors import cookie_name
from bot.console.pages import LANGUAGE_COOKIE
from bot.console.portal import doors as portal
from tests.acceptance.browser import ARGUMENTS, CHROMIUM
from tests.browser.furnished import PEOPLE, Furnished

LOCALES = {"en": "en-GB", "ja": "ja-JP"}
# Kept by the page itself from its first moment on: what the policy refused.
REPORTS = """
window.refused = [];
addEventListener("securitypolicyviolation", (one) => refused.push(`${one.effectiveDirective} ${one.blockedURI}`));
"""


@dataclass
class Visitors:
    """`page` gives somebody's open page; what its console complained of is in `troubles`."""

    browser: Browser
    desk: Furnished
    open: dict[tuple[str, str], Page] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def page(self, who: str, language: str) -> Page:
        if (who, language) not in self.open:
            self.open[who, language] = self._page(who, language)
        return self.open[who, language]

    def _page(self, who: str, language: str) -> Page:
        # Colours that glide from light to dark would be judged half-way.
        context = self.browser.new_context(locale=LOCALES[language], reduced_motion="reduce")
        context.add_init_script(REPORTS)
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": self.desk.kit.console.public_url}])
        self._sign_in(context, who)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._hears)
        return page

    def _hears(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.troubles.append(f"{said.text} {said.location['url']}")

    def _sign_in(self, context: BrowserContext, who: str) -> None:
        given = self.desk.kit.console
        if who in PEOPLE:
            name, token = cookie_name(given), self.desk.cookie(who)
        elif who:
            name, token = portal.cookie_name(given), self.desk.company_cookie(who.partition("-")[2])
        else:
            return
        context.add_cookies([{"name": name, "value": token, "url": given.public_url}])

    def told(self) -> list[str]:
        """What the console said since it was asked last."""
        said, self.troubles = self.troubles, []
        return said


@contextmanager
def visitors(desk: Furnished) -> Iterator[Visitors]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield Visitors(browser, desk)
        finally:
            browser.close()
