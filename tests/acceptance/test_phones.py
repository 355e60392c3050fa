"""The page of the simulated phones as a trainer uses it: by mouse and keys, by a script that plays, and without one."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.browser import browser_page, shot
from tests.acceptance.test_demo import address, demo
from tests.browser import axe

FOUR = "?phone=line%3ALinh&phone=sms%3AAung&phone=whatsapp%3ASita&phone=telegram%3AMaria"


@pytest.mark.slow
def test_the_phones_are_a_place_to_train_at(tmp_path: Path, pictures: Path) -> None:
    (tmp_path / "empty").mkdir()
    with demo(tmp_path / "empty") as printed:
        phones = address(printed, "/phone")
        with browser_page() as page:
            keys_type_letters(page, phones)
            a_script_plays_until_it_is_paused(page, phones)
            a_menu_closes_by_escape_and_a_change_is_not_refreshed_away(page, phones)
        for width, scheme in ((1280, "light"), (360, "dark")):
            with browser_page(width=width) as page:
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                page.goto(phones + FOUR)
                page.locator("summary").evaluate_all("all => all.forEach(one => one.parentElement.open = true)")
                assert axe.violations(page, axe.WHOLE) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                shot(page, pictures, f"phones-{width}-{scheme}")


def keys_type_letters(page: Page, phones: str) -> None:
    page.goto(f"{phones}?phone=sms%3AAung")
    field = page.get_by_role("textbox", name="Message")
    for key in ("4", "4"):
        page.locator(f'[data-key="{key}"]').click()
    expect(field).to_have_value("h")
    page.locator('[data-key="2"]').click()
    expect(field).to_have_value("ha")
    page.locator("[data-clear]").click()
    expect(page.locator(".counter")).to_contain_text("1/160 · GSM-7 · 1 SMS · 1 × 0.08 USD")
    page.locator(".call").click()
    expect(page.locator(".bubble.mine p").last).to_have_text("h")
    expect(field).to_have_value("")


def a_script_plays_until_it_is_paused(page: Page, phones: str) -> None:
    page.goto(phones)
    page.locator(".plays").get_by_role("link", name="Somebody is in danger").click()
    expect(page.get_by_text("Step 2 of 7")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Pause").click()
    stood = page.locator(".playing progress").get_attribute("value")
    page.wait_for_timeout(3000)
    assert page.locator(".playing progress").get_attribute("value") == stood
    page.get_by_role("button", name="Next step").click()
    expect(page.get_by_text(f"Step {int(stood or 0) + 1} of 7")).to_be_visible()
    expect(page.locator(".bubble.theirs").first).to_be_visible()


def a_menu_closes_by_escape_and_a_change_is_not_refreshed_away(page: Page, phones: str) -> None:
    page.goto(f"{phones}?phone=line%3ABudi")
    menu = page.locator(".phone-menu")
    menu.locator("summary").press("Enter")
    menu.get_by_role("button", name="Deliver her last message twice").focus()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    page.locator(".change summary").last.press("Enter")
    page.get_by_role("textbox", name="The new text").fill("another word")
    page.wait_for_timeout(2500)
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.locator(".bubble.mine p").filter(has_text="another word")).to_be_visible()
