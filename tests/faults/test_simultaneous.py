"""Many workers send their reports in the same moment: as many cases, as many references."""

import threading

import pytest

from tests.acceptance.dialogue import Dialogue, reference_in, told_reference
from tests.acceptance.house import House
from tests.acceptance.plans import STORIES, Story
from tests.acceptance.workers import worker
from tests.faults.opened import opened


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


@pytest.mark.parametrize("crowd", [8, pytest.param(64, marks=pytest.mark.slow)])
def test_reports_sent_at_once_are_as_many_cases(house: House, crowd: int) -> None:
    gate, references, failed = threading.Barrier(crowd), [], []

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

    threads = [threading.Thread(target=report, args=(number,)) for number in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(200)
    assert failed == []
    assert len(references) == len(set(references)) == crowd
    with opened(*house.opened, house.key) as databases:
        stored = databases.column("cases", "reference")
    assert {reference.replace("-", "") for reference in references} <= set(stored)
