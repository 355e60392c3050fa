"""Why the desk cannot work on a report: the reasons of the review, worded beforehand in the worker's language."""

from bot.casework import desk
from bot.casework.assessment import REASONS
from bot.casework.desk import Hand, NotAllowed
from bot.casework.replying import hers
from bot.intake.wording import Wording


def worded(hand: Hand, case_id: str, reason: str, wording: Wording) -> str:
    """In her language. Raises NotAllowed for what is none of the review's reasons, NoSuchCase."""
    if reason not in REASONS:
        raise NotAllowed("no_reason", status=422)
    return wording.text(reason, hers(hand.unit, desk.find(hand.unit, case_id)))
