"""What WhatsApp calls one person: a number, in some countries in two spellings, or an id without a number. Pure."""

import re

# https://www.twilio.com/docs/whatsapp: business-scoped user ids, of a business or of its parent (ENT).
_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")

# Numbers that WhatsApp, or the network before it, writes with one digit more: (pattern, other spelling).
_SPELLINGS = (
    (re.compile(r"\+55(\d\d)9(\d{8})"), r"+55\1\2"),  # Brazil: mobile numbers got a ninth digit, old accounts have not
    (re.compile(r"\+55(\d\d)([6-9]\d{7})"), r"+55\g<1>9\2"),
    (re.compile(r"\+521(\d{10})"), r"+52\1"),  # Mexico: a 1 that is not dialled any more
    (re.compile(r"\+52([2-9]\d{9})"), r"+521\1"),
    (re.compile(r"\+549(\d{10})"), r"+54\1"),  # Argentina: the 9 of mobile numbers
    (re.compile(r"\+54([1-8]\d{9})"), r"+549\1"),
)


def user_id(value: str) -> str | None:
    """The id, if this is one. Letters and digits of ASCII only."""
    return value if value.isascii() and _USER_ID.fullmatch(value) else None


def spellings(number: str) -> tuple[str, ...]:
    """How else the same person's number may be written."""
    if not number.startswith("+5"):
        return ()
    return tuple(pattern.sub(other, number) for pattern, other in _SPELLINGS if pattern.fullmatch(number))
