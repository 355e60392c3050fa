"""Asking her whether anybody treats her badly since a company was told, and what follows when she says so.

The days are counted from the day a company was told, and go on after her case is closed. Rule 1: what she answered is
not read to any company, and only a member who has looked takes the flag away again.
"""

from bot.casework import threads
from bot.casework.desk import Hand
from storage.disclosures import Disclosures, Thread

DAYS = (14, 45, 90, 180, 365)
"""After a company was told (`decisions.md` 29). The last two only if she agreed."""
AGREED = 3
"""So many of them without being asked whether she wants them."""
CHECK = "update.safety"


def ask(hand: Hand, thread: Thread, n: int) -> None:
    """The check of `DAYS[n]` is due."""
    Disclosures(hand.unit.cases).change(thread.id, "checks", n + 1)
    threads.inform(hand, thread, CHECK, {"n": str(n)})
