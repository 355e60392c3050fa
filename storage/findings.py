"""What `madoguchi keys check` finds: keys that are wanted, wrong, still needed or no longer needed, and damaged rows.

Reads only, and gives ids and counts, never an address or a key.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from storage import keycheck
from storage.crypto import Sealed
from storage.engine import Row, Store, Unit
from storage.keyring import Keyring
from storage.master_sealed import KINDS, Kind, Tally, tallies


class Problem(StrEnum):
    """In order of weight. With any of the first four the server must not be trusted to read what is stored."""

    UNCHECKED = "unchecked"  # `where` was never given a key: madoguchi migrate
    ABSENT = "absent"  # `where` needs this key and it is not configured: add it after the newest
    WRONG = "wrong"  # another key is configured under this id: configure the one `where` was written with
    DAMAGED = "damaged"  # rows of `where` do not open with their key: restore them from a backup
    OLD = "old"  # rows of `where` are still under this older key: madoguchi keys rotate
    UNUSED = "unused"  # nothing needs this older key: remove it


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` is a database (`cases`, `vault`) or a kind of rows (`address`, `wrap`, `pin`, `inbox`, `seen`)."""

    problem: Problem
    where: str = ""
    key_id: str = ""
    count: int = 0

    @property
    def serious(self) -> bool:
        return self.problem not in (Problem.OLD, Problem.UNUSED)


async def check(store: Store, keyring: Keyring) -> tuple[Finding, ...]:
    """Everything there is to say; every row that a master key seals is opened, one batch in each transaction."""
    found = await store.read(lambda unit: [*_databases(unit, keyring), *_keys(unit, keyring)])
    for kind in KINDS:
        for id in keyring.ids:
            if damaged := await _damaged(store, keyring, kind, id):
                found.append(Finding(Problem.DAMAGED, kind.name, id, damaged))
    return tuple(found)


def _databases(unit: Unit, keyring: Keyring) -> list[Finding]:
    found: list[Finding] = []
    for table, connection in keycheck.both(unit):
        needed, failing = table.needed(connection), table.failing(connection, keyring)
        found += [] if needed else [Finding(Problem.UNCHECKED, table.database)]
        found += [Finding(Problem.ABSENT, table.database, id) for id in needed if id not in keyring.ids]
        found += [Finding(Problem.WRONG, table.database, id) for id in failing]
    return found


def _keys(unit: Unit, keyring: Keyring) -> list[Finding]:
    found: Tally = tallies(unit)
    rows = [(id, kind, count) for id, kinds in sorted(found.items()) for kind, count in sorted(kinds.items())]
    absent = [Finding(Problem.ABSENT, kind, id, count) for id, kind, count in rows if id not in keyring.ids]
    old = [Finding(Problem.OLD, kind, id, count) for id, kind, count in rows if id in keyring.ids[1:]]
    unused = [Finding(Problem.UNUSED, key_id=id) for id in keyring.ids[1:] if id not in found]
    return absent + old + unused


async def _damaged(store: Store, keyring: Keyring, kind: Kind, key_id: str) -> int:
    damaged, after = 0, ""
    while rows := await store.read(partial(kind.rows, key_id=key_id, after=after)):
        damaged += sum(not _opens(keyring, kind, row) for row in rows)
        after = str(rows[-1][0])
    return damaged


def _opens(keyring: Keyring, kind: Kind, row: Row) -> bool:
    try:
        kind.open(keyring, row)
    except Sealed:
        return False
    return True
