"""A known text sealed with the master key, in each database: a wrong key is named before anything is written with it.

Every row names a key that the database still needs. Rotation removes the row of an old key when nothing needs it.
"""

from collections.abc import Sequence

from sqlalchemy import Table, bindparam, delete, select

from storage.crypto import Place, Sealed
from storage.engine import Connection, Unit
from storage.keyring import Keyring, Purpose
from storage.master import KeyMissing, KeyWrong
from storage.models import cases, vault
from storage.statements import insert_or_ignore

KNOWN_TEXT = b"madoguchi keycheck"


class KeyCheckTable:
    """The check rows of one database. Nothing here commits."""

    def __init__(self, table: Table, database: str) -> None:
        self.database = database
        self._all = select(table.c.key_id, table.c.check_ct).order_by(table.c.key_id)
        self._add = insert_or_ignore(table)
        self._drop = delete(table).where(table.c.key_id == bindparam("old"))

    def record(self, connection: Connection, keyring: Keyring) -> None:
        self._verify(connection.all(self._all), keyring)
        self._name_newest(connection, keyring)

    def require(self, connection: Connection, keyring: Keyring) -> None:
        rows = connection.all(self._all)
        if not rows:
            raise KeyMissing(f"the {self.database} database was never given a key; run: madoguchi migrate")
        self._verify(rows, keyring)
        self._name_newest(connection, keyring)

    def needed(self, connection: Connection) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in connection.all(self._all))

    def rows(self, connection: Connection) -> list[tuple[str, bytes]]:
        """For a backup to carry: what tells later whether a key is the right one."""
        return [(str(id), bytes(sealed)) for id, sealed in connection.all(self._all)]

    def verify(self, rows: Sequence[tuple[str, bytes]], keyring: Keyring) -> None:
        """Raises KeyWrong unless these rows of a backup open."""
        self._verify(rows, keyring)

    def failing(self, connection: Connection, keyring: Keyring) -> tuple[str, ...]:
        """Ids that are configured, but with another key than this database was written with."""
        return tuple(
            str(id) for id, sealed in connection.all(self._all) if id in keyring.ids and not _opens(keyring, id, sealed)
        )

    def retire(self, connection: Connection, key_id: str) -> None:
        connection.put(self._drop, old=key_id)

    def _verify(self, rows: Sequence[tuple[str, bytes]], keyring: Keyring) -> None:
        have = ", ".join(keyring.ids)
        for id, sealed in rows:
            if id not in keyring.ids:
                raise KeyWrong(
                    f"the {self.database} database wants master key {id}, configured is {have}; "
                    f"add {id} after the newest, then: madoguchi keys check"
                )
            if not _opens(keyring, id, sealed):
                raise KeyWrong(
                    f"the {self.database} database was written with another {id} than the one configured; "
                    f"configure that {id}, then: madoguchi keys check"
                )

    def _name_newest(self, connection: Connection, keyring: Keyring) -> None:
        sealed = keyring.seal(Purpose.CHECK, _place(keyring.newest), KNOWN_TEXT)
        connection.put(self._add, key_id=keyring.newest, check_ct=sealed)


CASES = KeyCheckTable(cases.METADATA.tables["keycheck"], "cases")
VAULT = KeyCheckTable(vault.METADATA.tables["keycheck"], "vault")


def both(unit: Unit) -> tuple[tuple[KeyCheckTable, Connection], ...]:
    return (CASES, unit.cases), (VAULT, unit.vault.connection)


def record(unit: Unit, keyring: Keyring) -> None:
    """For `init` and `migrate`: new databases are given their key, others must be given the one they have."""
    for table, connection in both(unit):
        table.record(connection, keyring)


def require(unit: Unit, keyring: Keyring) -> None:
    """For every start, before anything is sealed: raises KeyMissing or KeyWrong."""
    for table, connection in both(unit):
        table.require(connection, keyring)


def retire(unit: Unit, key_id: str) -> None:
    """The databases no longer need this key. Only for a key that no row names."""
    for table, connection in both(unit):
        table.retire(connection, key_id)


def _opens(keyring: Keyring, id: str, sealed: bytes) -> bool:
    try:
        return keyring.open(Purpose.CHECK, _place(id), sealed) == KNOWN_TEXT
    except Sealed:
        return False


def _place(id: str) -> Place:
    return Place("keycheck", "check_ct", id)
