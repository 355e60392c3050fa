"""The command line as a whole: exit codes, help with examples, the same by both names."""

import re
import subprocess
import sys

import pytest

from tests.commands.conftest import Run
from tests.commands.names import words_of_all_commands


def test_a_word_that_is_no_command_is_2(run: Run) -> None:
    code, _, told = run("srve")
    assert code == 2
    assert "No such command 'srve'" in told
    assert run("serve", "--prot", "1")[0] == 2
    assert run("user", "add")[0] == 2


def test_the_version_is_printed(run: Run) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version")[1])


def test_python_dash_m_bot_is_the_same() -> None:
    ran = subprocess.run([sys.executable, "-m", "bot", "--version"], capture_output=True, check=True, timeout=60)
    assert re.fullmatch(rb"\d+\.\d+\.\d+\n", ran.stdout)


@pytest.mark.parametrize("words", words_of_all_commands(), ids=" ".join)
class TestEveryCommand:
    def test_shows_an_example_in_its_help(self, run: Run, words: tuple[str, ...]) -> None:
        code, told, _ = run(*words, "--help")
        assert code == 0
        assert re.search(rf"Example: +madoguchi {re.escape(' '.join(words))}", told)

    def test_takes_config(self, run: Run, words: tuple[str, ...]) -> None:
        told = run(*words, "--help")[1]
        assert ("--config FILE" in told) != ("Commands:" in told), "only groups take none"
