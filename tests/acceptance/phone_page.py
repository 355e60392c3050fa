"""The simulated phone in a browser, used as a person uses it: reads the screen, types, presses what is shown."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.vendors.phone import Bubble, Button
from tests.vendors.webhooks import Webhook


@dataclass
class PhonePage:
    """A worker (`workers.Worker`) whose phone is a page. It is its own list of phones."""

    page: Page
    channel: str = "simulator"
    address: str = ""
    sent: list[Webhook] = field(default_factory=list)

    @property
    def phones(self) -> "PhonePage":
        return self

    def seen(self, address: str) -> list[Bubble]:
        texts = self.page.locator(".bubble.theirs p").all_inner_texts()
        bubbles = [Bubble(text, (), str(number)) for number, text in enumerate(texts)]
        if bubbles:
            bubbles[-1] = Bubble(texts[-1], self._buttons(), str(len(texts)))
        return bubbles

    def _buttons(self) -> tuple[Button, ...]:
        shown = self.page.locator("form.choices button").evaluate_all("all => all.map(b => [b.value, b.innerText])")
        return tuple(Button(value, label) for value, label in shown)

    def wait(self, address: str, until: Callable[[list[Bubble]], bool], seconds: float) -> list[Bubble]:
        end = time.monotonic() + seconds
        while not until(bubbles := self.seen(address)) and time.monotonic() < end:
            self.page.wait_for_timeout(100)
        return bubbles

    def say(self, text: str) -> int:
        self.page.get_by_role("textbox").fill(text)
        self.page.get_by_role("textbox").press("Enter")
        return 200

    def press(self, button: Button, bubble: Bubble) -> int:
        self.page.locator(f'form.choices button[value="{button.id}"]').click()
        return 200
