"""What the desk reads of a conversation: what she pressed is shown by what stood on the button."""

import pytest

from bot.console.transcript import Line, Meaning, Reading
from bot.conversation.script import SCRIPT
from bot.intake.wording import Wording
from storage.messages import Said

ASKED = Said(
    "m1",
    1,
    "bot",
    "",
    {
        "text": "今、書いても安全ですか。",
        "at": 1,
        "language": "ja",
        "choices": [["safe.check:yes", "はい、安全です", None], ["safe.check:later", "今はだめです", None]],
    },
    "sent",
)


def pressed(option: str) -> Line:
    reading = Reading(SCRIPT, Wording.load(), language="ja", reader="en")
    hers = Said("m2", 2, "worker", "answer", {"text": "", "at": 2, "choice": option}, "")
    return reading.lines([ASKED, hers])[1]


def test_a_pressed_button_is_read_by_its_label_and_meaning():
    line = pressed("safe.check:yes")
    assert (line.text, line.meaning, line.means) == ("はい、安全です", Meaning.OURS, "Yes, it is safe")


def test_a_button_of_an_older_question_is_known_too():
    assert pressed("who.ask:me").text == Wording.load().text("who.ask.me", "ja")


@pytest.mark.parametrize("option", ["", "nothing:here", "safe.check:nothing", ":", "safe.check"])
def test_a_button_nobody_knows_shows_nothing(option: str):
    assert pressed(option).text == ""


def test_a_message_that_she_changed_is_marked_and_only_its_last_version_stands():
    def hers(id: str, seq: int, part: str, **more: object) -> Said:
        return Said(id, seq, "worker", part, {"text": "They keep my passport", "at": seq, **more}, "")

    said = [hers("a", 2, "narrative"), hers("b", 3, "edited", edits="a"), hers("c", 4, "edited", edits="a")]
    reading = Reading(SCRIPT, Wording.load(), language="en", reader="en")
    lines = reading.lines([ASKED, *said, hers("d", 5, "chat")])
    assert [line.said.id for line in lines if line.changed] == ["a", "b"]
