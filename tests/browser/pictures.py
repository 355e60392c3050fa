"""The pictures of the README, taken anew: `python -m tests.browser.pictures`. Few colours, so that they stay small."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from bot.demo import settings
from storage.migrate import migrate
from tests.browser.furnished import Furnished, furnish
from tests.browser.live import live
from tests.browser.visitors import Visitors, visitors

PLACE = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 150_000
PHONES = "/phone?phone=line:Linh&phone=sms:Aung"


def kept(picture: bytes, name: str) -> None:
    """As few colours as it takes to be small enough."""
    whole = Image.open(BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < LARGEST:
            break
    PLACE.mkdir(exist_ok=True)
    (PLACE / name).write_bytes(out.getvalue())
    print(f"{name}: {out.tell() // 1000} kB")


def taken(page: Page, address: str, width: int, height: int) -> bytes:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address, wait_until="networkidle")
    return page.screenshot()


def case_page(people: Visitors, desk: Furnished) -> bytes:
    return taken(people.page("member", "en"), desk.address("/desk/cases/{case_id}"), 1280, 900)


def phones(people: Visitors, desk: Furnished) -> bytes:
    """Two phones that have begun to talk."""
    page = people.page("", "en")
    taken(page, desk.address(PHONES), 1280, 1120)
    for n in (0, 1):
        page.locator("textarea").nth(n).fill("HI")
        page.locator("textarea").nth(n).evaluate("field => field.form.requestSubmit()")
        page.wait_for_timeout(2000)
    page.evaluate("scrollTo(0, 0)")
    return page.screenshot()


def company_page(people: Visitors, desk: Furnished) -> bytes:
    return taken(people.page("company", "en"), desk.address("/company/threads/{number}"), 390, 844)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        storage = settings(Path(folder), 8000).storage
        migrate(storage.cases_url, storage.vault_url)
        with live(Path(folder)) as kit:
            desk = furnish(kit, Path(folder) / "config.toml")
            kit.run(kit.app.start())
            with visitors(desk) as people:
                kept(case_page(people, desk), "case.png")
                kept(phones(people, desk), "phones.png")
                kept(company_page(people, desk), "company.png")


if __name__ == "__main__":
    main()
