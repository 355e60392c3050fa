"""Whole conversations, one text file each; the forms are listed in `bot/conversation/talk.py`."""

from pathlib import Path

import pytest

from bot.conversation.script import SCRIPT
from bot.conversation.talk import NotATalk, play

TALKS = sorted(Path(__file__).parents[1].joinpath("conversations").glob("*.talk"))


def wrong(text: str) -> list[str]:
    return [f"line {line.number}: {line.text} | {line.wrong}" for line in play(SCRIPT, text) if line.wrong]


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_goes_as_written(path):
    text = path.read_text()
    assert "\n< " in text
    assert wrong(text) == []


def test_all_talks_are_found():
    assert len(TALKS) > 50


class TestTheRunner:
    def test_names_the_line_that_went_otherwise_and_what_came_instead(self):
        assert wrong("! hi\n< tell:start.greeting ask:safe.check\n") == [
            "line 2: < tell:start.greeting ask:safe.check | in start.language: tell:start.greeting ask:start.language"
        ]

    def test_does_not_let_anything_pass_unexpected(self):
        assert wrong("! hi\n! hi\n< tell:start.greeting ask:start.language\n") == [
            "line 2: ! hi | not expected: tell:start.greeting ask:start.language"
        ]
        assert wrong("! hi\n") == ["line 1:  | not expected: tell:start.greeting ask:start.language"]

    def test_does_not_let_an_expectation_count_twice(self):
        greeting = "< tell:start.greeting ask:start.language"
        assert len(wrong(f"! hi\n{greeting}\n{greeting}\n")) == 1

    def test_names_what_is_remembered_otherwise(self):
        assert wrong("= step=rest country=\n") == ["line 1: = step=rest country= | step=start"]

    @pytest.mark.parametrize("line", ["hello", "! stop", "@ thunder", "~ colour=red", "= mood=good"])
    def test_refuses_what_is_no_line_of_a_talk(self, line):
        with pytest.raises(NotATalk, match="line 2"):
            list(play(SCRIPT, f"# first\n{line}\n"))
