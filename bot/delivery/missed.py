"""What a worker will not get as it is: the desk sees it in her case, and can write it in other words.

Runs inside the caller's transaction; nothing here sends, and no word of the message is repeated.
"""

from uuid import UUID, uuid5

from bot.delivery.reach import KEPT
from storage.cases import Cases
from storage.engine import Unit
from storage.recipients import Recipients
from storage.vault import KeyDestroyed

UNDELIVERED = "undelivered"
"""The flag and the line in the history of a case. The flag goes with her next message, the line stays."""
CHANNEL = "channel"
"""Who did it, in a history: no member and not she."""


def tell_desk(unit: Unit, outbox_id: str, conversation_id: str, alias: str, *, code: str, at: int) -> None:
    """A message was given up with the vendor's `code`. Before there is a case, nobody at the desk looks at it."""
    cases, recipient = Cases(unit.cases), Recipients(unit.cases).get(alias)
    case = cases.of_conversation(conversation_id)
    if case is None:
        return
    try:
        key = unit.vault.key(conversation_id)
    except KeyDestroyed:
        return
    line = uuid5(UUID(outbox_id), f"{UNDELIVERED} {at}").hex
    cases.record(line, case.id, key, actor=CHANNEL, kind=UNDELIVERED, at=at, reason=code.rpartition(":")[2])
    if recipient is not None and not recipient.stopped:
        cases.out_of_reach(alias, UNDELIVERED)
        if not recipient.window_wait:
            Recipients(unit.cases).wait(alias, KEPT)
