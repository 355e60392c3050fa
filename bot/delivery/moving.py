"""A report that goes on at another address: what still waits for her at the old one goes there too.

Runs inside the caller's transaction; nothing here sends.
"""

from bot.delivery.reach import KEPT
from storage.conversations import Conversations
from storage.engine import Unit
from storage.parking import follow, unpark
from storage.recipients import Recipients


def after_her(unit: Unit, conversation_id: str, *, left: str, at: int, answered: bool = False) -> None:
    """Take along what is open for the alias `left`, where the conversation is another's by now.

    Safe to repeat: what was on its way when she moved comes here as soon as its fate is known. At an address that is
    out of reach too it waits on, and her next message there lets it go.
    """
    alias = Conversations(unit.cases).alias(conversation_id)
    recipient = Recipients(unit.cases).get(alias) if alias and alias != left else None
    if recipient is None or not follow(
        unit.cases, conversation_id, to=recipient.alias, channel=recipient.channel, at=at
    ):
        return
    if not recipient.stopped and not recipient.hidden:
        unpark(unit.cases, recipient.alias, at=at, answered=answered)
    elif not recipient.window_wait:
        Recipients(unit.cases).wait(recipient.alias, KEPT)
