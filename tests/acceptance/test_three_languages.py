"""Three workers, channels and languages: from the first words to a case, a question, an answer and a new status."""

from pathlib import Path

from playwright.sync_api import expect

from tests.acceptance.browser import browser_page
from tests.acceptance.catalogue import catalogue, messages_in
from tests.acceptance.desk import DeskPages
from tests.acceptance.dialogue import Dialogue, reference_in, told_reference
from tests.acceptance.house import House
from tests.acceptance.plans import STORIES, Story
from tests.acceptance.workers import offered, worker
from tests.vendors.phone import Bubble, Button

QUESTIONS = {
    "en": "Since when does he keep it?",
    "ja": "いつから返してもらえませんか。",
    "id": "Sejak kapan dia menahannya?",
}
ANSWERS = {"en": "Since last June", "ja": "去年の六月からです", "id": "Sejak bulan Juni"}


def _report(story: Story, house: House) -> tuple[Dialogue, str]:
    """From the first free words to the reference."""
    dialogue = Dialogue(worker(story.channel, house.street, house.carrier()), story.language, story.plan)
    dialogue.seconds = 30.0
    dialogue.say(story.first)
    return dialogue, reference_in(dialogue.run(told_reference))


def _says(bubbles: list[Bubble], message_id: str, language: str) -> bool:
    return any(found.id == message_id for bubble in bubbles for found in messages_in(bubble.text, language))


def _reads_notice(dialogue: Dialogue, words: str, message_id: str) -> list[Bubble]:
    """A neutral line comes first; the words themselves only after she asks for them."""
    language = dialogue.language
    notice = dialogue.hear(lambda bubbles: _says(bubbles, "update.notice", language))
    assert not any(words in bubble.text for bubble in notice)
    read = next((b for b in offered(notice) if b.label == catalogue(language)["update.notice.read"]), Button("1", "1"))
    dialogue.pick(read, notice) if read.id != "1" else dialogue.say("1")
    return dialogue.hear(lambda bubbles: any(words in b.text for b in bubbles) and _says(bubbles, message_id, language))


def test_three_workers_are_heard_asked_and_told(house: House, pictures: Path) -> None:
    reports = [(*_report(story, house), story) for story in STORIES]
    assert len({reference for _, reference, _ in reports}) == len(STORIES)
    with browser_page() as page:
        desk = DeskPages(page, house, pictures)
        desk.sign_in()
        for _, reference, _ in reports:
            expect(desk.row(reference)).to_be_visible()
        desk.picture("inbox")
        for dialogue, reference, story in reports:
            _one_case(desk, dialogue, reference, story)
        desk.inbox()
        desk.picture("inbox afterwards")


def _one_case(desk: DeskPages, dialogue: Dialogue, reference: str, story: Story) -> None:
    """The desk reads the case, says that it does, asks, and gets her answer; she is told each time."""
    dialogue.read = len(dialogue.seen())
    desk.open_case(reference)
    expect(desk.page.locator(".line.worker").filter(has_text=story.first)).to_be_visible()
    expect(desk.page.locator(".answers")).to_contain_text(story.company)
    silent = desk.page.locator(".line.worker .original").evaluate_all(
        "all => all.filter(o => !o.textContent.trim()).length"
    )
    assert silent == 0, "the desk is not shown what she answered"
    desk.move("in_review")
    _reads_notice(dialogue, reference, "update.reviewing")
    question, answer = QUESTIONS[story.language], ANSWERS[story.language]
    dialogue.read = len(dialogue.seen())
    desk.ask(question)
    desk.picture(f"case {story.language}")
    _reads_notice(dialogue, question, "update.question")
    dialogue.say(answer)
    dialogue.hear(lambda bubbles: len(bubbles) > 0)
    desk.open_case(reference)
    expect(desk.page.locator(".line.worker").filter(has_text=answer)).to_be_visible()
    desk.picture(f"answered {story.language}")
    dialogue.say("STATUS")
    dialogue.hear(lambda bubbles: any(reference in bubble.text for bubble in bubbles))
