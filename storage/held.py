"""Reports that their workers deleted while a legal hold keeps the words: nothing is done with them any more.

They are listed in the vault, so that a restored backup that knows of neither holds and deletes them all the same. The
row goes with the key.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.engine import Connection
from storage.models import cases, vault
from storage.statements import insert_or_ignore

HELD = vault.METADATA.tables["held_report"]
ADD = insert_or_ignore(HELD)
THIS = HELD.c.data_key_id == bindparam("is_key")
SET = update(HELD).where(THIS).values(until=bindparam("to"))
CASES, THREAD, SHARED = (cases.METADATA.tables[name] for name in ("cases", "disclosure", "shared"))
OVER: Mapping[str, Any] = {
    "status": "withdrawn",
    "moved_at": bindparam("at"),
    "due_at": None,
    "late": False,
    "planned": -1,
}
WITHDRAWN = (
    update(CASES)
    .where(CASES.c.id == bindparam("of"))
    .values(**OVER, version=CASES.c.version + 1, unread=True, **dict.fromkeys(("wants_person", "retaliation"), False)),
    update(THREAD)
    .where(THREAD.c.case_id == bindparam("of"), THREAD.c.status.not_in(("closed", "withdrawn")))
    .values(**OVER, version=THREAD.c.version + 1),
)
SHARED_OF = (
    select(SHARED.c.id)
    .join(THREAD, THREAD.c.id == SHARED.c.disclosure_id)
    .where(THREAD.c.case_id == bindparam("of"), SHARED.c.withdrawn_at.is_(None))
)
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


def withdraw(connection: Connection, case_id: str, *, at: int) -> Sequence[str]:
    """Nobody works on the case any more, and no company reads of it. Gives the keys of what companies could read: the
    caller destroys them.
    """
    for statement in WITHDRAWN:
        connection.put(statement, of=case_id, at=at)
    return [str(row[0]) for row in connection.all(SHARED_OF, of=case_id)]
