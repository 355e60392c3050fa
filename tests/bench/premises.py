"""A desk for one measurement: a folder with a configuration, migrated databases and a master key of its own."""

import asyncio
import base64
import os
import secrets
import socket
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from storage import keycheck
from storage.keyring import Keyring
from storage.master import load_masters
from storage.migrate import migrate
from storage.opening import open_store
from tests.vendors.telegram import Telegram
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import PUBLIC_URL, TelegramCaller

CONFIG = """
[server]
public_url = "{public_url}"
port = {port}

[storage]
cases_url = "{cases_url}"
vault_url = "{vault_url}"

[channels.telegram]
token = "{telegram.token}"
secret_token = "{caller.secret}"
api_url = "{vendor_url}"
per_second = 10000
per_chat = 1000

[channels.twilio]
account_sid = "{twilio.sid}"
auth_tokens = ["{twilio.auth_token}"]
api_url = "{vendor_url}"

[channels.sms]
from = "{twilio.number}"
per_second = 10000

[limits]
address_per_minute = 1000000
channel_per_minute = 100000000

[logging]
level = "warning"
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Premises:
    """`urls` are those of the cases and the vault; without them SQLite in `folder`."""

    folder: Path
    urls: tuple[str, str] = ("", "")
    vendor_url: str = "http://127.0.0.1:9"  # nobody answers there
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        if not self.urls[0]:
            self.urls = (f"sqlite:///{self.folder}/cases.db", f"sqlite:///{self.folder}/vault.db")
        self.config = self.folder / "config.toml"
        vendors = {"telegram": Telegram(), "twilio": Twilio(), "caller": TelegramCaller()}
        words = CONFIG.format(
            public_url=PUBLIC_URL,
            port=self.port,
            cases_url=self.urls[0],
            vault_url=self.urls[1],
            vendor_url=self.vendor_url,
            **vendors,
        )
        self.config.write_text(words, encoding="utf-8")
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        self.environ = {"MADOGUCHI_MASTER_KEY": f"k1:{key}"}
        self.log = self.folder / "log"
        asyncio.run(self._migrated())

    async def _migrated(self) -> None:
        """As `madoguchi migrate` does it, without the seconds that a process takes to start."""
        migrate(*self.urls)
        keyring = Keyring(load_masters(environ=self.environ, file=None, command=()), os.urandom)
        store = open_store(*self.urls, keyring)
        try:
            await store.write(lambda unit: keycheck.record(unit, keyring))
        finally:
            await store.close()

    def count(self, table: str) -> int:
        """Rows of a table of the SQLite cases."""
        with sqlite3.connect(f"file:{self.folder}/cases.db?mode=ro", uri=True) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
