"""Sixty-four workers send their reports in the same moment: sixty-four cases, sixty-four references."""

import threading

from tests.acceptance.dialogue import Dialogue, reference_in, told_reference
from tests.acceptance.house import House
from tests.acceptance.plans import STORIES, Story
from tests.acceptance.workers import worker
from tests.faults.opened import opened

CROWD = 64


class _Waiter(Dialogue):
    """Stops before her last answer until everyone has come so far."""

    def __init__(self, story: Story, house: House, gate: threading.Barrier) -> None:
        person = worker(story.channel, house.street, house.carrier())
        super().__init__(person, story.language, story.plan)
        self._gate = gate

    def _answer(self, name: str, bubbles: list) -> None:  # type: ignore[type-arg]
        if name == "review.ask":
            self._gate.wait(150)
        super()._answer(name, bubbles)


def test_sixty_four_reports_at_once_are_sixty_four_cases(house: House) -> None:
    gate, references, failed = threading.Barrier(CROWD), [], []

    def report(number: int) -> None:
        story = STORIES[number % len(STORIES)]
        try:
            dialogue = _Waiter(story, house, gate)
            dialogue.seconds = 120.0
            dialogue.say(story.first)
            references.append(reference_in(dialogue.run(told_reference)))
        except (AssertionError, threading.BrokenBarrierError) as error:
            gate.abort()
            failed.append(error)

    threads = [threading.Thread(target=report, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(200)
    assert failed == []
    assert len(references) == len(set(references)) == CROWD
    with opened(*house.opened, house.key) as databases:
        stored = databases.column("cases", "reference")
    assert {reference.replace("-", "") for reference in references} <= set(stored)
