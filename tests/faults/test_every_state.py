"""Every question on the way, met by everything that can be sent: always an answer, never a stuck worker."""

import pytest

from tests.acceptance.dialogue import Dialogue, told_reference
from tests.acceptance.house import House, Street
from tests.acceptance.plans import STORIES, Story
from tests.acceptance.workers import worker
from tests.faults.oddities import EVERYTHING
from tests.faults.opened import opened
from tests.vendors.phone import Bubble

IDS = [story.channel for story in STORIES]


class _Enough(Exception):
    """She has come as far as this test wants her."""


class _Part(Dialogue):
    """Answers only the first `most` questions."""

    most = 0

    def _answer(self, name: str, bubbles: list[Bubble]) -> None:
        if len(self.asked) == self.most:
            raise _Enough(name)
        super()._answer(name, bubbles)


def _begin(story: Story, street: Street, house: House) -> _Part:
    person = worker(story.channel, street, house.carrier())
    dialogue = _Part(person, story.language, story.plan)
    dialogue.say(story.first)
    return dialogue


def _go(dialogue: _Part, most: int) -> str:
    """The question she stands at after `most` answers, or nothing when the report was sent before that."""
    dialogue.most = most
    try:
        dialogue.run(told_reference)
    except _Enough as question:
        return str(question)
    return ""


@pytest.mark.parametrize("story", STORIES, ids=IDS)
def test_every_question_survives_everything_that_can_be_sent(story: Story, street: Street, house: House) -> None:
    questions = []
    for most in range(40):
        dialogue = _begin(story, street, house)
        question = _go(dialogue, most)
        questions.append(question)
        for call in EVERYTHING[story.channel](street, dialogue.worker.address):
            assert house.carrier().once(call) == 200, f"{call.body!r} at {question}"
        _is_answered(dialogue, question)
        if not question:
            break
    assert len(questions) > 8
    assert questions[-1] == ""
    with opened(*house.opened, house.key) as databases:
        assert databases.count("inbox") == 0
        assert databases.count("outbox", "state = 'dead'") == 0
    assert "Traceback" not in house.logs()


def _is_answered(dialogue: Dialogue, question: str) -> None:
    """After all that she says hello, and somebody is there."""
    dialogue.say("HI")
    said_again = dialogue.hear(lambda bubbles: len(bubbles) > 0)
    assert said_again, f"silence at {question}"
