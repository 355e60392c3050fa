"""A company is called to look at its page: a link by mail and nothing else, no number of a case and no word of one.

Called inside the transaction of whatever it is about. Nothing here sends.
"""

from enum import StrEnum

from bot.casework.desk import Hand
from storage.disclosures import Thread


class Occasion(StrEnum):
    """What there is to look at. The mail is the same for all: only our own rows tell them apart."""

    NOTIFIED = "notified"  # a summary lies there
    WITHDRAWN = "withdrawn"  # it lies there no longer
    ASKED = "asked"
    TOLD = "told"
    DUE = "due"
    LATE = "late"


def call(hand: Hand, thread: Thread, occasion: Occasion) -> None:
    """Call the contact of this thread; nobody where it has none, and the independent panel answers for it."""
