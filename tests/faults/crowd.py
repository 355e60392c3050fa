"""Many conversations at once, each a worker who answers to the end; and what they were shown, counted."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.acceptance.dialogue import Dialogue, Pick, reference_in, told_reference
from tests.acceptance.house import House
from tests.acceptance.plans import STORIES, Story, plan
from tests.acceptance.workers import worker
from tests.vendors.carrier import Carrier
from tests.vendors.phone import Bubble

DIGITS = re.compile(r"\d+")
IN_FLIGHT = 48


def token(number: int, part: str) -> str:
    return f"w{number:04d}{part}"


class _Patient(Dialogue):
    """Does not answer what she has just answered, when a vendor shows it twice."""

    def _answerable(self, bubbles: list[Bubble]) -> bool:
        name = self.question(bubbles)
        return super()._answerable(bubbles) and (not self.asked or name != self.asked[-1])


@dataclass
class Crowd:
    """`people` conversations, a third of them on each channel, with tokens in all that is said freely."""

    house: House
    people: int
    carrier: Carrier
    seconds: float = 900.0
    first: int = 5000
    dialogues: dict[int, Dialogue] = field(default_factory=dict)
    references: dict[int, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def start(self) -> None:
        turn = iter(range(self.people))
        lock = threading.Lock()

        def work() -> None:
            while True:
                with lock:
                    number = next(turn, None)
                if number is None:
                    return
                self._converse(number)

        self._threads = [threading.Thread(target=work, daemon=True) for _ in range(min(IN_FLIGHT, self.people))]
        for thread in self._threads:
            thread.start()

    def running(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def join(self, seconds: float) -> None:
        for thread in self._threads:
            thread.join(seconds)

    def story(self, number: int) -> Story:
        return STORIES[number % len(STORIES)]

    def tokens(self, number: int) -> tuple[str, str, str]:
        return token(number, "a"), token(number, "b"), token(number, "c")

    def _converse(self, number: int) -> None:
        story, (first, more, company) = self.story(number), self.tokens(number)
        person = worker(story.channel, self.house.street, self.carrier, self.first + number)
        answers = dict(plan(story.language, f"{story.added} {more}", f"{story.company} {company}"))
        answers["what.more"] = (Pick("add"), Pick("on"))
        dialogue = self.dialogues[number] = _Patient(person, story.language, answers)
        dialogue.seconds = self.seconds
        try:
            dialogue.say(f"{story.first} {first}")
            self.references[number] = reference_in(dialogue.run(told_reference))
        except AssertionError as error:
            self.failed.append(f"{number} on {story.channel}: {error}")

    def shown(self, number: int) -> "Counter[str]":
        """What her phone shows, without the figures that differ from one worker to the next."""
        return Counter(DIGITS.sub("0", bubble.text) for bubble in self.dialogues[number].seen())


def compare(crowd: Crowd, number: int, expected: "Counter[str]") -> tuple[int, int]:
    """(shown too often, not shown)."""
    seen = crowd.shown(number)
    return sum((seen - expected).values()), sum((expected - seen).values())


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    import time

    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
