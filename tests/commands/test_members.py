"""`madoguchi user`: links, roles, who is out."""

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import Run


class TestUser:
    def test_add_prints_a_link_and_list_shows_her(self, run: Run, desk: Path) -> None:
        code, told, _ = run("user", "add", "Sato@desk.example", "--name", "Sato Aiko", "--role", "member")
        assert code == 0
        assert re.search(r"https://desk\.example/desk/welcome/[\w-]{43}\n", told)
        (member,) = json.loads(run("user", "list", "--json")[1])
        assert member == {
            "login": "sato@desk.example", "name": "Sato Aiko", "role": "member", "disabled": False, "joined": False,
        }  # fmt: skip
        assert "has not used her link" in run("user", "list")[1]

    def test_disable_and_reset(self, run: Run, desk: Path) -> None:
        run("user", "add", "sato")
        assert run("user", "disable", "sato")[0] == 0
        assert "disabled" in run("user", "list")[1]
        assert "/desk/welcome/" in run("user", "reset", "sato")[1]
        assert "disabled" not in run("user", "list")[1]

    @pytest.mark.parametrize(
        "words", [("add", "sato"), ("add", "new", "--role", "king"), ("reset", "nobody"), ("disable", "nobody")]
    )
    def test_what_cannot_be_is_refused(self, run: Run, desk: Path, words: tuple[str, ...]) -> None:
        run("user", "add", "sato")
        code, _, told = run("user", *words)
        assert code == 1
        assert told.startswith("madoguchi: ")
