"""Nothing but a keyboard: goes from stop to stop, and says what is wrong with each on the way.

WCAG 2.2: the focus is seen (2.4.7) and not covered by what sticks (2.4.11); what is pressed is 24 px or more (2.5.8).
"""

from dataclasses import dataclass, field

from playwright.sync_api import Page

MOST_STOPS = 300
WRONG = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return [];
  const style = getComputedStyle(here), box = here.getBoundingClientRect(), wrong = [];
  const name = `${here.tagName} ${here.name || here.id || here.textContent.trim().slice(0, 40)}`;
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  if (!ring && style.boxShadow === "none") wrong.push(`${name}: nobody sees that it has the focus`);
  const seen = [.1, .5, .9].some(x => [.1, .5, .9].some(y => {
    const at = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return at && (here.contains(at) || at.contains(here) && at.matches("label, a, summary"));
  }));
  if (!seen) wrong.push(`${name}: covered, or out of sight`);
  const label = here.closest("label"), room = here.matches("[type=checkbox], [type=radio]") && label || here;
  const size = room.getBoundingClientRect();
  if (style.display !== "inline" && Math.min(size.width, size.height) < 24)
    wrong.push(`${name}: ${Math.round(size.width)} x ${Math.round(size.height)}`);
  return wrong;
}"""


@dataclass
class Keys:
    page: Page
    wrong: list[str] = field(default_factory=list)

    def at(self, selector: str) -> bool:
        """Whether the focus is there."""
        found = self.page.evaluate("one => !!document.activeElement && document.activeElement.matches(one)", selector)
        return bool(found)

    def to(self, selector: str, key: str = "Tab") -> None:
        """Goes on until the focus is there."""
        for _ in range(MOST_STOPS):
            if self.at(selector):
                return
            self.page.keyboard.press(key)
            self.wrong += [one for one in self.page.evaluate(WRONG) if one not in self.wrong]
        raise AssertionError(f"no key leads to {selector} on {self.page.url}")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.to(selector)
        self.page.keyboard.press(key)

    def leads(self, selector: str, key: str = "Enter") -> None:
        """Pressed, it leads to another page."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def write(self, selector: str, text: str) -> None:
        self.to(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        """One of a group of radios, whose first is met first."""
        self.to(f'input[name="{name}"]')
        for _ in range(9):
            self.page.keyboard.press("Space")
            if self.at(f'[value="{value}"]'):
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"no {value} among {name}")
