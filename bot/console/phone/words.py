"""What the page of the phones says of bubbles, segments and prices."""

from bot.casework.sms_cost import cost
from bot.console.console import Console
from bot.console.names import N_
from channels.text import is_gsm, sms_parts, sms_units

MARKS = {
    "lost": N_("The network lost a message of the desk. It tries again by itself."),
    "twice": N_("The app delivered the last message once more. The desk knew it already."),
    "late": N_("Reports of delivery came late, the newest first."),
    "blocked": N_("The desk is blocked on this phone."),
    "unblocked": N_("The desk is let in again."),
}
ENCODINGS = {True: "GSM-7", False: "UCS-2"}


def part_of(text: str) -> str:
    """`45/160`: how full the SMS is."""
    gsm, parts, units = is_gsm(text), sms_parts(text), sms_units(text)
    one, several = (160, 153) if gsm else (70, 67)
    return f"{units}/{one if parts == 1 else parts * several}"


EXAMPLE = {"": 0.08}
"""A demo's price of one SMS, invented like everything in it."""


def price(given: Console) -> str:
    """What one part costs the desk, as it configured; empty where it did not."""
    amount = cost(given.sms.price or (EXAMPLE if given.demo else {}), "", 1)
    return "" if amount is None else f"{amount:.2f} {given.sms.currency}"
