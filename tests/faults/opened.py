"""What the databases hold, opened with the master key from outside any process of ours: the truth after a fault."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text

from storage.crypto import DataKey
from storage.keyring import Keyring
from storage.master import parse_masters
from storage.messages import body_place
from storage.renderings import body_place as rendering_place


@dataclass(frozen=True, slots=True)
class Row:
    """One message, opened."""

    conversation: str
    seq: int
    author: str
    part: str
    body: dict[str, Any]
    delivery: str

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))


class Opened:
    """Both databases, read only. `master` is what MADOGUCHI_MASTER_KEY holds."""

    def __init__(self, cases_url: str, vault_url: str, master: str) -> None:
        self._cases, self._vault = create_engine(cases_url), create_engine(vault_url)
        self._keyring = Keyring(parse_masters(master, "test"), os.urandom)

    def messages(self) -> list[Row]:
        keys = self._keys()
        wanted = "SELECT id, conversation_id, seq, author, part, body_ct, delivery FROM message ORDER BY 2, 3"
        with self._cases.connect() as cases:
            return [
                _row(keys[conversation], id_, conversation, *rest) for id_, conversation, *rest in _all(cases, wanted)
            ]

    def said(self) -> list[str]:
        """Every text of a worker, as often as it was stored."""
        return [row.text for row in self.messages() if row.author == "worker"]

    def renderings(self) -> list[dict[str, Any]]:
        """What machines made of the texts: `segments`, and by which packages."""
        keys = self._keys()
        wanted = "SELECT id, conversation_id, body_ct FROM rendering"
        with self._cases.connect() as cases:
            rows = _all(cases, wanted)
        return [json.loads(keys[of].open(rendering_place(id_), bytes(sealed))) for id_, of, sealed in rows]

    def count(self, table: str, where: str = "1 = 1") -> int:
        with self._cases.connect() as cases:
            return int(_all(cases, f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def column(self, table: str, column: str) -> list[Any]:
        with self._cases.connect() as cases:
            return [row[0] for row in _all(cases, f"SELECT {column} FROM {table}")]

    def sound(self) -> bool:
        """SQLite's own opinion of its files; PostgreSQL would have refused to start."""
        return all(_integrity(engine) for engine in (self._cases, self._vault))

    def close(self) -> None:
        self._cases.dispose()
        self._vault.dispose()

    def _keys(self) -> dict[str, DataKey]:
        with self._vault.connect() as vault:
            rows = _all(vault, "SELECT data_key_id, id, wrap FROM key_wrap WHERE holder = 'server'")
        return {key_id: self._keyring.unwrap(key_id, wrap_id, bytes(wrap)) for key_id, wrap_id, wrap in rows}


@contextmanager
def opened(cases_url: str, vault_url: str, master: str) -> Iterator[Opened]:
    databases = Opened(cases_url, vault_url, master)
    try:
        yield databases
    finally:
        databases.close()


def sqlite_urls(folder: Path) -> tuple[str, str]:
    return f"sqlite:///{folder / 'cases.db'}", f"sqlite:///{folder / 'vault.db'}"


def _row(
    key: DataKey, id_: str, conversation: str, seq: int, author: str, part: str, sealed: bytes, delivery: str
) -> Row:

    return Row(conversation, seq, author, part, json.loads(key.open(body_place(id_), bytes(sealed))), delivery)


def _all(connection: Connection, statement: str) -> list[Any]:
    return list(connection.execute(text(statement)).fetchall())


def _integrity(engine: Engine) -> bool:
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        return [row[0] for row in _all(connection, "PRAGMA integrity_check")] == ["ok"]
