"""The simulated phone in every script, as Chromium draws it: nothing is cut, and each line runs the right way."""

from pathlib import Path

import pytest

from bot.intake.wording import Wording
from tests.acceptance.browser import browser_page, shot
from tests.acceptance.test_demo import address, demo
from tests.intake.spoken import FOLDER, Talk, talks

WORDING = Wording.load(strict=True)
LINES = 8
CUT = """() => [...document.querySelectorAll('.bubble p, .choices button, .chat')]
    .filter(shown => shown.scrollWidth > shown.clientWidth + 1).map(shown => shown.innerText.slice(0, 40))"""
RUNS = "() => [...document.querySelectorAll('.bubble.theirs p')].map(shown => getComputedStyle(shown).direction)"


@pytest.mark.slow
def test_every_language_is_shown_whole_and_in_its_direction(tmp_path: Path, pictures: Path) -> None:
    """Pictures of all go to the folder that $SCREENSHOTS names: look for boxes, no program finds them."""
    (tmp_path / "empty").mkdir()
    with demo(tmp_path / "empty") as printed, browser_page(width=900, height=1000) as page:
        phones = address(printed, "/phone")
        for tag, language in WORDING.languages.items():
            chosen = {talk.phone.partition(":")[0]: talk for talk in talks(FOLDER / f"{tag}.talk")}
            addresses = [f"{look}:{language.folder.replace('_', '')}" for look in chosen]
            for to, talk in zip(addresses, chosen.values(), strict=True):
                for text in _typed(talk)[:LINES]:
                    page.request.post(
                        f"{phones}/write", form={"phone": to, "on": "", "text": text}, headers={"Origin": phones[:-6]}
                    )
            page.goto(f"{phones}?" + "&".join(f"phone={to}" for to in addresses))
            page.wait_for_function("() => document.querySelectorAll('.bubble.theirs').length > 12")
            assert page.evaluate(CUT) == [], tag
            assert set(page.evaluate(RUNS)) == {language.dir}, tag
            shot(page, pictures, f"phone-{tag}")


def _typed(talk: Talk) -> list[str]:
    return [rest for mark, rest in talk.lines if mark == ">"]
