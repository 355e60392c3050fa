"""axe-core (https://github.com/dequelabs/axe-core, MPL-2.0): what it finds against WCAG 2.2 AA on an open page.

Installed from npm outside the tree (`python -m tests.browser.axe` does only that) and never part of what is packed.
"""

import sys
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests import npm

NODE = Path(__file__).parent / "node"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
WHOLE = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
RUN = """async (options) => {
  const found = await axe.run(document, {...options, resultTypes: ["violations"], elementRef: false});
  return found.violations.flatMap(one => one.nodes.map(node => [one.id, node.target.join(" "), node.failureSummary]));
}"""


def installed() -> Path:
    return npm.installed("axe", NODE) / "axe-core" / "axe.min.js"


@cache
def source() -> str:
    return installed().read_text(encoding="utf-8")


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """One line each: rule, element, what is wrong with it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    found = page.evaluate(RUN, options)
    return [f"{rule} at {place}: {' '.join(why.split())}" for rule, place, why in found]


if __name__ == "__main__":
    try:
        print(installed())
    except npm.NoNode as error:
        sys.exit(str(error))
