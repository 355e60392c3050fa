"""Reports that their workers deleted while a legal hold keeps the words: kept in the vault, so that a restored backup
that knows of neither holds and deletes them all the same. The row goes with the key.
"""

from collections.abc import Mapping

from sqlalchemy import bindparam, select, update

from storage.engine import Connection
from storage.models.vault import METADATA
from storage.statements import insert_or_ignore

HELD = METADATA.tables["held_report"]
ADD = insert_or_ignore(HELD)
THIS = HELD.c.data_key_id == bindparam("is_key")
SET = update(HELD).where(THIS).values(until=bindparam("to"))
ALL = select(HELD.c.data_key_id, HELD.c.until)


def keep_until(vault: Connection, key: str, until: int) -> None:
    """What this data key sealed is to be destroyed at `until` (ms)."""
    vault.put(ADD, data_key_id=key, until=until)
    vault.put(SET, is_key=key, to=until)


def change_until(vault: Connection, key: str, until: int) -> None:
    """The hold ends at another time. Nothing for a report that nobody deleted."""
    vault.put(SET, is_key=key, to=until)


def of(vault: Connection) -> Mapping[str, int]:
    """Data key id -> when the hold ends (ms)."""
    return {str(key): int(until) for key, until in vault.all(ALL)}
