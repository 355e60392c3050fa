"""A worker who answers what she is asked, by its meaning: she never counts on the order or the number of questions."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.acceptance.catalogue import catalogue, messages_in
from tests.acceptance.workers import Worker, offered
from tests.vendors.phone import Bubble, Button

REFERENCE = re.compile(r"(?<!\d)\d{4}-\d{4}(?!\d)")
TURN_SECONDS = 10.0
AUTONYMS = {"en": "English", "ja": "日本語", "id": "Bahasa Indonesia", "my": "မြန်မာ"}


@dataclass(frozen=True, slots=True)
class Pick:
    """Choose the offered answer with this value: by its button, or by the line of a list that bears its label."""

    value: str


@dataclass(frozen=True, slots=True)
class Say:
    """Answer in her own words, one message after the other."""

    texts: tuple[str, ...]


Plan = Mapping[str, "Pick | Say | tuple[Pick | Say, ...]"]


class Stuck(AssertionError):
    """The worker was not asked anything she could answer."""


class Dialogue:
    """One worker's conversation. `language` is what she reads; it changes when she chooses another."""

    def __init__(self, worker: Worker, language: str, plan: Plan) -> None:
        self.worker = worker
        self.language = language
        self.plan = plan
        self.seconds = TURN_SECONDS
        self.read = 0
        self.asked: list[str] = []
        self.said: list[str] = []

    def seen(self) -> list[Bubble]:
        return self.worker.phones.seen(self.worker.address)

    def say(self, text: str) -> None:
        self.read = len(self.seen())
        self.said.append(text)
        status = self.worker.say(text)
        assert status in (200, 204), f"the webhook answered {status}"

    def hear(self, until: Callable[[list[Bubble]], bool]) -> list[Bubble]:
        """What has arrived since she last wrote, as soon as `until` holds for it."""
        read = self.read
        bubbles = self.worker.phones.wait(self.worker.address, lambda all_: until(all_[read:]), self.seconds)[read:]
        if not until(bubbles):
            raise Stuck(f"on {self.worker.channel} after {self.asked}: {[bubble.text for bubble in bubbles]}")
        return bubbles

    def question(self, bubbles: list[Bubble]) -> str:
        """The question that stands open, or nothing: the newest bubble that asks. Buttons name it; else the wording."""
        for bubble in reversed(bubbles):
            if name := next((b.id.partition(":")[0] for b in bubble.buttons if ":" in b.id), ""):
                return name
            if name := self._asked_in(bubble.text):
                return name
        return self._asked_in(" ".join(bubble.text for bubble in bubbles))

    def _asked_in(self, text: str) -> str:
        found = [one.id for one in messages_in(text, self.language) if one.id in self.plan]
        return found[-1] if found else ""

    def run(self, until: Callable[[list[Bubble]], bool], most: int = 60) -> list[Bubble]:
        """Answer question after question until `until` holds for what was just heard."""
        for _ in range(most):
            bubbles = self.hear(lambda heard: until(heard) or self._answerable(heard))
            if until(bubbles):
                return bubbles
            self._answer(self.question(bubbles), bubbles)
        raise Stuck(f"no end after {self.asked}")

    def _answerable(self, bubbles: list[Bubble]) -> bool:
        name = self.question(bubbles)
        if name not in self.plan:
            return False
        step = self._step(name)
        return isinstance(step, Say) or self._choice(name, step, bubbles) is not None

    def _step(self, name: str) -> "Pick | Say":
        """Her answer to this question, or to its n-th asking."""
        entry = self.plan[name]
        return entry if isinstance(entry, (Pick, Say)) else entry[min(self.asked.count(name), len(entry) - 1)]

    def _answer(self, name: str, bubbles: list[Bubble]) -> None:
        step = self._step(name)
        if isinstance(step, Say):
            self.asked.append(name)
            self._tell(step.texts)
            return
        button = self._choice(name, step, bubbles)
        assert button is not None
        self.asked.append(name)
        if name == "start.language":
            self.language = step.value
        self.pick(button, bubbles)

    def _tell(self, texts: tuple[str, ...]) -> None:
        """Several messages in a row: each is answered before the next, as a person would wait."""
        for text in texts:
            self.say(text)
            if text != texts[-1]:
                self.hear(lambda bubbles: len(bubbles) > 0)

    def pick(self, button: Button, bubbles: list[Bubble]) -> None:
        holder = next((bubble for bubble in bubbles if button in bubble.buttons), bubbles[-1])
        self.read = len(self.seen())
        status = self.worker.press(button, holder)
        assert status in (200, 204), f"the webhook answered {status}"

    def _choice(self, name: str, step: Pick, bubbles: list[Bubble]) -> Button | None:
        label = catalogue(self.language).get(f"{name}.{step.value}") or AUTONYMS.get(step.value)
        for button in offered(bubbles):
            if button.id == f"{name}:{step.value}" or button.label == label:
                return button
        return None


def told_reference(bubbles: list[Bubble]) -> bool:
    return any(REFERENCE.search(bubble.text) for bubble in bubbles)


def reference_in(bubbles: list[Bubble]) -> str:
    return next(found[0] for bubble in bubbles if (found := REFERENCE.search(bubble.text)))
