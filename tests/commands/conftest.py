"""A folder of one's own, and commands run in it as a person types them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, logging_kept: None) -> Run:
    """(exit code, standard output, standard error) of one command, run in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def desk(new_desk: Path, tmp_path: Path) -> Path:
    """A folder after `init` and `migrate`; where `run` runs."""
    shutil.copytree(new_desk, tmp_path, dirs_exist_ok=True)
    return tmp_path
