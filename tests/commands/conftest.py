"""A folder of one's own, and commands run in it as a person types them."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from tests.vendors.line import Line
from tests.vendors.stand_in import Loopback, StandIn
from tests.vendors.telegram import Telegram
from tests.vendors.twilio import Twilio

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


@pytest.fixture
def vendors() -> Iterator["Vendors"]:
    """The three, on loopback; every call of ours must keep their contracts."""
    street = Vendors(Telegram(), Line(), Twilio())
    with Loopback(*street.all):
        yield street
    for vendor in street.all:
        vendor.assert_contract()


@dataclass
class Vendors:
    telegram: Telegram
    line: Line
    twilio: Twilio

    @property
    def all(self) -> tuple[StandIn, ...]:
        return (self.telegram, self.line, self.twilio)

    @property
    def tables(self) -> dict[str, str]:
        """Vendor -> its table of the settings, with the credentials that it accepts."""
        account = f'account_sid = "{self.twilio.sid}"\nauth_tokens = ["{self.twilio.auth_token}"]\n'
        return {
            "telegram": f'[channels.telegram]\ntoken = "{self.telegram.token}"\nsecret_token = "{SECRET}"\n'
            f'api_url = "{self.telegram.url}"\n',
            "line": f'[channels.line]\nchannel_secret = "{SECRET}"\nchannel_access_token = "{self.line.token}"\n'
            f'api_url = "{self.line.url}"\n',
            "twilio": f'[channels.twilio]\n{account}api_url = "{self.twilio.url}"\n',
        }


SECRET = "planted0secret0planted0secret0xx"


def switch_on(desk: Path, table: str) -> None:
    """Add `table` to the desk's settings."""
    config = desk / "config.toml"
    config.write_text(config.read_text() + "\n" + table)


def swap(desk: Path, old: str, new: str) -> None:
    config = desk / "config.toml"
    assert old in config.read_text()
    config.write_text(config.read_text().replace(old, new))
