"""A desk as `init` and `migrate` leave it, made once and copied: its settings name paths relative to themselves."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def new_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be copied, never changed: config.toml, keys/master.key, var/cases.db, var/vault.db."""
    folder = tmp_path_factory.mktemp("new-desk")
    for words in (["init", "--public-url", "https://desk.example"], ["migrate"]):
        call = [sys.executable, "-m", "bot", *words, "--config", str(folder / "config.toml")]
        subprocess.run(call, check=True, capture_output=True, timeout=120, cwd=Path(__file__).parent.parent)
    return folder
