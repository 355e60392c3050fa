"""`madoguchi chat` and `simulate`: the conversation in a terminal."""

import io
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Run


class TestTalking:
    TALK = sorted((Path(__file__).parents[1] / "conversations").glob("*.talk"))[0]

    def test_simulate_plays_a_file(self, run: Run) -> None:
        code, told, _ = run("simulate", str(self.TALK))
        assert code == 0
        assert "-> " in told
        assert "!!" not in told

    def test_simulate_ends_with_1_where_the_answer_differs(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "wrong.talk").write_text("> hello\n< ask:no.such.step\n")
        code, told, why = run("simulate", "wrong.talk")
        assert code == 1
        assert "!!" in told
        assert why == "madoguchi: wrong.talk: 1 answers differ from what the file says\n"

    def test_simulate_refuses_what_is_no_talk(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "no.talk").write_text("% what\n")
        assert run("simulate", "no.talk")[0] == 1
        assert run("simulate", "absent.talk")[0] == 1

    def test_chat_answers_what_is_typed_and_presses_buttons(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("my boss keeps my passport\n\n1\n"))
        code, told, _ = run("chat", "--language", "en")
        assert code == 0
        asked, answered = told.split("[1] ", 1)
        assert asked.strip()
        assert len(answered.splitlines()) > 3

    def test_chat_knows_four_apps(self, run: Run) -> None:
        assert "line, telegram, whatsapp, sms" in run("chat", "--look", "pager")[2]
