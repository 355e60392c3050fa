"""A company is called to look at its page: a link by mail and nothing else, no number of a case and no word of one.

Called inside the transaction of whatever it is about. Nothing here sends.
"""

from enum import StrEnum

from bot.casework import company_view
from bot.casework.alerting import TOGETHER
from bot.casework.alerting import Occasion as Alarmed
from bot.casework.desk import Hand
from storage.company_calls import CALL, CompanyCalls
from storage.disclosures import Thread


class Occasion(StrEnum):
    """What there is to look at. The mail is the same for all: only our own rows tell them apart."""

    NOTIFIED = "notified"  # a summary lies there
    WITHDRAWN = "withdrawn"  # it lies there no longer
    ASKED = "asked"
    TOLD = "told"
    DUE = "due"
    LATE = "late"
    CLOSING = "closing"


def call(hand: Hand, thread: Thread, occasion: Occasion) -> None:
    """Call the contact of this thread; where it has none that may come in, the desk is told, or the panel answers.

    What comes within ten minutes is one mail. Nothing is kept to be sent where the desk has no mail server.
    """
    if not hand.alarm.on or not thread.contact_id:
        return
    contact = company_view.contact(hand.unit, thread.contact_id)
    if contact is None:
        hand.alarm(hand.unit, thread.case_id, Alarmed.UNREACHED, at=hand.at)
        return
    CompanyCalls(hand.unit.cases).add(
        hand.ids(),
        contact_id=contact.id,
        thread_id=thread.id,
        kind=CALL,
        occasion=occasion.value,
        at=hand.at,
        due_at=hand.at + TOGETHER,
    )
