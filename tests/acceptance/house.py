"""A whole desk as an operator runs it: a configuration file, the command line, processes on loopback. Nothing of ours
is imported: what works here works from outside.
"""

import base64
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.vendors.carrier import Carrier
from tests.vendors.line import Line
from tests.vendors.stand_in import Loopback
from tests.vendors.telegram import Telegram
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import PUBLIC_URL, LineCaller, TelegramCaller, TwilioCaller, WhatsAppCaller

READY_SECONDS = 120.0
ROOT = Path(__file__).parents[2]
# One key for all desks of a run: the databases of the first, which know their key, are copied for the next.
KEY = "k1:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
TEMPLATE = tempfile.TemporaryDirectory(prefix="madoguchi-template-")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(eq=False)
class Street:
    """The three vendors and their calls to one desk."""

    telegram: Telegram = field(default_factory=Telegram)
    twilio: Twilio = field(default_factory=Twilio)
    line: Line = field(default_factory=Line)

    def __post_init__(self) -> None:
        self.from_telegram = TelegramCaller()
        self.from_twilio = TwilioCaller(self.twilio)
        self.from_whatsapp = WhatsAppCaller(self.twilio)
        self.from_line = LineCaller(self.line)

    @property
    def vendors(self) -> tuple[Telegram, Twilio, Line]:
        return self.telegram, self.twilio, self.line

    def assert_contract(self) -> None:
        for vendor in self.vendors:
            vendor.assert_contract()


CONFIG = """
[server]
public_url = "{house.public_url}"
host = "127.0.0.1"
port = {house.port}

[storage]
cases_url = "{house.cases_url}"
vault_url = "{house.vault_url}"

[desk]
name = "Worker Desk"
country = "JP"
time_zone = "Asia/Tokyo"
phone = "+81-3-0000-0000"

[conversation]
languages = {languages}

[channels.telegram]
token = "{telegram.token}"
secret_token = "{from_telegram.secret}"
api_url = "{telegram.url}"
per_second = 10000
per_chat = 1000

[channels.twilio]
account_sid = "{twilio.sid}"
auth_tokens = ["{twilio.auth_token}"]
api_url = "{twilio.url}"

[channels.sms]
from = "{twilio.number}"
per_second = 10000

[channels.whatsapp]
from = "{twilio.number}"
per_second = 10000

[channels.line]
channel_secret = "{from_line.secret}"
channel_access_token = "{line.token}"
api_url = "{line.url}"
data_url = "{line.url}"
"""


@dataclass(eq=False)
class House:
    """One desk in `folder`. `more` is appended to the configuration; `roles` are the processes that run it.

    `local`: a browser on this machine uses the desk. Else the public address is https, as behind a proxy.
    """

    folder: Path
    street: Street
    cases_url: str = "sqlite:///var/cases.db"
    vault_url: str = "sqlite:///var/vault.db"
    roles: Sequence[str] = ("serve",)
    more: str = ""
    local: bool = False
    launcher: Sequence[str] = (sys.executable, "-m", "bot")
    before: Sequence[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[str] = ("en", "ja", "id")

    def __post_init__(self) -> None:
        self.port = free_port()
        self.public_url = self.url if self.local else PUBLIC_URL
        if self.local:
            self.street.from_twilio.public_url = self.street.from_whatsapp.public_url = self.url
        self.processes: list[subprocess.Popen[bytes]] = []
        self.carriers: list[Carrier] = []
        self.log = self.folder / "log"
        self.log.mkdir(parents=True, exist_ok=True)
        (self.folder / "var").mkdir(exist_ok=True)
        self.config = self.folder / "config.toml"
        self.key = KEY
        self.write_config()

    def write_config(self) -> None:
        street = self.street
        callers = {"from_telegram": street.from_telegram, "from_line": street.from_line}
        vendors = {"telegram": street.telegram, "twilio": street.twilio, "line": street.line}
        words = CONFIG.format(house=self, languages=json.dumps(self.languages), **callers, **vendors)
        self.config.write_text(words + self.more, encoding="utf-8")

    @property
    def opened(self) -> tuple[str, str]:
        """The two databases as someone outside the desk's folder names them."""
        return self._located(self.cases_url), self._located(self.vault_url)

    def _located(self, url: str) -> str:
        return url.replace("sqlite:///var/", f"sqlite:///{self.folder}/var/")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def carrier(self, timeout: float = 15.0) -> Carrier:
        made = Carrier("127.0.0.1", self.port, timeout)
        self.carriers.append(made)
        return made

    def command(self, *words: str, check: bool = True) -> str:
        """What `madoguchi <words>` prints."""
        ran = subprocess.run(
            [*self.launcher, *words, "--config", str(self.config)],
            cwd=ROOT,
            env=self._environ(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        if check and ran.returncode != 0:
            raise AssertionError(
                f"{words[0]} ended with {ran.returncode}:\n{(ran.stdout + ran.stderr).decode()[-3000:]}"
            )
        return ran.stdout.decode()

    def migrate(self) -> "House":
        """Make the databases. On SQLite the files of the first desk are copied for the next ones."""
        made = sorted(Path(TEMPLATE.name).glob("*.db"))
        if not self.cases_url.startswith("sqlite:///var/"):
            self.command("migrate")
        elif made:
            for file in made:
                shutil.copy(file, self.folder / "var")
        else:
            self.command("migrate")
            for file in (self.folder / "var").glob("*.db"):
                shutil.copy(file, TEMPLATE.name)
        return self

    def start(self) -> "House":
        for role in self.roles:
            words = [*self.before, *self.launcher, role, "--config", str(self.config)]
            with (self.log / f"{role}.log").open("ab") as log:
                started = subprocess.Popen(
                    words, cwd=ROOT, env=self._environ(), stdout=log, stderr=log, stdin=subprocess.DEVNULL
                )
                self.processes.append(started)
        self.await_answer()
        return self

    def await_answer(self, path: str = "/healthz", seconds: float = READY_SECONDS) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(process.poll() is not None for process in self.processes):
                raise AssertionError(f"a process ended at once:\n{self.logs()[-3000:]}")
            if self.get(path) == 200:
                return
            time.sleep(0.05)
        raise AssertionError(f"no answer on {path} within {seconds} s:\n{self.logs()[-3000:]}")

    def get(self, path: str, timeout: float = 5.0) -> int:
        """The status of one GET, or 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def signal(self, number: int, role: int = 0) -> None:
        self.processes[role].send_signal(number)

    def kill(self) -> None:
        """As a power switch to the processes: SIGKILL, no time to tidy."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait(10)
        self.processes = []

    def stop(self) -> list[int]:
        """As an operator stops it. Returns the exit codes."""
        for process in self.processes:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        codes = []
        for process in self.processes:
            try:
                codes.append(process.wait(20))
            except subprocess.TimeoutExpired:
                process.kill()
                codes.append(process.wait(10))
        self.processes = []
        return codes

    def logs(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.log.glob("*.log")))

    def sign_in_link(self, login: str, name: str, role: str = "lead") -> str:
        printed = self.command("user", "add", login, "--name", name, "--role", role)
        found = re.search(r"https?://\S+", printed)
        assert found is not None, printed
        return re.sub(r"^https?://[^/]+", self.url, found[0])

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
        return {**kept, "MADOGUCHI_MASTER_KEY": self.key, "PYTHONUNBUFFERED": "1", **self.environ}

    def close(self) -> None:
        self.kill()
        for carrier in self.carriers:
            carrier.close()


@contextmanager
def open_street() -> Iterator[Street]:
    """The vendors, answering until the block ends. What we sent them must have kept to their specifications."""
    street = Street()
    with Loopback(*street.vendors):
        yield street
    street.assert_contract()
