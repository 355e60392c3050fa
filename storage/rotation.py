"""Moving everything that a master key seals to the newest one, in small steps that may stop anywhere.

Every step is one transaction on one database and leaves each row whole, under one key or the other: both stay
configured, in every process, until nothing remains under the old one. Start every process with both keys before the
first step; one that knows the old key alone could no longer read what was moved.
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

from storage import keycheck
from storage.crypto import Sealed
from storage.engine import Connection, Row, Store, Unit
from storage.keyring import Keyring
from storage.master_sealed import KINDS, Kind, Tally, tallies


@dataclass(frozen=True, slots=True)
class Step:
    """One committed step: rows moved, and rows that do not open with their key and were left as they are."""

    kind: str
    moved: int
    damaged: int


async def steps(store: Store, keyring: Keyring) -> AsyncIterator[Step]:
    """Move all that older keys seal, one committed step at a time. Stop anywhere; begin again from the start."""
    await store.write(lambda unit: keycheck.require(unit, keyring))
    for old in keyring.ids[1:]:
        for kind in KINDS:
            after = ""
            while True:
                step, after = await store.write(_Move(kind, keyring, old, after))
                if not after:
                    break
                yield step


async def remaining(store: Store, keyring: Keyring) -> Tally:
    """What each older configured key is still needed for. At a total of zero it may be retired, then removed."""
    found = await store.read(tallies)
    return {old: found.get(old, Counter()) for old in keyring.ids[1:]}


async def retire(store: Store, keyring: Keyring) -> tuple[str, ...]:
    """The older keys that nothing needs: from now on the databases start without them, so they may be removed."""

    def work(unit: Unit) -> tuple[str, ...]:
        found = tallies(unit)
        unused = tuple(old for old in keyring.ids[1:] if not found.get(old, Counter()).total())
        for old in unused:
            keycheck.retire(unit, old)
        return unused

    return await store.write(work)


@dataclass(frozen=True, slots=True)
class _Move:
    """The next rows after `after`: gives what was done, and the id of the last row, or "" at the end."""

    kind: Kind
    keyring: Keyring
    old: str
    after: str

    def __call__(self, unit: Unit) -> tuple[Step, str]:
        rows = self.kind.rows(unit, self.old, self.after)
        moved = sum(self._moved(self.kind.of(unit), row) for row in rows)
        return Step(self.kind.name, moved, len(rows) - moved), str(rows[-1][0]) if rows else ""

    def _moved(self, connection: Connection, row: Row) -> bool:
        try:
            self.kind.move(connection, self.keyring, row)
        except Sealed:  # one damaged row must not keep all others under the old key; it stays counted
            return False
        return True
