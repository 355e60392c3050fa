"""Which store a URL asks for."""

from time import monotonic

from storage.engine import Store, VaultOver
from storage.keyring import Keyring
from storage.open_keys import OpenKeys
from storage.revision import sqlite_path
from storage.session import Files
from storage.sqlite_store import SqliteStore
from storage.vault import Vault
from storage.writer import Committed

WRITERS = 8


def open_store(
    cases_url: str,
    vault_url: str,
    keyring: Keyring,
    *,
    beside: bool = False,
    synchronous: str = "FULL",
    writers: int = WRITERS,
    committed: Committed = lambda works, seconds: None,
) -> Store:
    """Raises NotMigrated where a database is missing, ValueError where the two URLs do not belong together.

    `beside`: a command next to a running `serve`. `writers`: threads on PostgreSQL, two connections each.
    `committed` hears of every durable group: how many works, in how many seconds (SQLite only).
    `synchronous` is there for the rig that shows why it must be FULL.
    """
    cases, vault = sqlite_path(cases_url), sqlite_path(vault_url)
    if cases is not None and vault is not None:
        files = Files(cases, vault, synchronous=synchronous, beside=beside)
        return SqliteStore(files, vault_over(keyring), committed=committed)
    if cases is None and vault is None:
        from storage.postgres_store import PostgresStore  # its driver takes 8 MB that a desk on SQLite never needs

        return PostgresStore((cases_url, vault_url), vault_over(keyring), writers=writers)
    raise ValueError("cases_url and vault_url must both be sqlite:///… or both postgresql+psycopg://…")


def vault_over(keyring: Keyring) -> VaultOver:
    """Vaults that share one memory of unwrapped keys."""
    keys = OpenKeys(monotonic)
    return lambda connection: Vault(connection, keyring, keys)
