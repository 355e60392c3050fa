"""Every screen, in both languages, wide and as narrow as a phone, light and dark: it fits, it breaks no rule of its own
policy, its console is silent, and axe-core finds nothing against WCAG 2.2 AA.

SCREENSHOTS names a folder for pictures of all of them.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bot.console.portal.app import build_portal
from tests.browser.axe import COLOURS, WHOLE, violations
from tests.browser.furnished import Furnished
from tests.browser.screens import NO_SCREENS, SCREENS, Screen
from tests.browser.visitors import Visitors
from tests.console.test_doors import addresses

pytestmark = pytest.mark.slow
PICTURES = os.environ.get("SCREENSHOTS", "")
WIDTHS = (1280, 360)
NARROWEST = 320  # WCAG 1.4.10: nobody scrolls two ways
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const end = one => Math.round(one.getBoundingClientRect().right);
  const wide = [...document.querySelectorAll("body *")].filter(one => end(one) > room + 1);
  const names = wide.slice(0, 3).map(one => `${one.tagName}.${one.className} ends at ${end(one)}`);
  return [...names, "wider than its window"];
}"""


def screens() -> Iterator[Screen]:
    for shown in SCREENS.values():
        yield from shown


def portal_addresses(furnished: Furnished) -> Iterator[tuple[str, str]]:
    def walk(routes: object) -> Iterator[tuple[str, str]]:
        for route in routes:  # type: ignore[attr-defined]
            if hasattr(route, "methods"):
                yield from ((method, route.path) for method in route.methods)
            else:
                yield from walk(getattr(route, "original_router", route).routes)

    return walk(build_portal(furnished.kit.console).routes)


def test_every_page_of_the_desk_and_the_companies_has_a_screen_here(furnished: Furnished) -> None:
    every = {*addresses(furnished.kit.pages), *portal_addresses(furnished)}
    pages = {path for method, path in every if method == "GET"}
    new = pages - SCREENS.keys() - NO_SCREENS
    assert not new, f"add to tests/browser/screens.py: {sorted(new)}"
    gone = (SCREENS.keys() | NO_SCREENS) - pages
    assert not gone, f"take out of tests/browser/screens.py: {sorted(gone)}"


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("screen", [pytest.param(one, id=f"{one.at} {one.who}") for one in screens()])
def test_a_screen_fits_obeys_its_policy_and_can_be_used_by_everybody(
    people: Visitors, screen: Screen, language: str
) -> None:
    page, wrong = people.page(screen.who, language), []
    address = people.desk.address(screen.at)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        answer = page.goto(f"{address}{'&' if '?' in address else '?'}language={language}", wait_until="load")
        assert answer is not None
        assert (answer.status, page.locator("html").get_attribute("lang")) == (screen.status, language)
        wrong += looked_at(page, name(screen, language, width))
        wrong += page.evaluate("window.refused")
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    wrong += page.evaluate(TOO_WIDE)
    silent = [one for one in people.told() if str(screen.status) not in one]
    assert not wrong + silent, "\n".join(wrong + silent)


def looked_at(page: Page, called: str) -> list[str]:
    """What is wrong with an open page, light and dark."""
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # there what sticks to the end lies over nothing
    wrong = page.evaluate(TOO_WIDE) + violations(page, WHOLE)
    picture(page, f"{called}-light")
    page.emulate_media(color_scheme="dark")
    wrong += violations(page, COLOURS)
    picture(page, f"{called}-dark")
    return [f"{called}: {one}" for one in wrong]


def name(screen: Screen, language: str, width: int) -> str:
    return f"{re.sub(r'[^a-z0-9]+', '-', f'{screen.at}-{screen.who}'.lower()).strip('-')}-{language}-{width}"


def picture(page: Page, called: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{called}.jpg", full_page=True, type="jpeg", quality=70)
