"""What the desk's machine remembers of a phone, opened up for a trainer. In a demo only: there the words are invented.

A real desk has no such page; nothing here is reached from one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.console.console import Console
from bot.conversation import snapshot
from bot.conversation.machine import State
from storage import rehearsal
from storage.cases import Case, Cases
from storage.engine import Unit
from storage.recipients import Recipient, Recipients
from storage.rehearsal import Waiting
from storage.vault import KeyDestroyed


@dataclass(frozen=True, slots=True)
class Inside:
    """Of one phone. `planned` is what time will bring, as (kind, when in ms)."""

    address: str
    recipient: Recipient | None = None
    state: State | None = None
    waiting: Sequence[Waiting] = ()
    planned: Sequence[tuple[str, int]] = ()
    case: Case | None = None


async def look(given: Console, addresses: Sequence[str]) -> Sequence[Inside]:
    return await given.store.read(lambda unit: list(map(partial(inside, unit), addresses)))


def inside(unit: Unit, address: str) -> Inside:
    alias = unit.vault.find("simulator", address)
    recipient = Recipients(unit.cases).get(alias) if alias else None
    if alias is None or recipient is None:
        return Inside(address)
    case = Cases(unit.cases).of_conversation(recipient.conversation_id)
    planned = rehearsal.planned(unit, case.id) if case else ()
    return Inside(address, recipient, state_of(unit, alias), rehearsal.waiting(unit, alias), planned, case)


def state_of(unit: Unit, alias: str) -> State | None:
    """None where nothing was said yet, or everything is deleted."""
    thread = Recipients(unit.cases).lock(alias)
    try:
        saved = thread.state(unit.vault.key(thread.recipient.conversation_id)) if thread else None
    except KeyDestroyed:
        return None
    return None if saved is None else snapshot.load(saved)
